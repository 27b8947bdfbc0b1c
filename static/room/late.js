/* Drafts whose form has left the page, or came back folded after the step they were begun in, are shown by themselves
   until they are sent, thrown away or stand open in their form. HTML: template#late-draft, #late-drafts. */
import { all, random, seen } from "./page.js";
import { draftForm, draftKeys, fields, flying, read, restore, stepNow, wordsOf } from "./drafts.js";
import { waiting } from "./pressed.js";

/* Where somebody was writing last, so that they go on writing there. */
let writing = null;
for (const kind of ["focusin", "input", "keyup"]) {
  document.addEventListener(kind, (e) => {
    const form = draftForm(e.target);
    writing = form ? { key: form.dataset.draft, caret: e.target.selectionStart ?? 0 } : null;
  });
}

export function showLate(folded = true) {
  const shelf = document.getElementById("late-drafts"), template = document.getElementById("late-draft");
  if (!shelf || !template) return;
  const forms = new Map(all("form[data-draft]:not([data-late])").map((form) => [form.dataset.draft, form]));
  const isLate = (key, draft) => !forms.has(key) || (!seen(forms.get(key)) && draft.step !== stepNow());
  const late = draftKeys().filter((key) => wordsOf(read(key)) && isLate(key, read(key)));
  for (const form of all("form[data-late]", shelf)) {
    const inHand = document.activeElement?.matches("textarea") && form.contains(document.activeElement);
    if (late.includes(form.dataset.draft) || flying.has(form.dataset.draft) || inHand) continue;
    form.remove();
    if (forms.has(form.dataset.draft)) restore(forms.get(form.dataset.draft), true);
  }
  const shown = new Set(all("form[data-late]", shelf).map((form) => form.dataset.draft));
  for (const key of late) if (!shown.has(key) && (folded || !forms.has(key))) add(shelf, template, key, read(key));
  warn();
}
document.addEventListener("toggle", () => showLate(), true);

/* Nobody says that a part is right while words for it are on this device alone. HTML: a form of ConfirmPart. */
function warn() {
  const words = [...draftKeys().map((key) => wordsOf(read(key))), ...waiting().map((one) => one.text)].filter(Boolean);
  for (const kind of all("form[hx-post] input[name=kind][value=ConfirmPart]")) {
    if (words.length) kind.form.setAttribute("hx-confirm", `This is only on this device and not in the room: “${start(words[0])}”. Confirm all the same?`);
    else kind.form.removeAttribute("hx-confirm");
  }
}
document.addEventListener("room:waiting", warn);
const start = (words) => (words.length > 60 ? words.slice(0, 59).trimEnd() + "…" : words);

/* What kind of thing it is stands in words and can be changed. */
function name(form, draft) {
  const choice = form.querySelector("[data-late-kind]"), select = choice.querySelector("select");
  if (draft.kinds) {
    select.name = "kind";
    select.replaceChildren(...draft.kinds.map(([value, words]) => new Option(words, value)));
    select.value = draft.fields.find(([field]) => field === "kind")?.[1] ?? "";
    choice.hidden = false;
  }
  const title = () => {
    form.querySelector("[data-late-title]").textContent = draft.kinds ? `${select.selectedOptions[0]?.text ?? ""} ${draft.title}` : draft.title;
  };
  title();
  select.addEventListener("change", title);
}

/* Words beside a level that was not chosen: a level can be chosen here, or the words are kept as a note. */
function askLevel(form, draft) {
  const choice = form.querySelector("[data-late-level]"), select = choice.querySelector("select");
  if (!draft.levels) return;
  select.name = "level";
  select.required = true;
  select.append(...draft.levels.map(([value, words]) => new Option(words, value)));
  choice.hidden = false;
  for (const part of all("[data-late-note]", form)) part.hidden = false;
  const kind = draft.hidden.find(([field]) => field === "kind")[1], words = form.querySelector("textarea");
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button[type=submit]"), note = button && "lateNote" in button.dataset;
    if (!button) return;
    form.elements.kind.value = note ? "note" : kind;
    words.name = note ? "text" : draft.words;
    select.required = !note;
  });
}

function add(shelf, template, key, draft) {
  const copy = template.content.cloneNode(true), form = copy.querySelector("form"), words = form.querySelector("textarea");
  form.id = "late-" + random(4);
  form.dataset.draft = key;
  form.dataset.draftTitle = draft.title;
  form.setAttribute("action", draft.action);
  form.setAttribute("hx-post", draft.action);
  words.name = draft.words;
  name(form, draft);
  askLevel(form, draft);
  const named = new Set(fields(form).map((f) => f.name));
  for (const [name, value] of [...draft.hidden, ...draft.fields, ...Object.entries(draft.ids)]) {
    if (named.has(name)) continue;
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name });
    hidden.value = value;
    if (name in draft.ids) hidden.dataset.newId = "";
    form.append(hidden);
  }
  shelf.append(copy);
  restore(form);
  window.htmx?.process(form);
  if (writing?.key === key && (document.activeElement === document.body || !document.activeElement)) {
    words.focus();
    words.setSelectionRange?.(writing.caret, writing.caret);
  }
}
