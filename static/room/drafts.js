/* What is typed is kept on this device until the room has it: as it is typed, with the hour it was begun in, and under
   the ids it will be sent with, so that sending twice is sending once. Tabs of one seat show the same drafts.

   HTML: form[data-draft="KEY"], with [data-kept] inside, which says where its words stand. */
import { all, keysOn, memory, random, recall, remember, shelf } from "./page.js";

const drafts = shelf("draft");
export const read = (key) => recall(drafts + key);
export const write = (key, draft) => remember(drafts + key, draft);
export const forget = (key) => memory.removeItem(drafts + key);
export const draftKeys = () => keysOn(drafts);
export const flying = new Map(); // key of a draft that this tab is sending now → what it sent

/* What is under way while other words are typed over it is kept too, until one knows whether it arrived. */
const overtaken = shelf("overtaken");
export const overtakenOnes = () => keysOn(overtaken).map((id) => recall(overtaken + id)).filter(Boolean);
export const landed = (sent) => memory.removeItem(overtaken + sent.ids.command);

export const draftForm = (node) => node?.closest?.("form[data-draft]");
export const formOf = (key) => all("form[data-draft]").find((form) => form.dataset.draft === key);
export const wordsOf = (draft) => (draft?.fields.find(([name]) => name === draft.words)?.[1] ?? "").trim();

export const fields = (form) => [...form.elements].filter((f) => f.name && !f.disabled && !["hidden", "submit", "button", "file"].includes(f.type));
const untouched = (f) => (f.type === "radio" || f.type === "checkbox" ? f.checked === f.defaultChecked
  : f.options ? [...f.options].every((o) => o.selected === o.defaultSelected) || f.selectedIndex === 0 : f.value === f.defaultValue);
const stays = (form, f) => (form.dataset.keep ?? "").split(" ").includes(f.name); // chosen once, for the next words too
const values = (form) => fields(form).filter((f) => !["radio", "checkbox"].includes(f.type) || f.checked).map((f) => [f.name, f.value]);
const hiddens = (form) => [...form.elements].filter((f) => f.type === "hidden" && f.name && !("newId" in f.dataset) && !f.name.startsWith("secret")).map((f) => [f.name, f.value]);
export const newIds = (form) => Object.fromEntries(all("[data-new-id]", form).map((f) => [f.name, `${f.name[0]}_${random(11)}`]));
export function fillIds(form, ids) {
  for (const f of all("[data-new-id]", form)) f.value = ids[f.name] ?? f.value;
}

const WORDS = {
  draft: "Only on this device",
  sending: "Sending …",
  waiting: "Only on this device, not sent yet. It goes by itself when the connection is back.",
  refused: "Only on this device, not sent",
};
/* Where a form's words stand: draft, sending, waiting, refused; none once the room has them. */
export function mark(form, state) {
  if (state) form.dataset.state = state; else delete form.dataset.state;
  for (const box of all("[data-kept]", form)) { box.textContent = WORDS[state] ?? ""; box.hidden = !state; }
}

/* A fresh draft of a form, or the one there is, with what stands in the form now. */
export function begun(form) {
  const known = read(form.dataset.draft);
  const words = all("textarea, input[type=text], input:not([type])", form).find((f) => f.name);
  const draft = known ?? { ids: newIds(form), hidden: hiddens(form), title: form.dataset.draftTitle ?? "", kinds: kindsOf(form), levels: levelsOf(form), step: stepNow(), action: form.getAttribute("action"), words: words?.name ?? "" };
  return { ...draft, fields: captured(form, draft) };
}
export const stepNow = () => document.getElementById("now")?.dataset.stepId;
function kindsOf(form) { // what the same words could be kept as; an action needs more than words
  const radios = all("input[type=radio][name=kind]", form);
  return radios.length ? radios.filter((f) => f.checked || f.value !== "action").map((f) => [f.value, f.labels[0].textContent.trim()]) : null;
}
function levelsOf(form) { // words that stand beside a level go to the room with one, or as a note
  const radios = all("input[type=radio][name=level]", form);
  return radios.length ? radios.map((f) => [f.value, f.labels[0].querySelector("b").textContent]) : null;
}
function captured(form, draft) {
  if (!("late" in form.dataset)) return values(form);
  const shown = { [draft.words]: form.querySelector("textarea").value }; // and what is chosen; the rest is as it was
  for (const f of all("select[name]", form)) shown[f.name] = f.value;
  const added = Object.entries(shown).filter(([name, value]) => value && !draft.fields.some(([known]) => known === name));
  return [...draft.fields.map(([name, value]) => [name, shown[name] ?? value]), ...added];
}

export const isEmpty = (form) => fields(form).every((f) => stays(form, f) || untouched(f));

/* Keeps what is typed, at every keystroke. */
export function keep(form) {
  const key = form.dataset.draft, sent = flying.get(key), draft = { ...begun(form), sent: false, claim: null };
  if (sent?.pairs && JSON.stringify(draft.fields) !== JSON.stringify(sent.fields)) {
    remember(overtaken + sent.ids.command, { key, draft: sent });
    if (draft.ids.command === sent.ids.command) draft.ids = newIds(form);
  }
  if (isEmpty(form)) { forget(key); mark(form); return; }
  write(key, draft);
  fillIds(form, draft.ids);
  mark(form, "draft");
}

/* What one looked at when one began to type is what one answers: a push that shows what a colleague settled meanwhile
   does not make it seen. HTML: input[name=seen], the event of what stood there. */
function seenThen(form, draft) {
  const found = draft.hidden?.find(([name]) => name === "seen");
  if (found && form.elements.seen) form.elements.seen.value = found[1];
}
export function seenNow(form, draft, seq) {
  if (form.elements.seen) form.elements.seen.value = seq;
  return draft && { ...draft, hidden: draft.hidden.map(([name, value]) => [name, name === "seen" ? seq : value]) };
}

/* Puts a draft back into its form, after loading and after every push. The field one writes in is left alone, and what
   was typed there; `over` puts it over that, for words that another tab has typed since. */
export function restore(form, over = false) {
  const draft = read(form.dataset.draft);
  if (!draft) return;
  if (draft.sent && !form.hasAttribute("hx-post")) { forget(form.dataset.draft); return; } // it went with its page
  for (const f of fields(form)) if (over || (f !== document.activeElement && untouched(f))) fill(f, draft.fields);
  fillIds(form, draft.ids);
  seenThen(form, draft);
  if (over || !form.dataset.state) mark(form, draft.sent ? (flying.has(form.dataset.draft) || draft.claim?.until > Date.now() ? "sending" : "waiting") : "draft");
}
function fill(f, kept) {
  if (f.type === "radio" || f.type === "checkbox") {
    const chosen = kept.some(([name, value]) => name === f.name && value === f.value);
    if (f.type === "checkbox" || chosen) f.checked = chosen;
    return;
  }
  const found = kept.find(([name]) => name === f.name);
  if (found && f.value !== found[1]) f.value = found[1];
}

/* Empties a form once the room has its words. */
export function empty(form) {
  for (const f of all("[data-new-id]", form)) f.value = "";
  for (const f of fields(form)) {
    if (stays(form, f)) continue;
    if (f.type === "radio" || f.type === "checkbox") f.checked = f.defaultChecked;
    else if (f.options) f.selectedIndex = Math.max(0, [...f.options].findIndex((o) => o.defaultSelected));
    else f.value = f.defaultValue;
  }
  mark(form);
}

export const emptyAll = (key) => all("form[data-draft]").filter((form) => form.dataset.draft === key).forEach(empty);

/* A bar that stays while the hour changes begins anew in the next one: words begun in the last hour belong to that,
   and are offered as such (late.js). */
const hours = new WeakMap(); // by the field, which a push may hand on to another form
export function newHour(form) {
  const field = form.querySelector("textarea") ?? form, before = hours.get(field), key = form.dataset.draft;
  hours.set(field, key);
  if (before === undefined || before === key) return;
  empty(form); // first, for leaving a field keeps what stands in it
  if (form.contains(document.activeElement)) document.activeElement.blur();
}

/* Another tab of this seat has typed, sent or thrown away: this one shows the same. Only what has not been kept yet in
   this tab stands against it. HTML: none; what other tabs do comes as an event of the storage. */
export function mirror(key, before) {
  for (const form of all("form[data-draft]").filter((one) => one.dataset.draft === key)) {
    const ours = JSON.stringify(values(form)), draft = read(key);
    if (!isEmpty(form) && !("late" in form.dataset) && before && JSON.stringify(before.fields) !== ours) { if (!draft) keep(form); continue; }
    if (draft) restore(form, true);
    else if ("late" in form.dataset) form.remove();
    else empty(form);
  }
}
export function onDrafts(changed) {
  window.addEventListener("storage", (e) => {
    if (!e.key?.startsWith(drafts)) return;
    let before = null;
    try { before = JSON.parse(e.oldValue); } catch { /* nothing that we wrote */ }
    mirror(e.key.slice(drafts.length), before);
    changed();
  });
}

for (const kind of ["input", "change"]) document.addEventListener(kind, (e) => { const form = draftForm(e.target); if (form && e.target.name) keep(form); });
