/* The check page tries what a room needs and says what it found. HTML: templates/pages/check.html ([data-check]). */
"use strict";
(() => {
  const row = (name) => document.querySelector(`[data-check="${name}"]`);
  const within = (promise, ms) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("too late")), ms))]);

  /* One line's answer: done, or a warning. */
  function tell(name, good, figure, words) {
    const line = row(name), icon = line.querySelector("[data-check-icon] svg"), use = icon.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, good ? "#i-done" : "#i-warn"));
    icon.classList.toggle("ok-i", good);
    icon.classList.toggle("warn-i", !good);
    line.querySelector("[data-check-figure]").textContent = figure;
    line.querySelector("[data-check-words]").textContent = words;
  }

  /* A socket has to answer, not only to open: some filters let it open and swallow what goes through. */
  async function tryLive() {
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/check/live");
    try {
      await within(new Promise((yes, no) => { socket.onopen = yes; socket.onerror = no; }), 5000);
      const trips = [];
      for (let n = 0; n < 3; n++) {
        const sent = performance.now();
        socket.send("?");
        await within(new Promise((yes, no) => { socket.onmessage = yes; socket.onclose = no; }), 5000);
        trips.push(performance.now() - sent);
      }
      const quickest = Math.round(Math.min(...trips));
      tell("live", true, `${quickest} ms`, "What somebody types shows on every page at once.");
      return true;
    } catch {
      tell("live", false, "blocked", `This network does not let live updates through. Ask for WebSocket (${location.protocol === "https:" ? "wss" : "ws"}) to ${location.host} to be allowed.`);
      return false;
    } finally { socket.close(); }
  }

  async function tryFallback() {
    try {
      const asked = performance.now();
      await within(fetch("/check/frames?wait", { cache: "no-store" }).then((answer) => answer.json()), 8000);
      tell("fallback", true, `${((performance.now() - asked) / 1000).toFixed(1)} s`, "The page can ask for changes instead, and would show them within about 2 seconds.");
      return true;
    } catch {
      tell("fallback", false, "blocked", "Answers that take a moment do not come through here. Ask for this address to be left alone by the filter.");
      return false;
    }
  }

  async function tryClock() {
    const asked = Date.now(), { now } = await within(fetch("/check/frames", { cache: "no-store" }).then((answer) => answer.json()), 8000);
    const off = Math.round((Date.now() - now - (Date.now() - asked) / 2) / 1000), size = Math.abs(off);
    const shown = size < 120 ? `${size} s` : size < 7200 ? `${Math.round(size / 60)} min` : `${Math.round(size / 3600)} h`;
    tell("clock", true, size < 2 ? "right" : `${shown} ${off > 0 ? "ahead" : "behind"}`, size < 2 ? "This device's clock is right." : "This device's clock is wrong; the room corrects for it, so every device shows the same time left.");
  }

  async function check() {
    const title = document.querySelector("[data-check-title]"), summary = document.querySelector("[data-check-summary]");
    title.textContent = "Trying …";
    const [live, fallback] = await Promise.all([tryLive(), tryFallback(), tryClock().catch(() => tell("clock", false, "not known", "The server did not answer."))]);
    title.textContent = live ? "A room will work here" : fallback ? "A room will work here, a little slower" : "A room will not work here yet";
    summary.textContent = live ? "Nothing has to be changed." : fallback ? "Pages will show changes within seconds instead of at once." : "Show this page to whoever looks after the network.";
    document.getElementById("announce").textContent = `${title.textContent}. ${summary.textContent}`;
  }

  document.querySelector("[data-check-again]").addEventListener("click", check);
  check();
})();
