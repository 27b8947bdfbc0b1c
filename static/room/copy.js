/* The clipboard, for the pages of a room and for the check page. */
import { say } from "./page.js";

/* Copies a link or a text. HTML: button[data-copy="words"] or [data-copy-from="#id"], [data-copied="Copied"]. */
export async function copy(button) {
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
