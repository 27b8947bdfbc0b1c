/* What somebody has just sent is shown to them: gently brought into view where nothing else is in hand, else as a link.
   HTML: an element in #work or #now whose id ends in the id of what was sent. */
import { all, confirm, seen } from "./page.js";

const WAIT = 8000; // ms in which it may come with a push
let sent = null;
export function expectToSee(ids) { sent = { ids: Object.values(ids).filter(Boolean), until: Date.now() + WAIT }; }
export function showArrived() {
  if (!sent) return;
  if (Date.now() > sent.until) { sent = null; return; }
  const found = sent.ids.flatMap((id) => all(`[id$="-${CSS.escape(id)}"]`)).find((node) => node.matches("li, article") && !node.closest("[data-own-wanted], #mine") && seen(node));
  if (!found) return;
  sent = null;
  const box = found.getBoundingClientRect(), active = document.activeElement;
  if (box.top >= 0 && box.bottom <= window.innerHeight) return;
  if (active?.matches("textarea, input, select")) { confirm("Kept. See it", 8, found.id); return; }
  found.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}
