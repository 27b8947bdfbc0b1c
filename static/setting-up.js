/* Setting a review up: institutions are dragged into another order. Everything else is forms. HTML: [data-rows] of
   [data-row], each with a heading to drag it by and a hidden "i" with its key; button[data-order] keeps their order. */
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
    if (order() === before) return;
    const button = document.querySelector("#plan [data-order]");
    button.value = `order ${order()}`;
    document.querySelector("#plan").requestSubmit(button);
  });
}
const order = () => [...list().querySelectorAll("input[name=i]")].map((field) => field.value).join(" ");

/* A row is headed by the name that is typed into it. */
document.addEventListener("input", ({ target: f }) => {
  const heading = f.name?.startsWith("i-") && f.name.endsWith("-name") && f.closest("[data-row]")?.querySelector("[data-name]");
  if (heading) heading.textContent = f.value || heading.dataset.name;
});

/* What cannot be undone is asked about. HTML: button[data-ask]. */
document.addEventListener("click", (e) => {
  const button = e.target.closest("button[data-ask]");
  if (button && !window.confirm(button.dataset.ask)) e.preventDefault();
});
