// What the pages of the hand test share: time, words, and bringing the measurements to the bus.
import { pageData } from "./outbox.js";

const AGAIN_MS = 2000;
const token = document.querySelector("meta[name=csrf-token]").content;
const next = document.getElementById("next");
const told = document.getElementById("told");
export const { send: address, words } = pageData("hands");
let newest = 0;

export function tell(text) {
  if (told.textContent === text) return;
  told.textContent = text;
  document.dispatchEvent(new Event("bus:screen"));
}

/** Milliseconds since the last call, as a function. */
export function stopwatch() {
  let from = performance.now();
  return () => {
    const ms = Math.round(performance.now() - from);
    from = performance.now();
    return Math.min(ms, 3_600_000);
  };
}

/** Store what was measured, for as long as it takes; then the learner goes on. */
export async function finish(measure) {
  newest += 1;
  const mine = newest;
  tell(words.well_done);
  while (mine === newest && !(await isStored(measure))) {
    tell(words.waiting);
    await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
  }
  if (mine !== newest) return;
  tell(words.well_done);
  next.hidden = false;
  document.dispatchEvent(new Event("bus:screen"));
  next.focus({ preventScroll: true });
}

async function isStored(measure) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(measure),
    });
    if (answer.status >= 400 && answer.status < 500) location.reload();
    return answer.ok;
  } catch {
    return false;
  }
}
