/* Keeps the part of a page marked id="live" fresh: asks for the page again and takes that part. */

const live = document.getElementById("live");
const seconds = Number(live?.dataset.refreshS) || 5;

function isBusy() {
  return document.hidden || live.contains(document.activeElement);
}

async function refresh() {
  if (isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (fresh && !isBusy() && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes);
}

function loop() {
  refresh().catch(() => {}).finally(() => setTimeout(loop, seconds * 1000));
}

if (live) setTimeout(loop, seconds * 1000);
