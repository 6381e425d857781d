// "Cần giúp": calls the trainer without leaving the screen, and sees by itself when somebody came.
const EVERY_MS = 5000;
const HIDDEN = "bus.help.hidden";
const box = document.getElementById("help");
const panel = document.getElementById("help-panel");
const words = document.getElementById("help-words");
const button = box.querySelector(".help-button");
let isComing = box.classList.contains("help-coming");
let isUnreached = false;
const store = openStore();

/** The kiosk's window has no storage; there the words come again on each screen. */
function openStore() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** Who has read the words and hidden them goes on in peace, on the next screens as well. */
function rememberHidden(isHidden) {
  if (isHidden) store?.setItem(HIDDEN, "yes");
  else store?.removeItem(HIDDEN);
}

function show({ isPanelOpen }) {
  box.classList.toggle("help-coming", isComing);
  panel.hidden = !isPanelOpen;
  button.setAttribute("aria-expanded", String(isPanelOpen));
  document.dispatchEvent(new Event("bus:screen"));
}

/** Post a form in the background; the call of a machine without connection is tried again. */
async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  take(await answer.json());
}

function take({ is_coming, words: said }) {
  isUnreached = false;
  isComing = is_coming === true;
  words.textContent = isComing ? said : "";
}

async function call() {
  rememberHidden(false);
  try {
    await send(button.form);
  } catch {
    isUnreached = true;
    words.textContent = box.dataset.unreached;
  }
  show({ isPanelOpen: true });
}

async function takeBack() {
  const wasUnreached = isUnreached;
  isUnreached = false;
  try {
    await send(panel);
    show({ isPanelOpen: false });
  } catch {
    // Without connection nobody is coming either, unless the call had gone out before.
    if (wasUnreached) show({ isPanelOpen: false });
  }
}

async function look() {
  if (isUnreached) await call();
  else if (isComing) {
    const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.ok) take(await answer.json());
    if (!isComing) show({ isPanelOpen: false });
  }
}

function loop() {
  look().catch(() => {}).finally(() => setTimeout(loop, EVERY_MS));
}

button.form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (isComing) show({ isPanelOpen: panel.hidden });
  else call();
});
panel.addEventListener("submit", (event) => {
  event.preventDefault();
  takeBack().then(() => button.focus());
});
document.getElementById("help-hide").addEventListener("click", () => {
  rememberHidden(true);
  show({ isPanelOpen: false });
  button.focus();
});
if (isComing && store?.getItem(HIDDEN)) show({ isPanelOpen: false });
setTimeout(loop, EVERY_MS);
