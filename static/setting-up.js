/* Setting a review up: institutions are dragged into another order. Everything else is forms. HTML: [data-rows] of
   [data-row], each with a heading to drag it by; the order of the hidden "i" fields is the order that is kept. */
const list = () => document.querySelector("[data-rows]");
let held = null;

document.addEventListener("pointerdown", (e) => {
  const head = e.target.closest("[data-row] .irow__head"), row = head?.closest("[data-row]");
  if (!row || e.button !== 0 || e.target.closest("button, input, select, a")) return;
  held = { row, before: order() };
  head.setPointerCapture?.(e.pointerId);
  row.classList.add("irow--held");
});
document.addEventListener("pointermove", (e) => {
  if (!held) return;
  const others = [...list().querySelectorAll("[data-row]")].filter((row) => row !== held.row);
  const next = others.find((row) => { const box = row.getBoundingClientRect(); return e.clientY < box.top + box.height / 2; });
  if (held.row.nextElementSibling !== (next ?? null)) list().insertBefore(held.row, next ?? null);
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    if (!held) return;
    const { row, before } = held;
    held = null;
    row.classList.remove("irow--held");
    if (order() !== before) document.querySelector("#plan").requestSubmit(document.querySelector("#plan [name=do][value=order]"));
  });
}
const order = () => [...list().querySelectorAll("input[name=i]")].map((field) => field.value).join(" ");

/* What is typed is kept at every pause, and the day is drawn anew; the fields themselves are left alone. HTML:
   #plan, and in it [data-keeps], which sends the form. */
let pause;
for (const [kind, ms] of [["input", 1200], ["change", 300]]) {
  document.addEventListener(kind, (e) => {
    if (!e.target.closest("#plan")) return;
    const heading = e.target.name?.endsWith("-name") && e.target.closest("[data-row]")?.querySelector("[data-name]");
    if (heading && e.target.name.startsWith("i-")) heading.textContent = e.target.value || heading.dataset.name;
    clearTimeout(pause);
    pause = setTimeout(() => window.htmx.trigger(document.querySelector("[data-keeps]"), "plan:typed"), ms);
  });
}

/* Once something is kept, the address bar says where, so that a reload finds it. */
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const plan = ctx.sourceElement?.closest?.("#plan");
  if (plan && ctx.response?.status < 400) history.replaceState(null, "", plan.getAttribute("action"));
});

/* What answers with another page is sent by the browser, not by htmx. HTML: button[data-plain]. */
document.addEventListener("submit", (e) => {
  clearTimeout(pause);
  if (e.submitter && "plain" in e.submitter.dataset) e.stopImmediatePropagation();
}, true);

/* What cannot be undone is asked about. HTML: button[data-ask]. */
document.addEventListener("click", (e) => {
  const button = e.target.closest("button[data-ask]");
  if (button && !window.confirm(button.dataset.ask)) e.preventDefault();
});
