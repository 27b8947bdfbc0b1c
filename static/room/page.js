/* What every part of the page's script stands on: where it is, what it remembers, what it says aloud. */

export const live = document.getElementById("live");
export const place = { ...document.body.dataset, ...(live ? live.dataset : {}) };
export const room = place.room ?? "", seat = place.seat ?? "";
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const seen = (node) => (node.checkVisibility ? node.checkVisibility() : node.getClientRects().length > 0); // not folded away
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/* What the device remembers, and what this tab does; the page's own memory where a browser forbids either. What one seat
   keeps, no other seat finds. */
function storage(theirs) {
  try { const found = theirs(); found.setItem("rooms:try", "1"); found.removeItem("rooms:try"); return found; }
  catch { const kept = new Map(); return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k), key: (i) => [...kept.keys()][i], get length() { return kept.size; } }; }
}
export const memory = storage(() => localStorage), tab = storage(() => sessionStorage);
export const shelf = (kind) => `rooms:${kind}:${room}:${seat}:`;
export const keysOn = (name) => Array.from({ length: memory.length }, (_, i) => memory.key(i)).filter((k) => k?.startsWith(name)).map((k) => k.slice(name.length));
export function recall(key) {
  try { return JSON.parse(memory.getItem(key)); } catch { return null; }
}
export function remember(key, value) {
  try { memory.setItem(key, JSON.stringify(value)); } catch { /* full: it still stands in the page */ }
}

export function random(bytes) {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/* Said aloud by screen readers. HTML: #announce (aria-live). */
export function say(words) {
  const box = document.getElementById("announce");
  if (box) box.textContent = box.textContent === words ? words + "\u00a0" : words;
}

/* Says that something arrived, where everybody sees it, for a few seconds; `at` is the id of the thing. HTML: #sent[hidden]. */
let showing;
export function confirm(words, seconds = 5, at = "") {
  const box = document.getElementById("sent");
  say(words);
  if (!box) return;
  clearTimeout(showing);
  box.textContent = words;
  if (at) box.replaceChildren(Object.assign(document.createElement("a"), { href: "#" + at, textContent: words }));
  box.hidden = false;
  showing = setTimeout(() => { box.hidden = true; }, seconds * 1000);
}

/* Answers after which one tries again; any other from 400 on is the room's last word. */
export const LATER = [408, 425, 429, 500, 502, 503, 504];

/* Swaps in what the server sent: partials, each by its id. */
export const swap = (text) => window.htmx.swap({ sourceElement: live, target: live, swap: "none", text });
