/* Sending what was typed: kept until the room says that it has it, sent again with the same ids where it did not get
   through. Buttons without words are pressed.js. HTML: form[data-draft][hx-post], input[data-new-id]. */
import { all, confirm, LATER, random, tab } from "./page.js";
import { begun, draftForm, empty, fillIds, flying, forget, formOf, isEmpty, mark, newIds, read, wordsOf, write } from "./drafts.js";
import { showLate } from "./late.js";
import { press, wait as waitPressed } from "./pressed.js";
import { conceal } from "./secrets.js";

const CLAIM = 25000; // ms in which no other tab sends what this one is sending
const ME = tab.getItem("rooms:tab") ?? random(4);
tab.setItem("rooms:tab", ME); // still the same tab after a reload
let submitted = -Infinity;
export const justSubmitted = () => performance.now() - submitted < 3000;

/* Before any form goes off. */
document.addEventListener("submit", (e) => {
  const form = e.target;
  submitted = performance.now();
  if (goesAfter(e)) return;
  if (form.dataset.draft === undefined) {
    press(e);
    if (!e.defaultPrevented) conceal(form);
    return;
  }
  const draft = begun(form);
  write(form.dataset.draft, { ...draft, sent: true, claim: { by: ME, until: Date.now() + CLAIM }, pressed: e.submitter?.name ? [e.submitter.name, e.submitter.value] : null });
  fillIds(form, draft.ids);
  conceal(form);
  flying.set(form.dataset.draft, JSON.stringify(draft.fields));
  mark(form, "sending");
}, true);

/* An outcome is pressed while the answer still stands in its box: the answer goes first, the outcome once it is there.
   HTML: [data-after="id of the answer's form"] around the outcomes' buttons. */
const following = new Map(); // key of the answer's draft → what was pressed
function goesAfter(e) {
  const first = document.getElementById(e.target.closest("[data-after]")?.dataset.after ?? "");
  if (!first || isEmpty(first) || !wordsOf(begun(first))) return false;
  e.preventDefault();
  e.stopImmediatePropagation();
  following.set(first.dataset.draft, { form: e.target.getAttribute("id"), button: e.submitter });
  if (!flying.has(first.dataset.draft)) first.requestSubmit();
  return true;
}
function follow(key) {
  const next = following.get(key), form = next && document.getElementById(next.form);
  following.delete(key);
  if (form) form.requestSubmit(next.button?.form === form ? next.button : undefined);
}

const current = (form) => formOf(form.dataset.draft) ?? form;
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = draftForm(ctx.sourceElement);
  if (form && flying.has(form.dataset.draft)) answered(current(form), ctx.response.status);
});
document.addEventListener("htmx:error", ({ detail }) => {
  const form = detail.ctx && draftForm(detail.ctx.sourceElement);
  if (form && flying.has(form.dataset.draft) && !detail.ctx.response) wait(current(form));
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { // called off before it was sent
  const form = draftForm(ctx.sourceElement), key = form?.dataset.draft;
  if (!form || !flying.delete(key)) return;
  following.delete(key);
  write(key, { ...read(key), sent: false, claim: null });
  mark(current(form), "draft");
});

function answered(form, status) {
  const key = form.dataset.draft, sent = flying.get(key), draft = read(key);
  if (LATER.includes(status)) { wait(form); return; }
  flying.delete(key);
  if (status >= 400) {
    following.delete(key);
    if (draft) write(key, { ...draft, sent: false, claim: null, ids: status === 409 ? newIds(form) : draft.ids });
    if (draft && status === 409) fillIds(form, read(key).ids);
    mark(form, "refused");
  } else if (draft && form.isConnected && JSON.stringify(draft.fields) !== sent) { // more was typed meanwhile: a new draft
    const ids = newIds(form);
    write(key, { ...draft, ids, sent: false, claim: null });
    fillIds(form, ids);
    mark(form, "draft");
  } else {
    forget(key);
    done(form);
    follow(key);
  }
}

/* The room has it: said in words, the form empty again, and what was unfolded for it folded. */
function done(form) {
  confirm(form.dataset.done ?? "Kept");
  for (const said of all("[data-said]", form)) said.replaceChildren();
  if ("late" in form.dataset) { form.remove(); showLate(); return; }
  empty(form);
  const fold = form.closest("details"), held = form.contains(document.activeElement);
  if (fold && !fold.classList.contains("fold")) {
    fold.open = false;
    if (held) fold.querySelector("summary").focus({ preventScroll: true });
  }
  for (const bar of all(".capture__fold", form)) bar.checked = false;
}

/* What did not get through waits, and is sent again with the same ids. */
function wait(form) {
  const key = form.dataset.draft, next = following.get(key), draft = read(key);
  flying.delete(key);
  following.delete(key);
  if (draft) write(key, { ...draft, sent: true, claim: null });
  mark(form, "waiting");
  const after = next && document.getElementById(next.form);
  if (after) waitPressed(after, next.button, key);
  document.dispatchEvent(new Event("room:waiting"));
}
export function resend() {
  if (navigator.onLine === false) return;
  for (const form of all("form[data-draft][hx-post]")) {
    const key = form.dataset.draft, draft = read(key);
    if (!draft?.sent || flying.has(key) || !form.checkValidity()) continue;
    if (draft.claim && draft.claim.by !== ME && draft.claim.until > Date.now()) continue;
    const [name, value] = draft.pressed ?? [];
    const pressed = name && [...form.elements].find((b) => b.type === "submit" && b.name === name && b.value === value);
    if (pressed) form.requestSubmit(pressed); else form.requestSubmit();
  }
}
