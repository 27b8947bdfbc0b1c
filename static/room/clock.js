/* The clock: turned on every page from what the server said, by the server's time. */
import { all, place, say } from "./page.js";

/* The server's clock: `offset` is measured by the quickest answer of late, for a device's clock may be a day wrong. */
const time = { offset: (Number(place.now) || Date.now()) - Date.now(), trip: Infinity, at: 0 };
const serverNow = () => Date.now() + time.offset;
export function measure(now, trip) {
  const fits = Math.abs(now + trip / 2 - serverNow()) <= trip / 2 + 250;
  if (trip > time.trip * 1.5 && fits && performance.now() - time.at < 120000) return;
  Object.assign(time, { offset: now + trip / 2 - Date.now(), trip, at: performance.now() });
}

/* Figures as server/geometry.py writes them: "8:42", "+1:20", "2 h 05", "115 days". */
function figure(left) {
  const whole = Math.ceil(left), minutes = Math.floor(Math.abs(whole) / 60), two = (n) => String(n).padStart(2, "0");
  return (whole < 0 ? "+" : "") + (minutes >= 2880 ? `${Math.floor(minutes / 1440)} days` : minutes >= 120 ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)}` : `${minutes}:${two(Math.abs(whole) % 60)}`);
}
function point(angle, radius) {
  const turned = angle * Math.PI / 180;
  return [(200 + radius * Math.sin(turned)).toFixed(1), (200 - radius * Math.cos(turned)).toFixed(1)];
}
function band(from, to, outer = 177, inner = 152) {
  if (to - from < 0.05) return "";
  const large = to - from > 180 ? 1 : 0, p = (angle, radius) => point(angle, radius).join(" ");
  return `M${p(from, outer)}A${outer} ${outer} 0 ${large} 1 ${p(to, outer)}L${p(to, inner)}A${inner} ${inner} 0 ${large} 0 ${p(from, inner)}z`;
}

/* One table clock. HTML: macro table_clock, [data-clock] with -time, -left, -hand, -note inside. Returns ms to its next figure. */
function turn(clock) {
  const { step, total, from, to, scale, endsAt, note, noteOver, label } = clock.dataset;
  const second = (Number(scale) || 60) * 1000 / 60;
  const left = endsAt ? (Number(endsAt) - serverNow()) / second : Number(clock.dataset.left);
  const still = clock.classList.contains("table--still"), over = left < 0 && !still;
  const text = figure(left), [shown] = all("[data-clock-time]", clock);
  if (shown && shown.textContent !== text) {
    shown.textContent = text;
    shown.classList.toggle("table__time--long", text.length > 5);
    shown.classList.toggle("table__time--longer", text.length > 6);
    if (label === undefined) shown.setAttribute("aria-label", `${text.replace("+", "")} ${Math.ceil(left) < 0 ? "over time" : "left"} in ${step}`);
    clock.classList.toggle("table--over", over);
    for (const words of all("[data-clock-note]", clock)) words.textContent = over ? noteOver : note;
    const gone = Math.min(Math.max((total - left) / (total || 1), 0), 1), hand = +from + (to - from) * gone;
    for (const arc of all("[data-clock-left]", clock)) arc.setAttribute("d", band(hand, +to));
    const [x, y] = point(hand, 164.5);
    for (const dot of all("[data-clock-hand]", clock)) { dot.setAttribute("cx", x); dot.setAttribute("cy", y); }
  }
  return endsAt ? (((left % 1) + 1) % 1) * second : 1000;
}

/* Said once: two minutes, half a minute, time. HTML: the page's first [data-clock], unless it is data-clock-quiet. */
const heard = { step: null, left: 0 };
function remind(clock) {
  const { step, endsAt, scale } = clock.dataset;
  if (!endsAt || "clockQuiet" in clock.dataset) return;
  const left = (Number(endsAt) - serverNow()) * 60 / (Number(scale) || 60) / 1000, passed = (t) => heard.left > t && left <= t;
  if (heard.step === step) {
    if (passed(0)) say(`Time is up for ${step}.`);
    else if (passed(30)) say(`30 seconds left in ${step}.`);
    else if (passed(120)) say(`2 minutes left in ${step}.`);
  }
  Object.assign(heard, { step, left });
}

/* The slim clock repeats the large one while that is out of view; with the way on, for whoever leads. HTML: #slim[hidden]
   with [data-slim-step], [data-slim-time]; button[data-slim-next] of form#cmd-next. */
const slim = document.getElementById("slim");
let watched = null;
const eyes = slim && "IntersectionObserver" in window ? new IntersectionObserver(([seen]) => { slim.hidden = seen.isIntersecting; }) : null;
function repeat(clock) {
  if (clock !== watched) { eyes?.disconnect(); eyes?.observe(clock); watched = clock; }
  const paused = clock.classList.contains("table--paused") ? "Paused: " : "";
  for (const [part, words] of [["step", paused + clock.dataset.step], ["time", clock.querySelector("[data-clock-time]")?.textContent], ["note", clock.querySelector("[data-clock-note]")?.textContent]]) {
    const box = slim.querySelector(`[data-slim-${part}]`);
    if (box.textContent !== words) box.textContent = words ?? "";
  }
  const onward = slim.querySelector("[data-slim-next]"), words = document.querySelector("#cmd-next .btn > span")?.textContent;
  if (!onward) return;
  onward.hidden = !words;
  onward.querySelector("span").textContent = words?.trim().replace(/\s+/g, " ") ?? "";
}

let ticking, lastTick = [Date.now(), performance.now()];
export function tick() {
  clearTimeout(ticking);
  const tock = [Date.now(), performance.now()], slept = Math.max(tock[0] - lastTick[0], tock[1] - lastTick[1]) > 3000;
  const jumped = Math.abs(tock[0] - lastTick[0] - (tock[1] - lastTick[1])) > 1500; // noticed by the clock that does not
  lastTick = tock;
  if (jumped) time.trip = Infinity;
  const clocks = all("[data-clock]"), next = clocks.map(turn);
  if (clocks[0]) remind(clocks[0]);
  if (clocks[0] && eyes) repeat(clocks[0]);
  ticking = setTimeout(tick, Math.min(1000, Math.max(200, Math.min(...next, 1000) + 10)));
  if (jumped || (slept && !document.hidden)) document.dispatchEvent(new Event("room:woke"));
}
