// "Cần giúp": calls the trainer without leaving the screen, and sees by itself when somebody came.
const EVERY_MS = 5000;
const box = document.getElementById("help");
const panel = document.getElementById("help-panel");
const words = document.getElementById("help-words");
const button = box.querySelector(".help-button");
const over = document.getElementById("help-over");

/** Draw how the call stands: "none", "coming", or "unreached" while it did not go out. */
function show(stand, said) {
  if (box.dataset.stand === stand && words.textContent === said) return;
  box.dataset.stand = stand;
  words.textContent = said;
  if (stand === "none" && panel.open) panel.close();
  document.dispatchEvent(new Event("bus:screen"));
}

/** Post a form in the background; the call of a machine without connection is tried again. */
async function send(address) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(button.form)),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  take(await answer.json());
}

function take({ is_coming, words: said }) {
  if (is_coming === true) show("coming", said);
  else show("none", "");
}

async function call() {
  await send(box.dataset.call).catch(() => show("unreached", box.dataset.unreached));
}

async function takeBack() {
  const wasUnreached = box.dataset.stand === "unreached";
  // Without connection nobody is coming either, unless the call had gone out before.
  await send(over.action).catch(() => wasUnreached && show("none", ""));
}

function ask() {
  document.getElementById("help-told").textContent = words.textContent;
  panel.showModal();
}

async function look() {
  if (box.dataset.stand === "unreached") await call();
  else if (box.dataset.stand === "coming") {
    const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.ok) take(await answer.json());
  }
}

function loop() {
  look().catch(() => {}).finally(() => setTimeout(loop, EVERY_MS));
}

button.form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.dataset.stand === "none") call();
  else ask();
});
over.addEventListener("submit", (event) => {
  event.preventDefault();
  panel.close();
  takeBack();
});
setTimeout(loop, EVERY_MS);
