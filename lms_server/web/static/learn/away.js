// A page that stands in while the bus is away: shows what was done meanwhile, and gives way to the
// real page once the bus is back and has everything that waited.
const PERIOD_MS = 1000;
const PATIENCE = 15;
const steps = [...document.querySelectorAll("#steps a")];
const goOn = document.getElementById("go-on");
const kept = document.getElementById("kept");
let looks = 0;

async function look() {
  const answer = await fetch("/_kiosk/state", { cache: "no-store" });
  if (!answer.ok) return;
  const { connected, waiting, finished } = await answer.json();
  mark(new Set(finished));
  tell(finished.length > 0 && waiting > 0);
  looks = connected ? looks + 1 : 0;
  // A message that stays behind, perhaps somebody else's, keeps nobody from their score.
  if (connected && (waiting === 0 || looks > PATIENCE)) location.reload();
}

function mark(finished) {
  for (const step of steps) if (finished.has(step.dataset.finish)) step.dataset.done = "";
  const next = steps.find((step) => !("done" in step.dataset));
  for (const step of steps) step.toggleAttribute("aria-current", step === next);
  if (goOn && next) goOn.href = next.getAttribute("href");
}

/** What was done is on the disk of this machine, and goes to the bus from there. */
function tell(isWaiting) {
  if (!kept) return;
  const words = isWaiting ? kept.dataset.words : "";
  if (kept.textContent !== words) kept.textContent = words; // a status that is read out once
}

async function run() {
  try {
    await look();
  } catch {
    // The kiosk program is starting again; the next look will tell.
  }
  setTimeout(run, PERIOD_MS);
}

mark(new Set());
run();
