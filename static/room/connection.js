/* The connection: a socket that has to prove itself again and again, and asking instead where it cannot. */
import { live, place, sleep, swap } from "./page.js";
import { doubt, report } from "./banner.js";
import { measure, tick } from "./clock.js";
import { wantOwn } from "./own.js";
import { sendPressed } from "./pressed.js";
import { resend } from "./sending.js";
import { outOfDate } from "./version.js";

const OPENING = 12000, FIRST_WORD = 4000, ROUND_TRIP = 5000, EVERY = 10000; // ms that a socket gets before it counts as stalled
const PROVEN = 15000; // ms after which a socket is trusted again
const STALLS = 3, REST = 30000; // so many failures, and it is left alone for so long
const at = { epoch: place.epoch ?? "", seq: Number(place.seq) || 0, frame: Number(place.frame) || 0 };
const link = { connection: null, answered: false, opened: 0, heard: 0, pollWorks: false, polling: null, refused: false, stalls: 0, resting: 0, meant: false, ping: 0, deadline: 0, doubted: false };
const query = () => new URLSearchParams(at.epoch ? { epoch: at.epoch, after: at.seq, frame: at.frame } : {}).toString();
const isOpen = () => link.connection?.socket?.readyState === WebSocket.OPEN;
const connect = () => window.htmx.trigger(live, "room:connect");
const show = () => report(link.refused ? "refused" : link.answered ? "live" : link.pollWorks ? "polling" : "reconnecting");
export function sendAll() { resend(); sendPressed(); }

/* Whether an envelope is to be shown: not twice, not with a gap before it. */
function take(envelope) {
  if (envelope.reload) { location.reload(); return false; }
  const snapshot = envelope.from === undefined, same = envelope.epoch === at.epoch;
  if (!same && at.epoch) outOfDate();
  if (!snapshot && (!same || envelope.from > at.frame)) { at.epoch = ""; again(); return false; }
  if (same && envelope.frame < at.frame) return false;
  const news = snapshot || envelope.frame > at.frame;
  Object.assign(at, { epoch: envelope.epoch, seq: same ? Math.max(at.seq, envelope.seq) : envelope.seq, frame: envelope.frame });
  return news;
}
function again() { // a fresh connection, from where we stand
  link.meant = true;
  if (link.connection?.socket?.readyState <= WebSocket.OPEN) link.connection.socket.close();
}
/* HTML: #door[data-door], where whoever waited at the door reads that they are not let in. */
export function refuse() {
  const door = document.getElementById("door");
  if (door) { location.replace(door.dataset.door); return; }
  link.refused = true;
  link.polling?.abort();
  show();
}

/* The socket belongs to htmx. HTML: #live[hx-ws:connect]. */
function listen() {
  live.addEventListener("htmx:ws:before:connection", (e) => {
    if (link.refused) { e.preventDefault(); return; }
    if (link.stalls >= STALLS) { e.preventDefault(); rest(); return; }
    link.connection = e.detail.connection;
    const url = new URL(live.getAttribute("hx-ws:connect"), location.href);
    link.connection.url = `${url.protocol === "https:" ? "wss:" : "ws:"}//${url.host}${url.pathname}?${query()}`;
    expect(OPENING);
  });
  live.addEventListener("htmx:ws:after:connection", (e) => {
    link.connection = e.detail.connection;
    e.detail.connection.url = e.detail.connection.url.replace(/\?.*/, "?" + query());
    Object.assign(link, { opened: performance.now(), meant: false });
    expect(FIRST_WORD);
  });
  live.addEventListener("htmx:ws:before:message:incoming", (e) => {
    let envelope;
    try { envelope = JSON.parse(e.detail.message.data); } catch { e.preventDefault(); return; }
    heard(envelope);
    if (!take(envelope)) e.preventDefault();
    if (envelope.own) wantOwn();
  });
  live.addEventListener("htmx:ws:close", (e) => { if (e.detail.reason !== "cancelled") closed(e.detail.code); });
}
function heard(envelope) {
  if (link.doubted) { link.doubted = false; setTimeout(show); }
  clearTimeout(link.deadline);
  if (envelope.pong) measure(envelope.now, performance.now() - link.ping);
  const first = !link.answered;
  Object.assign(link, { answered: true, heard: Date.now() });
  if (performance.now() - link.opened > PROVEN) link.stalls = 0;
  if (first) { link.polling?.abort(); show(); ping(); sendAll(); }
}
function closed(code) {
  clearTimeout(link.deadline);
  const diesYoung = link.answered && !link.meant && performance.now() - link.opened < PROVEN;
  if (diesYoung || (!link.answered && link.pollWorks)) link.stalls += 1; // again and again, while asking works
  link.answered = false;
  if (code === 4401) { refuse(); return; }
  if (code === 4205) { location.reload(); return; }
  if ([1000, 1002, 1003, 1008, 1009].includes(code)) setTimeout(connect, EVERY);
  setTimeout(() => { if (!link.answered) poll(); }, 1500);
  show();
}
function rest() {
  clearTimeout(link.resting);
  link.resting = setTimeout(wake, REST);
  poll();
}
function wake() { // one try; where that fails as well it rests again
  clearTimeout(link.resting);
  if (!link.resting) return;
  Object.assign(link, { resting: 0, stalls: STALLS - 1 });
  connect();
}
function expect(within) {
  clearTimeout(link.deadline);
  link.deadline = setTimeout(silent, within);
}
function silent() { // opened or opening, but nothing comes through: a filter, or a line gone dead
  clearTimeout(link.deadline);
  Object.assign(link, { answered: false, stalls: link.stalls + 1 });
  again();
  poll();
  show();
}

/* A round trip every ten seconds: a socket that is open need not be alive. */
function ping(patience = ROUND_TRIP) {
  if (!isOpen() || !link.answered) return;
  link.ping = performance.now();
  link.connection.socket.send("?");
  expect(patience);
}
/* After sleep, after the network came back, when the page is looked at again: news is asked for at once, for a socket
   that died asleep is noticed only by its silence. */
export function check(slept = Date.now() - link.heard > EVERY) {
  if (!live || link.refused) return;
  if (!link.answered || !isOpen()) { poll(); return; }
  ping(2000);
  if (slept) catchUp();
}
export function retry() {
  wake();
  check();
  sendAll();
}

/* The same pushes by asking. HTML: #live[data-frames]. */
async function ask(wait, signal) {
  const asked = performance.now();
  const answer = await fetch(`${place.frames}?${query()}&wait=${wait}`, { signal, headers: { Accept: "application/json" }, cache: "no-store" });
  if ([401, 403, 404].includes(answer.status)) { refuse(); return; }
  if (!answer.ok) throw new Error(String(answer.status));
  const envelope = await answer.json();
  if (!wait) measure(envelope.now, performance.now() - asked);
  if (take(envelope) && envelope.content) await swap(envelope.content);
  if (envelope.own) wantOwn();
}
async function catchUp() {
  for (const pause of [0, 400, 1000, 2000]) {
    await sleep(pause);
    try { await ask(0, AbortSignal.timeout?.(5000)); return; } catch { /* the network is not back yet */ }
  }
}
async function poll() {
  if (link.polling || link.refused || link.answered || !place.frames) return;
  const polling = (link.polling = new AbortController());
  for (let wait = 0, failures = 0; !link.answered && !link.refused && !polling.signal.aborted;) {
    const late = setTimeout(() => polling.abort(), (wait + 10) * 1000);
    try {
      await ask(wait, polling.signal);
      if (!link.pollWorks && !link.refused) { link.pollWorks = true; sendAll(); }
      wait = 20;
      failures = 0;
    } catch {
      link.pollWorks = false;
      if (polling.signal.aborted) break;
      show();
      await sleep(failures++ < 3 ? 500 : 2000);
      wait = 0;
    } finally { clearTimeout(late); }
    show();
  }
  link.polling = null;
  link.pollWorks = false;
  if (!link.answered && !link.refused) setTimeout(poll, 500);
  show();
}

/* Whoever has just done something sees it at once, or the socket is asked what is the matter. */
function expectNews({ detail: { ctx } }) {
  if (ctx.request?.method === "POST" && ctx.response.status < 400) setTimeout(() => { if (Date.now() - link.heard > 2500) ping(2500); }, 2500);
}

function failedToSend({ detail }) {
  if (!detail.ctx || detail.ctx.response || detail.ctx.request?.method !== "POST") return;
  link.doubted = true;
  doubt();
  ping(2500);
}

export function begin() {
  document.addEventListener("htmx:error", failedToSend);
  listen();
  document.addEventListener("htmx:after:request", expectNews);
  setInterval(ping, EVERY);
  setInterval(sendAll, 5000);
  setTimeout(() => { if (!link.answered) poll(); }, 3000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tick(); check(); } });
  for (const woke of ["resume", "room:woke"]) document.addEventListener(woke, () => { tick(); check(true); });
  window.addEventListener("online", retry);
  window.addEventListener("offline", () => { if (link.answered) ping(2000); });
  window.addEventListener("pageshow", (e) => { if (e.persisted) { link.answered = false; connect(); check(); } });
}
