/* Small things a page does by itself. */
import { all, memory, room, seat, tab } from "./page.js";
import { copy } from "./copy.js";
import { draftForm, forget, stepNow } from "./drafts.js";
import { retry } from "./connection.js";
import { showLate } from "./late.js";

/* What the script has set stays through pushes: open <details>, the state of a form, what is shown by it. What a push
   names by its id alone is here already as it should be. */
const OURS = { open: "details, dialog", "data-state": "form, button", hidden: "[data-if-secret], [data-unless-secret], [data-reason-if-not], [data-advice-flag]" };
window.htmx?.registerExtension("ours", {
  htmx_before_morph_attr: (el, { attrName }) => !(attrName in OURS && el.matches(OURS[attrName])),
  htmx_before_morph_node: (el, { newNode }) => newNode.dataset?.same === undefined,
});

const dismissed = `rooms:dismissed:${room}:${seat}:`;
document.addEventListener("click", (e) => {
  const button = e.target.closest?.("button");
  if (!button) return;
  if ("stemFor" in button.dataset) putStem(button);
  if ("copy" in button.dataset || "copyFrom" in button.dataset) copy(button);
  if ("dismiss" in button.dataset) { tab.setItem(dismissed + button.dataset.dismiss, "1"); hideDismissed(); }
  if ("clear" in button.dataset) document.querySelector(button.dataset.clear)?.replaceChildren();
  if ("discard" in button.dataset && draftForm(button)) { forget(draftForm(button).dataset.draft); showLate(); }
  if ("retry" in button.dataset) retry();
});

/* What was refused is put right: the sentence goes. HTML: [data-said] in a form. */
document.addEventListener("input", (e) => {
  const form = e.target.closest?.("form");
  if (form && form.dataset.state !== "waiting") for (const said of all("[data-said]", form)) said.replaceChildren();
});

/* What was wrong is said below the button that was pressed: it is brought into view where it is not. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!(ctx?.response?.status >= 400)) return;
  const said = ctx.sourceElement?.closest?.("form")?.querySelector("[data-said]"), box = said?.getBoundingClientRect();
  if (!box?.height || document.elementFromPoint(box.left + 2, box.bottom - 2)?.closest("[data-said]") === said) return;
  said.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
});

/* A reason is asked for only where a view differs. HTML: [data-reason-if-not="LEVEL"] beside radios "level". */
export function askReasons() {
  for (const box of all("[data-reason-if-not]")) {
    const level = box.closest("form")?.elements.level?.value, words = box.querySelector("textarea")?.value;
    box.hidden = !words && (!level || level === box.dataset.reasonIfNot);
  }
}

/* Advice dressed as a question is flagged gently, and nothing is stopped. HTML: textarea[data-advice], and in its form
   [data-advice-flag], [data-advice-try], [data-advice-list] of [data-starts][data-try]. */
export function flagAdvice(field) {
  const flag = field.form?.querySelector("[data-advice-flag]");
  if (!flag) return;
  const words = field.value.toLowerCase().replace(/[’`]/g, "'").replace(/[^\p{L}\p{N}_' ]/gu, " ").replace(/\s+/g, " ");
  const found = all("[data-starts]", field.form).find((one) => words.includes(one.dataset.starts));
  flag.hidden = !found;
  for (const hint of all("[data-advice-try]", flag)) hint.textContent = found?.dataset.try ?? "";
}
document.addEventListener("input", (e) => { if ("advice" in e.target.dataset) flagAdvice(e.target); askReasons(); });
document.addEventListener("change", askReasons);

/* Puts a way to begin into the question. HTML: button[data-stem-for="id of the text area"]. */
function putStem(button) {
  const field = document.getElementById(button.dataset.stemFor);
  if (!field) return;
  const stem = button.textContent.replace(/\s*…\s*$/, " ");
  field.value = field.value.trim() ? `${field.value.trimEnd()}\n${stem}` : stem;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/* What somebody unfolds to write in comes into view, where it would open below the window. HTML: details with a text area
   in it, but for the folded parts of a page. */
document.addEventListener("click", (e) => {
  const fold = e.target.closest?.("summary")?.parentElement;
  if (!fold || fold.open || fold.matches(".fold") || !fold.querySelector("textarea")) return;
  fold.addEventListener("toggle", () => fold.scrollIntoView({ block: "nearest" }), { once: true });
});

/* Nudges put away stay away. HTML: button[data-dismiss] in a .nudge, .nudges__count. */
export function hideDismissed() {
  for (const button of all("[data-dismiss]")) {
    if (tab.getItem(dismissed + button.dataset.dismiss) !== null) button.closest(".nudge").hidden = true;
  }
  for (const box of all(".nudges")) for (const count of all(".nudges__count", box)) count.textContent = all(".nudge:not([hidden])", box).length;
}

/* A tablet that is passed on leaves no way back to what was open: the page is taken out of the browser's history, and
   one that comes back from there all the same is loaded anew. HTML: a[data-pass-on]. */
const passed = `rooms:passed:${room}:${seat}`;
document.addEventListener("click", (e) => {
  const link = e.target.closest?.("a[data-pass-on]");
  if (!link) return;
  e.preventDefault();
  memory.setItem(passed, "1");
  document.body.hidden = true;
  location.replace(link.href);
});
memory.removeItem(passed);
window.addEventListener("pageshow", (e) => { if (e.persisted && memory.getItem(passed)) location.replace(`/rooms/${room}`); });

/* A menu closes by Escape, which leads back to its button, and by a press anywhere else. HTML: details.menu. */
document.addEventListener("keydown", (e) => {
  const menu = e.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (e) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
});

/* Who came late needs no briefing once the meeting is over. HTML: #late-brief, #now[data-step-id]. */
export function endBriefing() {
  const brief = document.getElementById("late-brief");
  if (brief) brief.hidden = stepNow() === "after";
}
