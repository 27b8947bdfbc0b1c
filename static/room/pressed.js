/* Buttons pressed while nothing gets through. What stays true later waits, survives a reload, and is sent with the same
   id: support, an outcome, taking something back. What moves the room for everybody, or says yes to what may have been
   changed meanwhile, is only bridged over a short gap: a "Next" that takes effect minutes after it was pressed would
   surprise everybody. After that the page says that it was not sent. HTML: form[hx-post] with a hidden "kind" and
   without data-draft. */
import { all, confirm, keysOn, LATER, memory, recall, remember, say, seat, shelf, swap } from "./page.js";
import { newIds, read } from "./drafts.js";

export const many = (one) => /^(AskQuestion|ProposeAction|NoteInsight|[a-z]+)$/.test(one.kind); // others stand for one value

const LASTS = ["SupportQuestion", "UnsupportQuestion", "SettleQuestion", "WithdrawQuestion", "WithdrawEntry", "WithdrawAction"];
const TARGET = ["slot", "statement", "question", "entry", "action", "on_behalf_of", "institution"];
const BRIEFLY = 30000; // ms
const WAITS = { true: "Not sent yet. It goes by itself when the connection is back.", false: "Not sent yet. It goes by itself if the connection is back within half a minute." };

const kept = shelf("pressed"), brief = new Map(); // id → what was pressed: on this device, or in this page alone
const flying = new Map(); // form → what it sends
const lasts = (one) => LASTS.includes(one.kind) || one.key !== undefined;
export const waiting = () => [...keysOn(kept).map((id) => recall(kept + id)).filter(Boolean), ...brief.values()].sort((a, b) => a.at - b.at);
export const drop = (one) => { memory.removeItem(kept + one.id); brief.delete(one.id); };
const put = (one) => (lasts(one) ? remember(kept + one.id, one) : brief.set(one.id, one));

/* Words that were sent and did not get through leave their box and wait here, as they were sent. Where a form stands for
   one value, the newer takes the place of the older. Says whether this device could keep them. */
export const parked = (key) => waiting().filter((one) => one.key === key && !one.refused);
export function park(key, draft) {
  const pairs = draft.pairs, of = (given, name) => given.find(([n]) => n === name)?.[1] ?? "";
  const one = { id: of(pairs, "command"), kind: of(pairs, "kind"), form: draft.form, action: draft.action, pairs, at: Math.max(Date.now(), ...waiting().map((w) => w.at + 1)), since: performance.now(), key, draft, text: of(pairs, draft.words).trim() };
  const older = many(one) ? [] : waiting().filter((was) => was.key === key && TARGET.every((name) => of(was.pairs, name) === of(pairs, name)));
  put(one);
  if (!recall(kept + one.id)) return false;
  for (const was of older) if (was.id !== one.id) drop(was);
  if (older.length) say("The newer words take the place of those that were waiting.");
  changed();
  return true;
}
export const change = (one) => { put(one); changed(); };
export function changed() { document.dispatchEvent(new Event("room:waiting")); }
window.addEventListener("storage", (e) => { if (e.key?.startsWith(kept)) { showWaiting(); changed(); } });

function entry(form, button, after = null) {
  const given = new FormData(form);
  if (button?.name) given.append(button.name, button.value);
  return {
    id: given.get("command"), kind: given.get("kind"), form: form.id, action: form.getAttribute("action"), pairs: [...given].filter(([, value]) => typeof value === "string"),
    words: (button ?? form.querySelector("button"))?.textContent.trim().replace(/\s+/g, " ") ?? "", at: Date.now(), since: performance.now(), after,
  };
}

/* Before a button's form goes off: an id. Where it waits already, pressing again tries now. */
export function press(e) {
  const form = e.target, named = form.id;
  if (named && waiting().some((one) => !one.key && one.form === named)) {
    e.preventDefault();
    e.stopImmediatePropagation();
    sendPressed();
    return;
  }
  const ids = newIds(form);
  for (const f of all("[data-new-id]", form)) f.value = ids[f.name];
  if (form.hasAttribute("hx-post") && ids.command) flying.set(form, entry(form, e.submitter));
}

/* A button's form waits: after a failure, or for the draft that goes first. */
export function wait(form, button, after) {
  const ids = newIds(form);
  for (const f of all("[data-new-id]", form)) f.value = ids[f.name];
  put(entry(form, button, after));
  showWaiting();
}
function failed(ctx) {
  const one = flying.get(ctx.sourceElement);
  if (!one) return;
  put(one);
  showWaiting();
  say(WAITS[lasts(one)]);
  document.dispatchEvent(new Event("room:waiting"));
}
document.addEventListener("htmx:error", ({ detail }) => { if (detail.ctx && !detail.ctx.response) failed(detail.ctx); });
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!flying.has(ctx.sourceElement)) return;
  if (LATER.includes(ctx.response.status)) failed(ctx);
  else if (ctx.response.status < 400) for (const said of all("[data-said]", ctx.sourceElement)) said.replaceChildren();
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => flying.delete(ctx.sourceElement));

const saidOf = (one) => document.getElementById(one.form)?.querySelector("[data-said]");

/* Marks the buttons that wait; again after every push. */
export function showWaiting() {
  const here = new Map(waiting().filter((one) => !one.key).map((one) => [one.form, one]));
  for (const form of all("form[data-state=waiting]:not([data-draft])")) if (!here.has(form.id)) { delete form.dataset.state; form.querySelector("[data-said]")?.replaceChildren(); }
  for (const [id, one] of here) {
    const form = document.getElementById(id), said = saidOf(one);
    if (!form) continue;
    form.dataset.state = "waiting";
    if (said && said.textContent !== WAITS[lasts(one)]) said.textContent = WAITS[lasts(one)];
  }
}

/* One after the other, in the order in which they were pressed; each after the words it follows. */
let sending = false;
export let underway = null; // the id of what is being sent
export async function sendPressed() {
  for (const one of waiting()) if (!lasts(one) && Math.max(Date.now() - one.at, performance.now() - one.since) > BRIEFLY) tooLate(one);
  if (sending || navigator.onLine === false) return;
  sending = true;
  try {
    for (const one of waiting()) {
      if (one.refused || !isThere(one) || (one.after && (read(one.after) || waiting().some((first) => first.key === one.after)))) continue;
      underway = one.id;
      const answer = await post(one);
      underway = null;
      if (!answer || LATER.includes(answer.status) || (one.key && answer.status === 401)) break;
      if (one.key && !answer.ok) { await refused(one, answer); continue; }
      drop(one);
      showWaiting();
      await tell(one, answer);
    }
  } finally { sending = false; underway = null; document.dispatchEvent(new Event("room:waiting")); }
}
const isThere = (one) => brief.has(one.id) || recall(kept + one.id) !== null;
async function refused(one, answer) {
  const sentence = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim().replace(/\s+/g, " ");
  change({ ...one, refused: sentence || "The room did not take it.", again: answer.status === 409 });
  say(`Not sent. ${sentence}`);
}
async function post(one) {
  try {
    return await fetch(one.action, {
      method: "POST", body: new URLSearchParams(one.pairs), cache: "no-store",
      headers: { "HX-Request": "true", Accept: "text/html", ...(seat ? { "X-Seat": seat } : {}) },
    });
  } catch { return null; }
}
async function tell(one, answer) {
  const text = await answer.text();
  if (answer.ok) { if (text) await swap(text); confirm("Sent"); return; }
  const said = saidOf(one), sentence = new DOMParser().parseFromString(text, "text/html").body;
  if (said) said.replaceChildren(...sentence.childNodes); else confirm(`“${one.words}” was not done. ${sentence.textContent.trim()}`, 15);
}
function tooLate(one) {
  drop(one);
  showWaiting();
  const said = saidOf(one), words = `“${one.words}” was not sent: there was no connection. Press it again if it is still wanted.`;
  if (said) said.textContent = words; else confirm(words, 15);
}
