/* One banner says how the page is connected. HTML: #connection[data-state] with [data-when] inside and [data-waiting] for
   how much waits; [data-link-state] with [data-link-words]. */
import { all } from "./page.js";
import { waiting } from "./pressed.js";

const PATIENCE = 3500, BACK = 6000; // ms before a gap is spoken of, and for how long its end is
let since = performance.now(), showing, shown = "connecting", told = false;

/* state: live, polling, reconnecting or refused. */
export function report(state) {
  clearTimeout(showing);
  if (state === "live" || state === "polling") since = null;
  else since ??= performance.now();
  if (state === "reconnecting" && performance.now() - since < PATIENCE) { showing = setTimeout(() => report(state), PATIENCE); return; }
  if (state === "live" && told) { told = false; banner("back"); setTimeout(() => { if (shown === "back") banner("live"); }, BACK); }
  else if (!(state === "live" && shown === "back")) banner(state);
  told ||= state === "reconnecting";
  if (state === "polling") told = false; // said by its own banner
  lines(state);
}
/* A request has just failed: "Live" is taken back at once, until the connection has proved itself again. */
export function doubt() {
  if (since === null) lines("reconnecting");
}
function lines(state) {
  for (const line of all("[data-link-state]")) {
    line.dataset.state = state;
    line.classList.toggle("link-state--off", state === "reconnecting" || state === "refused");
    line.classList.toggle("link-state--slow", state === "polling");
    const words = line.getAttribute("data-words-" + state);
    if (words) for (const place of all("[data-link-words]", line)) place.textContent = words;
  }
}
function banner(state) {
  const box = document.getElementById("connection");
  if (!box || shown === state) return;
  shown = box.dataset.state = state;
  count();
  for (const words of all("[data-when]", box)) words.hidden = !words.dataset.when.split(" ").includes(state);
}

/* How many things wait to be sent. */
function count() {
  const many = waiting().filter((one) => !one.refused).length;
  for (const words of all("[data-waiting]")) words.textContent = many === 0 ? "" : many === 1 ? "One thing waits to be sent." : `${many} things wait to be sent.`;
}
document.addEventListener("room:waiting", count);
