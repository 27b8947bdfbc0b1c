/* Sending what was typed: kept until the room says that it has it, sent again with the same ids where it did not get
   through. Buttons without words are pressed.js. HTML: form[data-draft][hx-post], input[data-new-id]. */
import { all, confirm, LATER, random, tab } from "./page.js";
import { begun, draftForm, draftKeys, emptyAll, fillIds, flying, forget, formOf, isEmpty, landed, mark, newIds, overtakenOnes, read, seenNow, wordsOf, write } from "./drafts.js";
import { expectToSee, showArrived } from "./arrived.js";
import { showLate } from "./late.js";
import { park, parked, press, sendPressed, wait as waitPressed } from "./pressed.js";
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
  const key = form.dataset.draft, begins = begun(form);
  fillIds(form, begins.ids);
  conceal(form);
  const draft = { ...begins, form: form.id, pairs: form.hasAttribute("hx-post") ? pairsOf(form, e.submitter) : null, sent: true, claim: { by: ME, until: Date.now() + CLAIM } };
  if (draft.pairs && parked(key).length && park(key, draft)) { // in the order in which they were pressed
    e.preventDefault();
    e.stopImmediatePropagation();
    forget(key);
    emptyAll(key);
    sendPressed();
    return;
  }
  write(key, draft);
  flying.set(key, draft);
  mark(form, "sending");
}, true);

function pairsOf(form, button) {
  const given = new FormData(form);
  if (button?.name) given.append(button.name, button.value);
  return [...given].filter(([, value]) => typeof value === "string");
}

/* An outcome is pressed while the answer still stands in its box: the answer goes first, the outcome once it is there.
   HTML: [data-after="id of the answer's form"] around the outcomes' buttons. */
const following = new Map(); // key of the answer's draft → what was pressed
function goesAfter(e) {
  const first = document.getElementById(e.target.closest("[data-after]")?.dataset.after ?? "");
  if (!first || isEmpty(first) || !wordsOf(begun(first))) return false;
  e.preventDefault();
  e.stopImmediatePropagation();
  following.set(first.dataset.draft, { form: e.target.id, button: e.submitter });
  if (!flying.has(first.dataset.draft)) first.requestSubmit();
  return true;
}
function follow(key) {
  const next = following.get(key), form = next && document.getElementById(next.form);
  following.delete(key);
  if (form) form.requestSubmit(next.button?.form === form ? next.button : undefined);
}

const current = (form) => (form.isConnected ? form : formOf(form.dataset.draft) ?? form);
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = draftForm(ctx.sourceElement);
  if (form && flying.has(form.dataset.draft)) answered(current(form), ctx.response.status, ctx.response.headers.get("seen"));
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

function answered(form, status, seen) {
  const key = form.dataset.draft, sent = flying.get(key), draft = read(key);
  if (LATER.includes(status)) { wait(form); return; }
  flying.delete(key);
  if (status >= 400) { refused(form, seen ? seenNow(form, draft, seen) : draft, status); return; }
  landed(sent);
  if (draft && form.isConnected && JSON.stringify(draft.fields) !== JSON.stringify(sent.fields)) { // more was typed meanwhile: a new draft
    const ids = newIds(form);
    write(key, { ...draft, ids, pairs: null, sent: false, claim: null });
    fillIds(form, ids);
    mark(form, "draft");
    return;
  }
  forget(key);
  expectToSee(sent.ids);
  done(form);
  showArrived();
  follow(key);
}
function refused(form, draft, status) {
  const key = form.dataset.draft;
  following.delete(key);
  if (draft) write(key, { ...draft, sent: false, claim: null, ids: status === 409 ? newIds(form) : draft.ids });
  if (draft && status === 409) fillIds(form, read(key).ids);
  mark(form, "refused");
}

/* The room has it: said in words, the form empty again, and what was unfolded for it folded. */
function done(form) {
  confirm(form.dataset.done ?? "Kept");
  for (const said of all("[data-said]", form)) said.replaceChildren();
  if ("late" in form.dataset) { emptyAll(form.dataset.draft); form.remove(); showLate(); return; }
  emptyAll(form.dataset.draft);
  const fold = form.closest("details"), held = form.contains(document.activeElement);
  if (fold && !fold.classList.contains("fold")) {
    fold.open = false;
    if (held) fold.querySelector("summary").focus({ preventScroll: true });
  }
  for (const bar of all(".capture__fold", form)) bar.checked = false;
}

/* What did not get through leaves its box, which is free for the next words, and waits under it (outbox.js). What was
   typed since stays as a draft of its own. */
function wait(form) {
  const key = form.dataset.draft, next = following.get(key), sent = flying.get(key), draft = read(key);
  flying.delete(key);
  following.delete(key);
  if (!leave(key, sent, draft)) {
    write(key, { ...sent, sent: false, claim: null });
    mark(form, "refused");
  }
  const after = next && document.getElementById(next.form);
  if (after) waitPressed(after, next.button, key);
}
function leave(key, sent, draft = sent) {
  if (!sent.pairs || !park(key, sent)) return false;
  landed(sent);
  const more = draft && JSON.stringify(draft.fields) !== JSON.stringify(sent.fields);
  if (more) write(key, { ...draft, ids: {}, pairs: null, sent: false, claim: null }); else forget(key);
  for (const form of all("form[data-draft]").filter((one) => one.dataset.draft === key)) {
    if (!more) continue;
    const ids = newIds(form);
    write(key, { ...read(key), ids });
    fillIds(form, ids);
    mark(form, "draft");
  }
  if (!more) { emptyAll(key); showLate(); }
  return true;
}
/* What a page sent that is no longer there: it waits like the rest. */
export function resend() {
  for (const { key, draft } of overtakenOnes()) if (isLeft(key, draft) && park(key, draft)) landed(draft);
  for (const key of draftKeys()) {
    const draft = read(key);
    if (draft?.sent && draft.pairs && isLeft(key, draft)) leave(key, draft);
  }
}
function isLeft(key, { ids, claim }) { // nobody is sending it at this moment
  return flying.get(key)?.ids.command !== ids.command && !(claim && claim.by !== ME && claim.until > Date.now());
}
