/* What is this person's own is fetched, never pushed. HTML: #live[data-own], [data-own-wanted]. */
import { all, place, swap } from "./page.js";
import { refuse } from "./connection.js";
import { justSubmitted } from "./sending.js";

const own = { timer: null, busy: false, wanted: false, filled: new WeakSet() };
export function wantOwn() {
  if (!place.own || own.timer) return;
  own.timer = setTimeout(fetchOwn, justSubmitted() ? 20 : 20 + Math.random() * 280); // who has just pressed should not wait
}
async function fetchOwn() {
  own.timer = null;
  if (own.busy) { own.wanted = true; return; }
  own.busy = true;
  try {
    const answer = await fetch(place.own, { headers: { "HX-Request": "true", Accept: "text/html" }, cache: "no-store" });
    if (answer.status === 401) refuse();
    else if (answer.headers.get("HX-Refresh") === "true") location.reload();
    else if (answer.ok) await swap(await answer.text());
    else own.wanted = answer.status >= 500;
  } catch { own.wanted = true; }
  own.busy = false;
  if (own.wanted) { own.wanted = false; own.timer = setTimeout(fetchOwn, 1000); }
}

/* Boxes that have just come to the page are filled. */
export function fillOwn() {
  const unfilled = all("[data-own-wanted]").filter((box) => !own.filled.has(box));
  unfilled.forEach((box) => own.filled.add(box));
  if (unfilled.length) wantOwn();
}
