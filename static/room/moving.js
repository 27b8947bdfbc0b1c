/* What happens to whoever is in the middle of something when the room moves: the writing go on writing, the others are
   brought to the top, where the new step stands. */
import { all, say } from "./page.js";
import { draftForm } from "./drafts.js";

const TEXT = "textarea, input:not([type]), input[type=text]";
let lastKey = -Infinity;
document.addEventListener("input", (e) => { if (e.target.matches?.(TEXT)) lastKey = performance.now(); });

/* Before a push: who writes where, with which words in view. HTML: fields with an id in form[data-draft]. */
let inHand = null, busy = false;
document.addEventListener("htmx:before:swap", () => {
  const field = document.activeElement;
  if (field?.id && draftForm(field)) inHand = { id: field.id, start: field.selectionStart, end: field.selectionEnd, top: field.scrollTop };
  busy ||= (field?.matches?.(TEXT) && (field.value.trim() !== "" || performance.now() - lastKey < 10000)) || wordsInView();
});
function wordsInView() {
  return all("form[data-draft][data-state]").some((form) => all(TEXT, form).some((field) => field.value.trim() && inView(field)));
}
function inView(node) {
  const box = node.getBoundingClientRect();
  return box.height > 0 && box.bottom > 0 && box.top < window.innerHeight;
}

/* Where a push has moved the field or folded it away, it is opened and focused again, caret and all. */
export function goOn() {
  const was = inHand, field = was && document.getElementById(was.id), active = document.activeElement;
  inHand = null;
  if (!field || (active && active !== document.body && active !== field)) return;
  const folds = [];
  for (let fold = field.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) folds.push(fold);
  if (active === field && !folds.length) return;
  for (const fold of folds) fold.open = true;
  field.focus();
  if (typeof was.start === "number") field.setSelectionRange(was.start, was.end);
  field.scrollTop = was.top;
}

/* A form that a push folds away, because a colleague settled what it is about, stays open where words of one's own
   stand in it. HTML: details[data-folded-by-others]. */
const folds = new WeakSet();
export function keepOpen() {
  for (const fold of all("details[data-folded-by-others]")) {
    if (!folds.has(fold) && fold.querySelector("form[data-state]")) fold.open = true;
    folds.add(fold);
  }
}

/* The step that the page shows, or a moment within it that changes what is asked: the reveal. HTML: #now[data-step-id]
   [data-step-title], perhaps with [data-moment][data-moment-title]; all of it that scrolls; button#moved. */
function stepShown() {
  const { stepId, moment } = document.getElementById("now")?.dataset ?? {};
  return moment ? `${stepId} ${moment}` : stepId;
}
const pill = document.getElementById("moved");
const scrolling = () => [document.scrollingElement, ...all(".room__body, .room__now, .room__work, .desk__main, .remote__body")].filter((box) => box.scrollTop > 8);
let step = stepShown();
export function moved() {
  const was = step, isBusy = busy;
  step = stepShown();
  busy = false;
  if (was === undefined || was === step) return;
  for (const said of all("[data-said]")) said.replaceChildren();
  const { momentTitle, stepTitle } = document.getElementById("now")?.dataset ?? {}, title = momentTitle ?? stepTitle;
  if (title) say(`The room moved on: ${title}.`);
  const held = isBusy && title && scrolling().length > 0;
  if (pill) tell(held, title ?? "");
  if (!isBusy) up();
}
/* It never stands over the field that somebody writes in, and goes by itself. */
const WHILE = 20000; // ms
let going;
function tell(held, title) {
  pill.hidden = !held;
  pill.querySelector("[data-moved-step]").textContent = title;
  clearTimeout(going);
  if (held) going = setTimeout(() => { pill.hidden = true; }, WHILE);
  aside();
}
function aside() {
  if (!pill || pill.hidden) return;
  pill.classList.remove("moved--low");
  const field = document.activeElement?.matches(TEXT) && document.activeElement.getBoundingClientRect(), own = pill.getBoundingClientRect();
  pill.classList.toggle("moved--low", Boolean(field) && field.top < own.bottom + 8 && field.bottom > own.top - 8);
}
document.addEventListener("focusin", aside);
function up() {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  for (const box of scrolling()) box.scrollTo({ top: 0, behavior });
}
pill?.addEventListener("click", () => { pill.hidden = true; up(); document.getElementById("now")?.focus({ preventScroll: true }); });
document.addEventListener("scroll", () => { if (pill && !pill.hidden && !scrolling().length) pill.hidden = true; else aside(); }, { capture: true, passive: true });
