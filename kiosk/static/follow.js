// The kiosk program decides which screen is shown; this page follows it.
const PERIOD_MS = 200;
const { follow, version } = document.body.dataset;

async function look() {
  const answer = await fetch("/_kiosk/state", { cache: "no-store" });
  if (!answer.ok) return;
  const state = await answer.json();
  if (follow === "bus") {
    if (state.connected) location.reload();
    else if (state.path.startsWith("/_kiosk/")) location.replace(state.path);
    return;
  }
  const isTyping = Boolean(document.querySelector("#code, #place")?.value || document.querySelector(":checked"));
  const isElsewhere = state.path !== location.pathname;
  const isNew = String(state.version) !== version && !isTyping;
  if (isElsewhere || isNew) location.replace(state.path);
}

async function run() {
  try {
    await look();
  } catch {
    // The kiosk program is starting again; the next look will tell.
  }
  setTimeout(run, PERIOD_MS);
}

setTimeout(run, PERIOD_MS);
