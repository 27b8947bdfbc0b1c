/* Drafts whose form has left the page are shown by themselves. HTML: template#late-draft, #late-drafts. */
import { all, random } from "./page.js";
import { draftForm, draftKeys, fields, flying, read, restore, wordsOf } from "./drafts.js";

/* Where somebody was writing last, so that they go on writing there. */
let writing = null;
for (const kind of ["focusin", "input", "keyup"]) {
  document.addEventListener(kind, (e) => {
    const form = draftForm(e.target);
    writing = form ? { key: form.dataset.draft, caret: e.target.selectionStart ?? 0 } : null;
  });
}

export function showLate() {
  const shelf = document.getElementById("late-drafts"), template = document.getElementById("late-draft");
  if (!shelf || !template) return;
  const here = new Set(all("form[data-draft]:not([data-late])").map((form) => form.dataset.draft));
  const late = draftKeys().filter((key) => !here.has(key) && wordsOf(read(key)));
  for (const form of all("form[data-late]", shelf)) {
    const inHand = document.activeElement?.matches("textarea") && form.contains(document.activeElement);
    if (!late.includes(form.dataset.draft) && !flying.has(form.dataset.draft) && !inHand) form.remove();
  }
  const shown = new Set(all("form[data-late]", shelf).map((form) => form.dataset.draft));
  for (const key of late) if (!shown.has(key)) add(shelf, template, key, read(key));
}

function add(shelf, template, key, draft) {
  const copy = template.content.cloneNode(true), form = copy.querySelector("form"), words = form.querySelector("textarea");
  form.setAttribute("id", "late-" + random(4));
  form.dataset.draft = key;
  form.dataset.draftTitle = draft.title;
  form.setAttribute("action", draft.action);
  form.setAttribute("hx-post", draft.action);
  for (const title of all("[data-late-title]", form)) title.textContent = draft.title;
  words.name = draft.words;
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
