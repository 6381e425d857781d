// The kiosk program decides which screen is shown; this page follows it.
const PERIOD_MS = 200;
const { follow, followTo } = document.body.dataset;
let { version } = document.body.dataset;

// Keys that are pressed while a page is loaded anew are lost: where digits are typed only the words change.
async function renew(state) {
  const words = document.querySelector("#code-form .words");
  const answer = await fetch(state.path, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = page.querySelector("#code-form .words");
  if (!words || !news) {
    location.replace(state.path);
    return;
  }
  words.replaceWith(news);
  ({ version } = page.body.dataset);
  news.closest("form").dispatchEvent(new Event("change"));
}

async function look() {
  const answer = await fetch("/_kiosk/state", { cache: "no-store" });
  if (!answer.ok) return;
  const state = await answer.json();
  if (follow === "bus") {
    if (state.connected && followTo) location.replace(followTo);
    else if (state.connected) location.reload();
    else if (state.path.startsWith("/_kiosk/")) location.replace(state.path);
    return;
  }
  const isTyping = Boolean(document.querySelector("#code, #place")?.value || document.querySelector(":checked, [data-looking]"));
  const isElsewhere = state.path !== location.pathname;
  const isNew = String(state.version) !== version && !isTyping;
  if (isElsewhere) location.replace(state.path);
  else if (isNew) await renew(state);
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
