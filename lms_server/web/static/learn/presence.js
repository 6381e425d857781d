// Says every minute that somebody is here, as long as somebody touched the machine lately.
const EVERY_MS = 60_000;
const LATELY_MS = 15 * 60_000;
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
let touchedAt = performance.now();

for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "frametouch"]) {
  addEventListener(name, () => { touchedAt = performance.now(); }, { passive: true });
}

setInterval(() => {
  if (document.hidden || performance.now() - touchedAt > LATELY_MS) return;
  fetch("/learn/presence", { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}, EVERY_MS);
