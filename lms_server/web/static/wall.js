// Keeps the class wall fresh without moving what the trainer is about to press.
const EVERY_MS = 4000;
const wall = document.getElementById("wall");
const stale = document.getElementById("stale");

async function refresh() {
  try {
    const answer = await fetch(wall.dataset.fresh, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.text());
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  setTimeout(refresh, EVERY_MS);
}

function show(html) {
  const focused = wall.contains(document.activeElement) ? document.activeElement.id : "";
  wall.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

if (wall?.dataset.fresh) setTimeout(refresh, EVERY_MS);
