/* Keeps the part of a page marked id="live" fresh: asks for the page again and takes that part. */

const live = document.getElementById("live");
const seconds = Number(live?.dataset.refreshS) || 5;
const stale = document.getElementById("stale");

function isBusy() {
  return document.hidden || live.contains(document.activeElement);
}

async function refresh() {
  if (isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (fresh && !isBusy() && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes);
  tell(true);
}

function tell(isFresh) {
  if (stale) stale.hidden = isFresh;
}

function loop() {
  refresh().catch(() => tell(false)).finally(() => setTimeout(loop, seconds * 1000));
}

if (live) setTimeout(loop, seconds * 1000);
