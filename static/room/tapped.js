/* A card is kept as it is tapped: a choice in it is sent at once, words when their box is left. Its button serves where
   there is no script. What is chosen while a card is under way goes after it, so that arrow keys lose nothing; what the
   room has taken is what stands in the card from then on, so that it does not jump back before the answer is put in.
   Imported before sending.js, which empties forms that were sent. HTML: form.alone, with a required choice. */
import { read, restore } from "./drafts.js";

const named = (node) => node?.closest?.("form.alone")?.id;
const underway = new Map(); // id of a card that is being sent → whether something was chosen on it meanwhile

function send(form) {
  const id = named(form);
  let went = false;
  const left = ({ detail: { ctx } }) => { went ||= named(ctx.sourceElement) === id; };
  document.addEventListener("htmx:before:request", left);
  underway.set(id, false);
  form.requestSubmit();
  setTimeout(() => { // without a connection it waits, and nothing is under way
    document.removeEventListener("htmx:before:request", left);
    if (!went) underway.delete(id);
  }, 100);
}

document.addEventListener("change", ({ target }) => {
  const id = named(target);
  if (!id || !target.name || !target.form.checkValidity()) return;
  if (underway.has(id)) underway.set(id, true); else send(target.form);
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const id = named(ctx.sourceElement), form = id && document.getElementById(id); // a push may have put in another
  if (!form || ctx.response.status >= 400 || underway.get(id)) return;
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") field.defaultChecked = field.checked;
    else if (field.tagName === "TEXTAREA") field.defaultValue = field.value;
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const id = named(ctx.sourceElement);
  if (id) setTimeout(() => goOn(id)); // once sending.js has done with the one before
});
function goOn(id) {
  const form = underway.get(id) && document.getElementById(id);
  underway.delete(id);
  if (!form || !read(form.dataset.draft)) return;
  restore(form, true);
  send(form);
}
