/* The bar proposes what is most likely in this step, until somebody chooses; the next step proposes anew, unless words
   stand in the bar. HTML: form.capture with radios "kind", the proposed one checked; #now[data-step-id]. */
import { all } from "./page.js";
import { isEmpty, stepNow } from "./drafts.js";

let step = stepNow();
export function proposeKind() {
  const was = step, bar = document.querySelector("form.capture");
  step = stepNow();
  if (was === step || !bar || !isEmpty(bar)) return;
  for (const radio of all("input[name=kind]", bar)) if (radio.defaultChecked) radio.checked = true;
}
