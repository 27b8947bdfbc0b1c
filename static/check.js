/* The check page tries what a room needs. Every sentence is in templates/pages/check.html: here a line gets a state and
   a figure, and what is said of that state is shown. HTML: [data-check][data-state], [data-when], [data-verdict]. */
import { copy } from "./room/copy.js";
import { all, random, recall, remember, say } from "./room/page.js";

const TRIPS = [0, 1, 3, 6, 12]; // s after the socket is open: a proxy that ends it after a moment, or a pause, is seen
const PATIENCE = 5000, HELD = 20000; // ms for an answer, and for one that the server holds back for 8 s
const main = document.getElementById("main"), letter = document.getElementById("for-it"), plain = letter.value;
const line = (name) => document.querySelector(`[data-check="${name}"]`);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const shown = (kind, name) => { for (const one of all(`[data-${kind}]`)) one.hidden = one.dataset[kind] !== name; };

function within(promise, ms) {
  let late;
  return Promise.race([promise, new Promise((_, no) => { late = setTimeout(() => no(new Error("too late")), ms); })]).finally(() => clearTimeout(late));
}
const ask = (path, ms = PATIENCE) => within(fetch(path, { cache: "no-store" }).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status))))), ms);

/* What is known of one line now. */
function tell(name, state, figure, good = state === "works") {
  const one = line(name), icon = one.querySelector("[data-check-icon] svg"), use = icon.querySelector("use");
  const waits = state === "trying";
  one.dataset.state = state;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, waits ? "#i-hourglass" : good ? "#i-done" : "#i-warn"));
  icon.classList.toggle("ok-i", good && !waits);
  icon.classList.toggle("warn-i", !good && !waits);
  one.querySelector("[data-check-figure]").textContent = figure;
  for (const words of all("[data-when]", one)) words.hidden = !words.dataset.when.split(" ").includes(state);
}

/* A socket has to answer again and again, not only to open: some filters swallow what goes through, some end it soon. */
async function tryLive() {
  const trips = [];
  let socket, opened = false;
  const found = (live, figure) => { tell("live", live, figure); return { live, live_ms: trips.length ? Math.min(...trips) : null }; };
  tell("live", "trying", "trying");
  try {
    socket = new WebSocket(location.origin.replace("http", "ws") + "/check/live");
    await within(new Promise((yes, no) => { socket.onopen = yes; socket.onerror = no; socket.onclose = no; }), PATIENCE);
    opened = true;
    const start = performance.now();
    for (const at of TRIPS) {
      await Promise.race([sleep(at * 1000 - (performance.now() - start)), new Promise((_, no) => { socket.onclose = no; })]);
      const sent = performance.now();
      const answer = new Promise((yes, no) => { socket.onmessage = yes; socket.onclose = no; });
      socket.send("?");
      await within(answer, PATIENCE);
      trips.push(Math.round(performance.now() - sent));
      line("live").querySelector("[data-check-figure]").textContent = `${trips.length} of ${TRIPS.length}`;
    }
    return found("works", `${Math.min(...trips)} ms`);
  } catch {
    return trips.length ? found("cut", `ended after ${trips.length}`) : opened ? found("silent", "no answer") : found("blocked", "blocked");
  } finally { socket?.close(); }
}

/* Asking has to work for an answer that comes at once, and for one that the server holds back. */
async function tryFallback() {
  const held = ask("/check/frames?wait", HELD).then(() => true, () => false);
  tell("fallback", "trying", "trying");
  try {
    const asked = performance.now();
    await ask("/check/frames");
    const ms = Math.round(performance.now() - asked), fallback = (await held) ? "works" : "cut";
    tell("fallback", fallback, `${ms} ms`);
    return { fallback, fallback_ms: ms };
  } catch {
    tell("fallback", "blocked", "blocked");
    return { fallback: "blocked", fallback_ms: null };
  }
}

async function tryClock() {
  try {
    const asked = Date.now(), { now } = await ask("/check/frames");
    const clock = Math.round((Date.now() - now - (Date.now() - asked) / 2) / 1000), size = Math.abs(clock);
    const figure = size < 120 ? `${size} s` : size < 7200 ? `${Math.round(size / 60)} min` : `${Math.round(size / 3600)} h`;
    tell("clock", size < 2 ? "works" : "wrong", size < 2 ? "right" : `${figure} ${clock > 0 ? "ahead" : "behind"}`, size < 60);
    return { clock };
  } catch {
    tell("clock", "unknown", "not known");
    return { clock: null };
  }
}

/* The server gives a cookie like the one that holds a seat; the second answer says whether it came back. */
async function tryCookies() {
  try {
    let { came } = await ask("/check/cookie");
    if (!came) ({ came } = await ask("/check/cookie"));
    tell("cookies", came ? "works" : "blocked", came ? "kept" : "refused");
    return { cookies: came };
  } catch {
    tell("cookies", "unknown", "not known");
    return { cookies: true }; // where nothing is answered, cookies are not what is in the way
  }
}

function tryWords() {
  let words = false;
  try {
    localStorage.setItem("rooms:try", "typed");
    words = localStorage.getItem("rooms:try") === "typed";
    localStorage.removeItem("rooms:try");
  } catch { /* refused, or full */ }
  tell("words", words ? "works" : "blocked", words ? "kept" : "refused");
  return { words };
}

/* The same as verdict() in server/check_result.py. */
const verdict = ({ live, fallback, cookies }) => (!cookies || (live !== "works" && fallback === "blocked") ? "not_yet" : live === "works" ? "ready" : "slower");

/* The result, under the letter. HTML: #for-it. */
function sign(name) {
  const title = document.querySelector(`[data-verdict="${name}"] h1`).textContent;
  const figure = (one) => one.querySelector("[data-check-figure]").textContent.replace(/^\d+ ms$/, "works, $&");
  const lines = all("[data-check]").map((one) => `${one.querySelector("strong").textContent}: ${figure(one)}`);
  const when = new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  letter.value = `${plain}\n\nWhat this page found on ${when}: ${title}.\n${lines.join("\n")}\n`;
}

/* Kept for the facilitator, where the page was opened from a room's link. HTML: main[data-keep][data-keep-for], [data-kept]. */
async function keep(found) {
  const path = main.dataset.keep, key = `rooms:device:${main.dataset.keepFor}`, device = recall(key) ?? random(8);
  if (!path) return;
  remember(key, device); // a number for this room alone, so that a device that tries twice counts once
  try {
    const answer = await within(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ device, ...found }) }), PATIENCE);
    shown("kept", answer.ok ? "kept" : "lost");
  } catch { shown("kept", "lost"); }
}

let trying = false;
async function check() {
  if (trying) return;
  trying = true;
  shown("verdict", "trying");
  const found = Object.assign({}, ...(await Promise.all([tryLive(), tryFallback(), tryClock(), tryCookies(), tryWords()])));
  const name = verdict(found);
  shown("verdict", name);
  sign(name);
  say(all(`[data-verdict="${name}"] > *`).map((one) => one.textContent).join(". "));
  await keep(found);
  trying = false;
}

for (const button of all("[data-check-again], [data-copy-from]")) button.hidden = false;
document.querySelector("[data-check-again]").addEventListener("click", check);
document.querySelector("[data-copy-from]").addEventListener("click", (e) => copy(e.currentTarget));
check();
