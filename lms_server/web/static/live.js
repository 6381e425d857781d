/* Keeps the part of a page marked id="live" fresh: asks for the page again and takes that part. */

const live = document.getElementById("live");
const seconds = Number(live?.dataset.refreshS) || 5;
const stale = document.getElementById("stale");

function isBusy() {
  const at = document.activeElement;
  const isTyping = live.contains(at) && (!at.id || at.matches("input, select, textarea"));
  return document.hidden || isTyping;
}

function show(fresh) {
  const id = live.contains(document.activeElement) ? document.activeElement.id : "";
  live.replaceChildren(...fresh.childNodes);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

async function refresh() {
  if (isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (fresh && !isBusy() && fresh.innerHTML !== live.innerHTML) show(fresh);
  tell(true);
}

function tell(isFresh) {
  if (stale) stale.hidden = isFresh;
}

function loop() {
  refresh().catch(() => tell(false)).finally(() => setTimeout(loop, seconds * 1000));
}

if (live) setTimeout(loop, seconds * 1000);
