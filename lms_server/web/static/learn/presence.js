// Says every minute that somebody is here, as long as somebody touched the machine lately; after
// that it asks whether anybody is, and hides what the last one did until somebody answers.
const EVERY_MS = 60_000;
const LATELY_MS = 15 * 60_000;
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const question = document.getElementById("anybody");
let touchedAt = performance.now();

for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "frametouch"]) {
  addEventListener(name, () => { touchedAt = performance.now(); }, { passive: true });
}

function ask() {
  question.returnValue = "";
  question.showModal();
  document.dispatchEvent(new Event("bus:screen"));
}

function tellOrAsk() {
  if (document.hidden) return;
  if (performance.now() - touchedAt > LATELY_MS) {
    if (question && !question.open) ask();
    return;
  }
  fetch("/learn/presence", { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

question?.querySelector("[data-stay]").addEventListener("click", () => question.close("here"));
// The key Escape says nothing of who presses it.
question?.addEventListener("close", () => { if (!question.returnValue) ask(); });
setInterval(tellOrAsk, EVERY_MS);
