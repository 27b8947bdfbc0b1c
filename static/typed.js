/* A form that keeps itself: what is typed goes to the server at every pause, and stays on this device until it is there,
   so that a reload, a lost connection or a closed page loses nothing. The server's answer never touches the fields.

   Where several people write at once, a field NAME brings along what it held when the page came, in NAME.was: that stays
   with the words typed over it. An answer names in X-Not-Kept the fields whose words must stay on this device.

   HTML: form[data-typed][action], in it [data-keeps], which sends the form on "typed:pause" as do=keep would, and
   [data-typed-said][hidden], shown while something is only on this device. Without [data-keeps] words stay here until a
   button sends them. Where there is an input[data-typed-names], it says which fields were touched ("-": none), and what
   was not kept ("level-1+note-1": these go together) is sent again only once something of it is touched again.
   Words typed between a press and its answer stand where they were typed, also where the answer draws the form anew. */
import { LATER, memory, recall, remember } from "./room/page.js";

const AGAIN = 5000; // ms until it is tried again
const form = document.querySelector("form[data-typed]");
const address = form?.getAttribute("action");
const shelf = `rooms:typed:${address}`;
const now = () => document.querySelector(`form[data-typed][action="${address}"]`); // a swap may have put in another
let typed = (form && recall(shelf)) ?? {}; // name → { was, now, at, base }: as the server has it, as it was typed, when, NAME.was
let pause, count = 1 + Math.max(0, ...Object.values(typed).map((one) => one.at));

const fields = (name) => [...now().elements].filter((f) => f.name === name && !f.disabled && !["file", "submit", "button"].includes(f.type));
const ticked = (f) => f.type === "radio" || f.type === "checkbox";
const values = (name) => fields(name).filter((f) => !ticked(f) || f.checked).map((f) => f.value);
const came = (name) => fields(name).filter((f) => !ticked(f) || f.defaultChecked).map((f) => (ticked(f) ? f.value
  : f.options ? ([...f.options].find((o) => o.defaultSelected) ?? f.options[0])?.value ?? "" : f.defaultValue));
const held = (name) => now().elements[`${name}.was`];
const same = (one, other) => one.map((s) => s.trim()).join("\0") === other.map((s) => s.trim()).join("\0"); // as a server keeps them

function keep() {
  if (Object.keys(typed).length) remember(shelf, typed); else memory.removeItem(shelf);
}
const keeps = () => now()?.querySelector("[data-keeps]"), names = () => now()?.querySelector("[data-typed-names]");
function send(ms) {
  clearTimeout(pause);
  if (keeps()) pause = setTimeout(() => { touched(); window.htmx.trigger(keeps(), "typed:pause"); }, ms);
}
const goes = () => Object.keys(typed).filter((name) => !typed[name].not);
function touched() {
  if (names()) names().value = goes().join(" ") || "-";
}
function say(here) {
  for (const box of document.querySelectorAll("[data-typed-said]")) box.hidden = !here;
}

function fill(from = 0) {
  for (const [name, one] of Object.entries(typed).filter(([, one]) => one.at >= from)) {
    fields(name).forEach((f, i) => {
      if (ticked(f)) f.checked = one.now.includes(f.value); else if (f.value !== one.now[i]) f.value = one.now[i] ?? f.value;
    });
  }
}

/* Words that were typed and did not arrive stand in their fields again. What was sent as the page went counts as arrived
   where the server shows something else than before. */
function restore() {
  for (const [name, one] of Object.entries(typed)) {
    const arrived = one.sent && one.base === undefined && !same(came(name), one.was);
    if (arrived || !fields(name).length) delete typed[name];
  }
  fill();
  for (const [name, one] of Object.entries(typed)) if (one.base !== undefined && held(name)) held(name).value = one.base;
  keep();
  if (Object.keys(typed).length) say(true);
  if (goes().length) send(0);
}

for (const [kind, ms] of [["input", 1200], ["change", 300]]) {
  document.addEventListener(kind, ({ target: f }) => {
    if (!f.name || f.type === "file" || f.closest("form[data-typed]") !== now()) return;
    for (const one of Object.values(typed)) if (one.not?.split("+").includes(f.name)) delete one.not; // tried again too
    note(f.name);
    keep();
    send(ms);
  });
}
function note(name) {
  typed[name] = { was: typed[name]?.was ?? came(name), now: values(name), at: count++, base: typed[name]?.base ?? held(name)?.value };
}

/* On a slow line people type before this script is there. */
function begin() {
  for (const { name } of form.elements) if (name && fields(name).length && !same(values(name), came(name))) note(name);
  restore();
}

const ours = (ctx) => ctx?.sourceElement?.closest?.("form[data-typed]");
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => { if (ours(ctx)) ctx.typedUpTo = count; }); // has read its words
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => { if (ctx?.typedUpTo) fill(ctx.typedUpTo); });
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!ours(ctx)) return;
  if (LATER.includes(ctx.response.status)) { later(); return; }
  if (ctx.response.status >= 400) return; // not taken: the words stay here, and the page says why
  const left = decodeURIComponent(ctx.response.headers?.get("X-Not-Kept") ?? "").split(" ");
  for (const [name, one] of Object.entries(typed)) {
    const group = left.find((some) => some.split("+").includes(name));
    if (one.at < ctx.typedUpTo && !one.not && !group) delete typed[name];
    if (one.at < ctx.typedUpTo && group && names()) one.not = group;
    if (one.at >= ctx.typedUpTo && !group && ctx.request.body?.has(name)) one.was = ctx.request.body.getAll(name); // typed on since
  }
  keep();
  say(Object.values(typed).some((one) => one.not));
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => { if (ours(ctx) && !ctx.response) later(); });
function later() {
  say(true);
  send(AGAIN);
}
window.addEventListener("online", () => { if (form && goes().length) send(0); });

/* A button takes the whole form with it; so does a page that goes. */
const gone = () => { for (const one of Object.values(typed)) one.sent = !one.not; keep(); };
document.addEventListener("submit", (e) => {
  if (e.target !== now()) return;
  clearTimeout(pause);
  touched();
  if (e.submitter && "plain" in e.submitter.dataset) { gone(); e.stopImmediatePropagation(); }
}, true);
window.addEventListener("pagehide", () => {
  if (!form || !keeps() || !goes().some((name) => !typed[name].sent)) return;
  touched();
  const words = new FormData(now());
  for (const f of now().querySelectorAll("input[type=file]")) words.delete(f.name);
  if (navigator.sendBeacon(address, words)) gone();
});
window.addEventListener("pageshow", (e) => { if (e.persisted && form) restore(); });
if (form) begin();
