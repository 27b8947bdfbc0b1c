/* A card is kept as it is tapped: a choice in it is sent at once, words when their box is left. Its button serves where
   there is no script. What the room has taken is what stands in the card from then on, so that it does not jump back
   before the answer is put in. Imported before sending.js, which empties forms that were sent.
   HTML: form.alone, with a required choice. */
import { read, restore } from "./drafts.js";

const card = (node) => node?.closest?.("form.alone");
const underway = new Map(); // id of a card that is being sent → whether something was chosen on it meanwhile

document.addEventListener("change", ({ target }) => {
  const form = card(target), id = form?.getAttribute("id");
  if (!form || !target.name || !form.checkValidity()) return;
  if (underway.has(id)) underway.set(id, true);
  else queueMicrotask(() => form.requestSubmit());
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = card(ctx.sourceElement);
  if (form) underway.set(form.getAttribute("id"), false);
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = card(ctx.sourceElement);
  if (!form || ctx.response.status >= 400 || underway.get(form.getAttribute("id"))) return;
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") field.defaultChecked = field.checked;
    else if (field.tagName === "TEXTAREA") field.defaultValue = field.value;
  }
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const id = card(ctx.sourceElement)?.getAttribute("id"), more = underway.get(id);
  underway.delete(id);
  const form = more && document.getElementById(id);
  if (!form || !read(form.dataset.draft)) return;
  restore(form, true);
  form.requestSubmit();
});
