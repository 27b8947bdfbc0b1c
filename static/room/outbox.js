/* What was sent and has not arrived, listed under the box that it came from, or above the page where that is gone or
   folded: it can be put back into its box or thrown away. HTML: ul[data-outbox] in a form[data-draft] and one outside,
   template#unsent with [data-unsent-words], [data-unsent-why], [data-unsent-back], [data-unsent-drop]. */
import { all, confirm, seen } from "./page.js";
import { formOf, isEmpty, newIds, read, restore, write } from "./drafts.js";
import { showLate } from "./late.js";
import { changed, drop, many, underway, waiting } from "./pressed.js";

const unsent = () => waiting().filter((one) => one.key);

export function showOutbox() {
  const places = all("[data-outbox]"), rest = places.find((box) => !box.closest("form"));
  const shown = new Map(places.map((box) => [box, []]));
  for (const one of unsent()) {
    const box = places.find((place) => place.closest("form")?.dataset.draft === one.key && seen(place.closest("form"))) ?? rest;
    shown.get(box)?.push(one);
  }
  for (const [box, list] of shown) fill(box, list);
}
function fill(box, list) {
  const signed = list.map((one) => one.id + (one.refused ?? "")).join(" ");
  if ((box.dataset.outbox ?? "") === signed && box.children.length === list.length) return;
  box.dataset.outbox = signed;
  box.hidden = !list.length;
  box.replaceChildren(...list.map(item));
}
function item(one) {
  const copy = document.getElementById("unsent").content.cloneNode(true).firstElementChild;
  copy.dataset.id = one.id;
  copy.querySelector("[data-unsent-words]").textContent = one.text ? `“${one.text}”` : one.draft.title;
  copy.querySelector("[data-unsent-why]").textContent = one.refused ? `Only on this device, not sent. ${one.refused}`
    : `Only on this device, not sent yet. It goes by itself when the connection is back${many(one) ? "." : "; newer words take its place."}`;
  return copy;
}

document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-unsent-back], [data-unsent-drop]"), id = button?.closest("[data-id]").dataset.id;
  const one = button && unsent().find((found) => found.id === id);
  if (!one) return;
  if (one.id === underway) { confirm("It is being sent at this moment."); return; }
  if ("unsentBack" in button.dataset && !putBack(one)) return;
  drop(one);
  changed();
});
function putBack(one) {
  const form = formOf(one.key);
  if (read(one.key) || (form && !isEmpty(form))) { confirm("Send what stands in the box first, or clear it."); return false; }
  write(one.key, { ...one.draft, ids: one.again && form ? newIds(form) : one.draft.ids, pairs: null, sent: false, claim: null });
  if (form) {
    restore(form, true);
    form.querySelector("textarea")?.focus();
  }
  showLate();
  return true;
}
document.addEventListener("room:waiting", showOutbox);
document.addEventListener("toggle", showOutbox, true);
