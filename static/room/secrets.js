/* An anonymous question's author is known to this device alone. HTML: checkbox "anonymous", hidden "secret_hash";
   [data-secret-of="QUESTION"] is filled, [data-if-secret="QUESTION"] shown and [data-unless-secret="QUESTION"] hidden
   where this seat asked it on this device. */
import { all, memory, random, shelf } from "./page.js";

const keyOf = (question) => shelf("secret") + question;

/* Before an anonymous question goes off: its secret stays here, the hash of it goes along. */
export function conceal(form) {
  const hash = form.elements.secret_hash, question = form.elements.question?.value || form.elements.command?.value;
  if (!hash) return;
  hash.value = "";
  if (form.elements.anonymous?.checked && question) {
    const secret = memory.getItem(keyOf(question)) ?? random(16);
    memory.setItem(keyOf(question), secret);
    hash.value = sha256(secret);
  }
}

/* Also in what is about to be shown, so that nothing is offered for a moment that is one's own. */
export function showSecrets(root = document) {
  const asked = (question) => memory.getItem(keyOf(question)) !== null;
  for (const field of all("[data-secret-of]", root)) field.value = memory.getItem(keyOf(field.dataset.secretOf)) ?? "";
  for (const box of all("[data-if-secret]", root)) box.hidden = !asked(box.dataset.ifSecret);
  for (const box of all("[data-unless-secret]", root)) box.hidden = asked(box.dataset.unlessSecret);
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
