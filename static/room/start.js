/* What a page of a room does by itself: it turns the clock, keeps what is typed, sends again what did not get through,
   holds the connection. It draws nothing: all HTML comes from the server, and everything works without it. Here it
   begins, and here stands what follows every push. */
import { all, live } from "./page.js";
import "./tapped.js";
import { tick } from "./clock.js";
import { showArrived } from "./arrived.js";
import { begin } from "./connection.js";
import { newHour, onDrafts, restore } from "./drafts.js";
import { showLate } from "./late.js";
import { proposeKind } from "./kinds.js";
import { goOn, keepOpen, moved } from "./moving.js";
import { showOutbox } from "./outbox.js";
import { fillOwn } from "./own.js";
import { showWaiting } from "./pressed.js";
import { showSecrets } from "./secrets.js";
import { askReasons, endBriefing, flagAdvice, hideDismissed } from "./small.js";

let refreshing = false;
function refresh() {
  if (refreshing) return;
  refreshing = true;
  queueMicrotask(() => {
    refreshing = false;
    all("form[data-draft]:not([data-late])").forEach(newHour);
    all("form[data-draft]").forEach((form) => restore(form));
    keepOpen();
    proposeKind();
    showLate(false);
    goOn();
    showLate();
    moved();
    showWaiting();
    showOutbox();
    showSecrets();
    hideDismissed();
    endBriefing();
    tick();
    askReasons();
    all("[data-advice]").forEach(flagAdvice);
    fillOwn();
    showArrived();
  });
}
document.addEventListener("htmx:before:swap", ({ detail }) => { for (const { fragment } of detail.tasks ?? []) if (fragment) showSecrets(fragment); });
for (const swapped of ["htmx:after:swap", "htmx:finally:swap"]) document.addEventListener(swapped, refresh);
onDrafts(() => showLate());
if (live) begin();
refresh();
