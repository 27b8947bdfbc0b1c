/* What a page of a room does by itself: turns the clock, keeps what is typed, sends again what did not get through,
   holds the connection. It draws nothing: all HTML comes from the server, and everything works without it. */
"use strict";
(() => {
  const live = document.getElementById("live");
  const place = { ...document.body.dataset, ...(live ? live.dataset : {}) };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const memory = (() => { // localStorage, or the page's own memory where a browser forbids it
    try { localStorage.setItem("rooms:try", "1"); localStorage.removeItem("rooms:try"); return localStorage; }
    catch { const kept = new Map(); return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k), key: (i) => [...kept.keys()][i], get length() { return kept.size; } }; }
  })();

  /* Said aloud by screen readers. HTML: #announce (aria-live). */
  function say(words) {
    const place = document.getElementById("announce");
    if (place) place.textContent = place.textContent === words ? words + "\u00a0" : words;
  }

  // ------------------------------------------------------------------ the clock

  /* The server's clock: `offset` is measured by the quickest answer of late, for a device's clock may be a day wrong. */
  const time = { offset: (Number(place.now) || Date.now()) - Date.now(), trip: Infinity, at: 0 };
  const serverNow = () => Date.now() + time.offset;
  function measure(now, trip) {
    const fits = Math.abs(now + trip / 2 - serverNow()) <= trip / 2 + 250;
    if (trip > time.trip * 1.5 && fits && performance.now() - time.at < 120000) return;
    Object.assign(time, { offset: now + trip / 2 - Date.now(), trip, at: performance.now() });
  }

  /* Figures as server/shapes.py writes them: "8:42", "+1:20", "2 h 05". */
  function figure(left) {
    const whole = Math.ceil(left), minutes = Math.floor(Math.abs(whole) / 60), two = (n) => String(n).padStart(2, "0");
    return (whole < 0 ? "+" : "") + (minutes >= 120 ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)}` : `${minutes}:${two(Math.abs(whole) % 60)}`);
  }
  const point = (angle, radius) => { angle *= Math.PI / 180; return [(200 + radius * Math.sin(angle)).toFixed(1), (200 - radius * Math.cos(angle)).toFixed(1)]; };
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

  let ticking, lastTick = [Date.now(), performance.now()];
  function tick() {
    clearTimeout(ticking);
    const tock = [Date.now(), performance.now()]; // a device's clock that jumps is noticed by the one that does not
    if (Math.abs(tock[0] - lastTick[0] - (tock[1] - lastTick[1])) > 1500) { time.trip = Infinity; check(); }
    lastTick = tock;
    const clocks = all("[data-clock]"), next = clocks.map(turn);
    if (clocks[0]) remind(clocks[0]);
    ticking = setTimeout(tick, Math.min(1000, Math.max(200, Math.min(...next, 1000) + 10)));
  }

  // ------------------------------------------------------------------ drafts

  const room = place.room ?? "", seat = place.seat ?? "";
  const shelf = `rooms:draft:${room}:${seat}:`;
  const read = (key) => { try { return JSON.parse(memory.getItem(shelf + key)); } catch { return null; } };
  const write = (key, draft) => { try { memory.setItem(shelf + key, JSON.stringify(draft)); } catch { /* full: it still stands in the page */ } };
  const forget = (key) => memory.removeItem(shelf + key);
  const draftKeys = () => Array.from({ length: memory.length }, (_, i) => memory.key(i)).filter((k) => k?.startsWith(shelf)).map((k) => k.slice(shelf.length));
  const random = (bytes) => { const drawn = crypto.getRandomValues(new Uint8Array(bytes)); return [...drawn].map((b) => b.toString(16).padStart(2, "0")).join(""); };
  const newIds = (form) => Object.fromEntries(all("[data-new-id]", form).map((f) => [f.name, `${f.name === "id" ? "c" : f.name[0]}_${random(11)}`]));
  const flying = new Map(); // draft key → what was sent

  const fields = (form) => [...form.elements].filter((f) => f.name && !f.disabled && !["hidden", "submit", "button", "file"].includes(f.type));
  const untouched = (f) => (f.type === "radio" || f.type === "checkbox" ? f.checked === f.defaultChecked
    : f.options ? [...f.options].every((o) => o.selected === o.defaultSelected) || f.selectedIndex === 0 : f.value === f.defaultValue);
  const stays = (form, f) => (form.dataset.keep ?? "").split(" ").includes(f.name) || "keep" in f.dataset;
  const values = (form) => fields(form).filter((f) => !["radio", "checkbox"].includes(f.type) || f.checked).map((f) => [f.name, f.value]);
  const hiddens = (form) => [...form.elements].filter((f) => f.type === "hidden" && f.name && !("newId" in f.dataset) && !f.name.startsWith("secret")).map((f) => [f.name, f.value]);

  /* Where a form's words stand: typing → draft, sending, waiting, kept, refused. HTML: form[data-draft], [data-when-state] inside. */
  function mark(form, state) {
    if (state) form.dataset.state = state; else delete form.dataset.state;
    for (const words of all("[data-when-state]", form)) words.hidden = !words.dataset.whenState.split(" ").includes(state);
  }

  /* Keeps what is typed. HTML: form[data-draft]. Ids are drawn when typing begins, so that sending twice is sending once. */
  function keep(form) {
    const key = form.dataset.draft;
    if (fields(form).every((f) => stays(form, f) || untouched(f))) { forget(key); mark(form); return; }
    const words = all("textarea, input[type=text], input:not([type])", form).find((f) => f.name);
    const known = read(key) ?? { ids: newIds(form), hidden: hiddens(form), title: form.dataset.draftTitle ?? "", action: form.getAttribute("action") };
    write(key, { ...known, fields: captured(form, known), words: known.words ?? words?.name ?? "", sent: false });
    fillIds(form, known.ids);
    mark(form, "draft");
  }
  const captured = (form, draft) => ("late" in form.dataset // shows the words alone; the rest is as it was
    ? draft.fields.map(([name, value]) => [name, name === draft.words ? form.elements[name].value : value]) : values(form));
  function fillIds(form, ids) {
    for (const f of all("[data-new-id]", form)) f.value = ids[f.name] ?? f.value;
  }

  /* Puts drafts back into forms, after loading and after every push. The field one writes in is left alone. */
  function restore(form) {
    const draft = read(form.dataset.draft);
    if (!draft) return;
    if (draft.sent && !form.hasAttribute("hx-post")) { forget(form.dataset.draft); return; } // it went with its page
    const kept = new Map(draft.fields);
    for (const f of fields(form)) {
      if (f === document.activeElement || stays(form, f) || !untouched(f)) continue;
      if (f.type === "radio") { if (kept.get(f.name) === f.value) f.checked = true; }
      else if (f.type === "checkbox") f.checked = draft.fields.some(([n, v]) => n === f.name && v === f.value);
      else if (kept.has(f.name) && f.value !== kept.get(f.name)) f.value = kept.get(f.name);
    }
    fillIds(form, draft.ids);
    if (!form.dataset.state) mark(form, flying.has(form.dataset.draft) ? "sending" : draft.sent ? "waiting" : "draft");
  }

  /* Drafts whose form has left the page are shown by themselves. HTML: template#late-draft, #late-drafts. */
  let writing = null;
  function showLate() {
    const shelfPlace = document.getElementById("late-drafts"), template = document.getElementById("late-draft");
    if (!shelfPlace || !template) return;
    const here = new Set(all("form[data-draft]:not([data-late])").map((f) => f.dataset.draft));
    const late = draftKeys().filter((key) => !here.has(key) && wordsOf(read(key)));
    for (const form of all("form[data-late]", shelfPlace)) if (!late.includes(form.dataset.draft) && !flying.has(form.dataset.draft) && !form.contains(document.activeElement)) form.remove();
    const shown = new Set(all("form[data-late]", shelfPlace).map((f) => f.dataset.draft));
    for (const key of late) if (!shown.has(key)) addLate(shelfPlace, template, key, read(key));
  }
  const wordsOf = (draft) => (draft?.fields.find(([name]) => name === draft.words)?.[1] ?? "").trim();
  function addLate(shelfPlace, template, key, draft) {
    const copy = template.content.cloneNode(true), form = copy.querySelector("form"), words = form.querySelector("textarea");
    form.id = "late-" + random(4);
    form.dataset.draft = key;
    form.dataset.draftTitle = draft.title;
    form.setAttribute("action", draft.action);
    form.setAttribute("hx-post", draft.action);
    for (const title of all("[data-late-title]", form)) title.textContent = draft.title;
    words.name = draft.words;
    const named = new Set(fields(form).map((f) => f.name));
    for (const [name, value] of [...draft.hidden, ...draft.fields, ...Object.entries(draft.ids)]) {
      if (named.has(name)) continue;
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name });
      hidden.value = value;
      if (name in draft.ids) hidden.dataset.newId = "";
      form.append(hidden);
    }
    shelfPlace.append(copy);
    restore(form);
    window.htmx?.process(form);
    if (writing?.key === key && (document.activeElement === document.body || !document.activeElement)) {
      words.focus();
      words.setSelectionRange?.(writing.caret, writing.caret);
    }
  }

  const draftForm = (node) => node?.closest?.("form[data-draft]");

  /* Whoever is writing goes on writing: where a push has moved the field or folded it away, it is opened and focused
     again, caret and all. HTML: fields with an id in form[data-draft]. */
  let inHand = null;
  document.addEventListener("htmx:before:swap", () => {
    const field = document.activeElement;
    if (field?.id && draftForm(field)) inHand = { id: field.id, start: field.selectionStart, end: field.selectionEnd, top: field.scrollTop };
  });
  function goOn() {
    const was = inHand, field = was && document.getElementById(was.id), active = document.activeElement;
    inHand = null;
    if (!field || (active && active !== document.body && active !== field)) return;
    const folds = [];
    for (let fold = field.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) folds.push(fold);
    if (active === field && !folds.length) return;
    for (const fold of folds) fold.open = true;
    field.focus();
    if (typeof was.start === "number") field.setSelectionRange(was.start, was.end);
    field.scrollTop = was.top;
  }
  for (const kind of ["input", "change"]) document.addEventListener(kind, (e) => { const form = draftForm(e.target); if (form && e.target.name) keep(form); });
  for (const kind of ["focusin", "input", "keyup"]) document.addEventListener(kind, (e) => { writing = draftForm(e.target) ? { key: draftForm(e.target).dataset.draft, caret: e.target.selectionStart ?? 0 } : null; });

  // ------------------------------------------------------------------ sending

  /* An anonymous question's author is known to this device alone. HTML: checkbox "anonymous", hidden "secret_hash";
     [data-secret-of="QUESTION"] is filled and [data-if-secret="QUESTION"] shown where this device asked it. */
  const secretKey = (question) => `rooms:secret:${room}:${seat}:${question}`;
  function conceal(form) {
    const hash = form.elements.secret_hash, question = form.elements.question?.value || form.elements.id?.value;
    if (!hash) return;
    hash.value = "";
    if (form.elements.anonymous?.checked && question) {
      const secret = memory.getItem(secretKey(question)) ?? random(16);
      memory.setItem(secretKey(question), secret);
      hash.value = sha256(secret);
    }
  }
  function showSecrets() {
    for (const field of all("[data-secret-of]")) field.value = memory.getItem(secretKey(field.dataset.secretOf)) ?? "";
    for (const box of all("[data-if-secret]")) box.hidden = memory.getItem(secretKey(box.dataset.ifSecret)) === null;
  }
  function sha256(text) { // browsers keep crypto.subtle from pages on a school's plain HTTP
    const k = [], h = [], fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
    for (let n = 2; k.length < 64; n++) if (![...Array(n).keys()].some((d) => d > 1 && n % d === 0)) { if (h.length < 8) h.push(fraction(Math.sqrt(n))); k.push(fraction(Math.cbrt(n))); }
    const bytes = [...new TextEncoder().encode(text)], bits = bytes.length * 8;
    bytes.push(128);
    while (bytes.length % 64 !== 56) bytes.push(0);
    bytes.push(0, 0, 0, 0, bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
    const turned = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < bytes.length; at += 64) {
      const w = Array.from({ length: 16 }, (_, i) => (bytes[at + 4 * i] << 24) | (bytes[at + 4 * i + 1] << 16) | (bytes[at + 4 * i + 2] << 8) | bytes[at + 4 * i + 3]);
      for (let i = 16; i < 64; i++) w[i] = (w[i - 16] + (turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3)) + w[i - 7] + (turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10))) | 0;
      let [a, b, c, d, e, f, g, z] = h;
      for (let i = 0; i < 64; i++) {
        const one = (z + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [z, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, z].forEach((x, i) => { h[i] = (h[i] + x) | 0; });
    }
    return h.map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /* Before any form goes off: ids where they are wanted. HTML: input[data-new-id]. */
  let submitted = -Infinity;
  document.addEventListener("submit", (e) => {
    const form = e.target, key = form.dataset.draft;
    submitted = performance.now();
    if (key === undefined) { const ids = newIds(form); for (const f of all("[data-new-id]", form)) f.value = ids[f.name]; conceal(form); return; }
    const draft = read(key) ?? { ids: newIds(form), hidden: hiddens(form), title: form.dataset.draftTitle ?? "", action: form.getAttribute("action"), fields: [] };
    write(key, { ...draft, fields: captured(form, draft), sent: true, pressed: e.submitter?.name ? [e.submitter.name, e.submitter.value] : null });
    fillIds(form, draft.ids);
    conceal(form);
    flying.set(key, JSON.stringify(values(form)));
    mark(form, "sending");
  }, true);

  const current = (form) => all("form[data-draft]").find((f) => f.dataset.draft === form.dataset.draft) ?? form;
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = draftForm(ctx.sourceElement);
    if (form && flying.has(form.dataset.draft)) answered(current(form), ctx.response.status);
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    const form = detail.ctx && draftForm(detail.ctx.sourceElement);
    if (form && flying.has(form.dataset.draft) && !detail.ctx.response) wait(current(form));
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { // called off before it was sent
    const form = draftForm(ctx.sourceElement), key = form?.dataset.draft;
    if (!form || !flying.delete(key)) return;
    write(key, { ...read(key), sent: false });
    mark(current(form), "draft");
  });
  const LATER = [408, 425, 429, 500, 502, 503, 504];
  function answered(form, status) {
    const key = form.dataset.draft, sent = flying.get(key);
    if (LATER.includes(status)) { wait(form); return; }
    flying.delete(key);
    const draft = read(key);
    if (status >= 400) {
      if (draft) write(key, { ...draft, sent: false, ids: status === 409 ? newIds(form) : draft.ids });
      if (draft && status === 409) fillIds(form, read(key).ids);
      mark(form, "refused");
    } else if (!draft || JSON.stringify(values(form)) === sent || !form.isConnected) {
      forget(key);
      if ("late" in form.dataset) { form.remove(); say("Sent."); return; }
      empty(form);
      mark(form, "kept");
    } else { // something else was typed meanwhile: that is a new draft
      const ids = newIds(form);
      write(key, { ...draft, ids, fields: captured(form, draft), sent: false });
      fillIds(form, ids);
      mark(form, "draft");
    }
  }
  function empty(form) {
    for (const f of all("[data-new-id]", form)) f.value = "";
    for (const f of fields(form)) {
      if (stays(form, f)) continue;
      if (f.type === "radio" || f.type === "checkbox") f.checked = f.defaultChecked;
      else if (f.options) f.selectedIndex = Math.max(0, [...f.options].findIndex((o) => o.defaultSelected));
      else f.value = f.defaultValue;
    }
  }

  /* What did not get through waits, and is sent again with the same ids. */
  function wait(form) {
    flying.delete(form.dataset.draft);
    const draft = read(form.dataset.draft);
    if (draft) write(form.dataset.draft, { ...draft, sent: true });
    mark(form, "waiting");
  }
  function resend() {
    for (const form of all("form[data-draft][hx-post]")) {
      const key = form.dataset.draft, draft = read(key);
      if (!draft?.sent || flying.has(key) || !form.checkValidity()) continue;
      const [name, value] = draft.pressed ?? [];
      const pressed = name && [...form.elements].find((b) => b.type === "submit" && b.name === name && b.value === value);
      if (pressed) form.requestSubmit(pressed); else form.requestSubmit();
    }
  }
  setInterval(() => { if (navigator.onLine !== false) resend(); }, 5000);

  // ------------------------------------------------------------------ the connection

  const at = { epoch: place.epoch ?? "", seq: Number(place.seq) || 0, frame: Number(place.frame) || 0 };
  const link = { connection: null, answered: false, pollWorks: false, polling: null, refused: false, stalls: 0, since: performance.now(), ping: 0, deadline: 0 };
  const query = () => new URLSearchParams(at.epoch ? { epoch: at.epoch, after: at.seq, frame: at.frame } : {}).toString();
  const isOpen = () => link.connection?.socket?.readyState === WebSocket.OPEN;

  /* Says how the page is connected. HTML: #connection[data-state] with [data-when], [data-link-state] with [data-link-words]. */
  let showing;
  function report() {
    clearTimeout(showing);
    const state = link.refused ? "refused" : link.answered ? "live" : link.pollWorks ? "polling" : "reconnecting";
    const calm = state === "reconnecting" && performance.now() - link.since < 2500;
    if (calm) { showing = setTimeout(report, 2600); return; }
    const box = document.getElementById("connection");
    if (box && box.dataset.state !== state) {
      box.dataset.state = state;
      for (const words of all("[data-when]", box)) words.hidden = !words.dataset.when.split(" ").includes(state);
    }
    for (const line of all("[data-link-state]")) {
      line.dataset.state = state;
      line.classList.toggle("link-state--off", state === "reconnecting" || state === "refused");
      line.classList.toggle("link-state--slow", state === "polling");
      const words = line.getAttribute("data-words-" + state);
      if (words) for (const place of all("[data-link-words]", line)) place.textContent = words;
    }
  }

  /* Whether an envelope is to be shown: not twice, not with a gap before it. */
  function take(envelope) {
    if (envelope.reload) { location.reload(); return false; }
    const snapshot = envelope.from === undefined, same = envelope.epoch === at.epoch;
    if (!snapshot && (!same || envelope.from > at.frame)) { at.epoch = ""; again(); return false; }
    if (same && envelope.frame < at.frame) return false;
    const news = snapshot || envelope.frame > at.frame;
    Object.assign(at, { epoch: envelope.epoch, seq: same ? Math.max(at.seq, envelope.seq) : envelope.seq, frame: envelope.frame });
    return news;
  }
  function again() { // a fresh connection, from where we stand
    if (link.connection?.socket?.readyState <= WebSocket.OPEN) link.connection.socket.close();
  }
  function refuse() {
    link.refused = true;
    link.polling?.abort();
    report();
  }

  /* The socket belongs to htmx. HTML: #live[hx-ws:connect]. */
  function connected() {
    live.addEventListener("htmx:ws:before:connection", (e) => {
      if (link.refused) { e.preventDefault(); return; }
      if (link.stalls >= 3) { link.stalls = 1; e.preventDefault(); setTimeout(() => window.htmx.trigger(live, "room:connect"), 30000); return; }
      link.connection = e.detail.connection;
      const url = new URL(live.getAttribute("hx-ws:connect"), location.href);
      link.connection.url = `${url.protocol === "https:" ? "wss:" : "ws:"}//${url.host}${url.pathname}?${query()}`;
      clearTimeout(link.deadline);
      link.deadline = setTimeout(silent, 6000);
    });
    live.addEventListener("htmx:ws:after:connection", (e) => {
      link.connection = e.detail.connection;
      e.detail.connection.url = e.detail.connection.url.replace(/\?.*/, "?" + query());
      clearTimeout(link.deadline);
      link.deadline = setTimeout(silent, 4000);
    });
    live.addEventListener("htmx:ws:before:message:incoming", (e) => {
      let envelope;
      try { envelope = JSON.parse(e.detail.message.data); } catch { e.preventDefault(); return; }
      clearTimeout(link.deadline);
      if (envelope.pong) measure(envelope.now, performance.now() - link.ping);
      const first = !link.answered;
      Object.assign(link, { answered: true, stalls: 0 });
      if (first) { link.polling?.abort(); report(); ping(); resend(); }
      if (!take(envelope)) e.preventDefault();
      if (envelope.own) wantOwn();
    });
    live.addEventListener("htmx:ws:close", (e) => {
      if (e.detail.reason === "cancelled") return;
      clearTimeout(link.deadline);
      if (link.answered) link.since = performance.now();
      link.answered = false;
      if (e.detail.code === 4401) { refuse(); return; }
      if (e.detail.code === 4205) { location.reload(); return; }
      if ([1000, 1002, 1003, 1008, 1009].includes(e.detail.code)) setTimeout(() => window.htmx.trigger(live, "room:connect"), 10000);
      setTimeout(() => { if (!link.answered) poll(); }, 1500);
      report();
    });
  }
  function silent() { // opened or opening, but nothing comes through: a filter, or a line gone dead
    clearTimeout(link.deadline);
    if (link.answered) link.since = performance.now();
    Object.assign(link, { answered: false, stalls: link.stalls + 1 });
    again();
    poll();
    report();
  }

  /* A round trip every ten seconds: a socket that is open need not be alive. */
  function ping(patience = 5000) {
    if (!isOpen() || !link.answered) return;
    link.ping = performance.now();
    link.connection.socket.send("?");
    clearTimeout(link.deadline);
    link.deadline = setTimeout(silent, patience);
  }
  function check() { // after sleep, after the network came back, when the page is looked at again
    if (!live || link.refused) return;
    if (link.answered && isOpen()) ping(3000); else poll();
  }

  /* The same pushes by asking, where sockets do not get through. HTML: #live[data-frames]. */
  async function poll() {
    if (link.polling || link.refused || link.answered || !place.frames) return;
    const polling = (link.polling = new AbortController());
    for (let wait = 0; !link.answered && !link.refused && !polling.signal.aborted;) {
      const late = setTimeout(() => polling.abort(), (wait + 10) * 1000), asked = performance.now();
      try {
        const answer = await fetch(`${place.frames}?${query()}&wait=${wait}`, { signal: polling.signal, headers: { Accept: "application/json" }, cache: "no-store" });
        if ([401, 403, 404].includes(answer.status)) { refuse(); break; }
        if (!answer.ok) throw new Error(String(answer.status));
        const envelope = await answer.json();
        if (!wait) measure(envelope.now, performance.now() - asked);
        if (!link.pollWorks) { link.pollWorks = true; resend(); }
        if (take(envelope) && envelope.content) await window.htmx.swap({ sourceElement: live, target: live, swap: "none", text: envelope.content });
        if (envelope.own) wantOwn();
        wait = 20;
      } catch {
        link.pollWorks = false;
        if (polling.signal.aborted) break;
        report();
        await sleep(2000);
        wait = 0;
      } finally { clearTimeout(late); }
      report();
    }
    link.polling = null;
    link.pollWorks = false;
    if (!link.answered && !link.refused) setTimeout(poll, 500);
    report();
  }

  /* What is this person's own is fetched, never pushed. HTML: #live[data-own], [data-own-wanted]. */
  const own = { timer: null, busy: false, wanted: false, filled: new WeakSet() };
  function wantOwn() {
    if (!place.own || own.timer) return;
    const mine = performance.now() - submitted < 3000; // whoever has just pressed something should not wait
    own.timer = setTimeout(fetchOwn, mine ? 20 : 20 + Math.random() * 280);
  }
  async function fetchOwn() {
    own.timer = null;
    if (own.busy) { own.wanted = true; return; }
    own.busy = true;
    try {
      const answer = await fetch(place.own, { headers: { "HX-Request": "true", Accept: "text/html" }, cache: "no-store" });
      if (answer.status === 401) refuse();
      else if (answer.headers.get("HX-Refresh") === "true") location.reload();
      else if (answer.ok) await window.htmx.swap({ sourceElement: live, target: live, swap: "none", text: await answer.text() });
      else own.wanted = answer.status >= 500;
    } catch { own.wanted = true; }
    own.busy = false;
    if (own.wanted) { own.wanted = false; own.timer = setTimeout(fetchOwn, 1000); }
  }

  // ------------------------------------------------------------------ small things

  /* What the script has set stays through pushes: open <details>, the state of a form, what is shown by it. */
  const OURS = { open: "details, dialog", "data-state": "form, button", hidden: "[data-when-state], [data-if-secret], [data-reason-if-not], [data-advice-flag]" };
  window.htmx?.registerExtension("ours", { htmx_before_morph_attr: (el, { attrName }) => !(attrName in OURS && el.matches(OURS[attrName])) });

  document.addEventListener("click", (e) => {
    const button = e.target.closest?.("button");
    if (!button) return;
    if ("stemFor" in button.dataset) putStem(button);
    if ("copy" in button.dataset || "copyFrom" in button.dataset) copy(button);
    if ("dismiss" in button.dataset) { sessionStorage.setItem("rooms:dismissed:" + room + button.dataset.dismiss, "1"); hideDismissed(); }
    if ("clear" in button.dataset) document.querySelector(button.dataset.clear)?.replaceChildren();
    if ("discard" in button.dataset && draftForm(button)) { forget(draftForm(button).dataset.draft); showLate(); }
    if ("clear" in button.dataset) document.querySelector(button.dataset.clear)?.replaceChildren();
    if ("retry" in button.dataset) { link.since = performance.now(); check(); resend(); }
  });

  /* A reason is asked for only where a view differs. HTML: [data-reason-if-not="LEVEL"] beside radios "level". */
  function askReasons() {
    for (const box of all("[data-reason-if-not]")) {
      const level = box.closest("form")?.elements.level?.value, words = box.querySelector("textarea")?.value;
      box.hidden = !words && (!level || level === box.dataset.reasonIfNot);
    }
  }

  /* Advice dressed as a question is flagged, gently. HTML: textarea[data-advice], and in its form [data-advice-flag],
     [data-advice-try], [data-advice-list] of [data-starts][data-try]. */
  function flagAdvice(field) {
    const form = field.form, flag = form?.querySelector("[data-advice-flag]");
    if (!flag) return;
    const sentences = field.value.toLowerCase().replace(/’/g, "'").split(/[.?!\n]+/).map((part) => part.replace(/[^\p{L}\p{N}_' ]/gu, "").trim());
    const found = all("[data-starts]", form).find((one) => sentences.some((part) => part.startsWith(one.dataset.starts)));
    flag.hidden = !found;
    for (const words of all("[data-advice-try]", flag)) words.textContent = found?.dataset.try ?? "";
  }
  document.addEventListener("input", (e) => { if ("advice" in e.target.dataset) flagAdvice(e.target); askReasons(); });
  document.addEventListener("change", askReasons);

  /* Puts a way to begin into the question. HTML: button[data-stem-for="id of the text area"]. */
  function putStem(button) {
    const field = document.getElementById(button.dataset.stemFor);
    if (!field) return;
    const stem = button.textContent.replace(/\s*…\s*$/, " ");
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${stem}` : stem;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Advice in disguise is flagged gently, and nothing is stopped. HTML: textarea[data-advice], and in its form
     [data-advice-flag], [data-advice-try], [data-advice-list] of [data-starts][data-try]. */
  document.addEventListener("input", (e) => {
    if (!e.target.matches?.("[data-advice]")) return;
    const words = e.target.value.toLowerCase().replace(/[’`]/g, "'").replace(/[^\w' ]/g, " ").replace(/\s+/g, " ");
    const sign = all("[data-advice-list] [data-starts]", e.target.form).find((li) => words.includes(li.dataset.starts));
    for (const flag of all("[data-advice-flag]", e.target.form)) flag.hidden = !sign;
    for (const hint of all("[data-advice-try]", e.target.form)) hint.textContent = sign?.dataset.try ?? "";
  });

  /* Copies a link. HTML: button[data-copy="words"] or [data-copy-from="#id"], [data-copied="Copied"]. */
  async function copy(button) {
    const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const words = source ? source.value ?? source.textContent : button.dataset.copy;
    try { await navigator.clipboard.writeText(words); }
    catch { // plain HTTP has no clipboard: the old way
      const field = Object.assign(document.createElement("textarea"), { value: words, className: "sr" });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.dataset.state = "copied";
    say(button.dataset.copied ?? "Copied");
    setTimeout(() => delete button.dataset.state, 2000);
  }

  /* Nudges put away stay away. HTML: button[data-dismiss] in a .nudge, .nudges__count. */
  function hideDismissed() {
    for (const button of all("[data-dismiss]")) {
      const gone = sessionStorage.getItem("rooms:dismissed:" + room + button.dataset.dismiss) !== null;
      if (gone) button.closest(".nudge").hidden = true;
    }
    for (const box of all(".nudges")) for (const count of all(".nudges__count", box)) count.textContent = all(".nudge:not([hidden])", box).length;
  }

  // ------------------------------------------------------------------ begin, and after every push

  let refreshing = false;
  function refresh() {
    if (refreshing) return;
    refreshing = true;
    queueMicrotask(() => {
      refreshing = false;
      all("form[data-draft]").forEach(restore);
      showLate();
      goOn();
      showSecrets();
      hideDismissed();
      tick();
      report();
      askReasons();
      all("[data-advice]").forEach(flagAdvice);
      const unfilled = all("[data-own-wanted]").filter((box) => !own.filled.has(box));
      unfilled.forEach((box) => own.filled.add(box));
      if (unfilled.length) wantOwn();
    });
  }
  for (const swapped of ["htmx:after:swap", "htmx:finally:swap"]) document.addEventListener(swapped, refresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tick(); check(); } });
  window.addEventListener("online", () => { check(); resend(); });
  window.addEventListener("offline", () => { if (link.answered) ping(2000); });
  window.addEventListener("pageshow", (e) => { if (e.persisted && live) { link.answered = false; window.htmx.trigger(live, "room:connect"); check(); } });
  if (live) {
    connected();
    setInterval(ping, 10000);
    setTimeout(() => { if (!link.answered) poll(); }, 5000);
  }
  refresh();
})();
