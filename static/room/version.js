/* After a deploy the server speaks of itself as new: where it has other scripts than this page, the page loads itself
   again as soon as nobody is writing. Drafts are on the device. */
import { sleep } from "./page.js";

let asking = false;
export async function outOfDate() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
    if (answer.status === 404) {
      await sleep(Math.random() * 3000); // or everybody comes at once
      while (document.activeElement?.matches("textarea, input") && document.hasFocus()) await sleep(2000);
      location.reload();
    }
  } catch { /* not there at all: the connection sees to that */ }
  asking = false;
}
