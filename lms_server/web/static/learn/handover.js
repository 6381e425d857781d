// Hand-over: nothing of one learner stays on the machine for the next.
const OUTBOX = "bus.outbox.";
const REFUSED = "bus.refused.";
const PATHS = ["/api/v1/responses", "/api/v1/traces"];
const isOwnSender = Boolean(document.getElementById("task") ?? document.getElementById("data"));

// A page that the browser froze would come back as it was: it goes empty, and is asked for anew.
addEventListener("pagehide", (event) => {
  if (event.persisted) document.body.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/** The kiosk's window has no storage. */
function keysOf(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** What somebody left unsent goes out under her own attempt, whoever is here now. */
async function sendLeftovers() {
  if (isOwnSender || !keysOf(OUTBOX).length) return;
  const { deliver, unsent } = await import("./outbox.js");
  for (const path of PATHS) for (const message of unsent(path)) deliver(path, message, () => {});
}

function forgetFormer() {
  if (history.state?.unfinished && !document.getElementById("task")) history.replaceState(null, "");
  if (document.querySelector("[data-seat]")) return;
  for (const key of keysOf(REFUSED)) localStorage.removeItem(key);
}

forgetFormer();
sendLeftovers();
