// Looks once a second whether the package changed; then shows its faults and the page again.
const EVERY_MS = 1000;
const screen = document.getElementById("screen");
const stage = document.getElementById("stage");
let number = Number(document.body.dataset.number);

function fit() {
  const room = Math.min((stage.clientWidth - 24) / 1366, (stage.clientHeight - 24) / 768, 1);
  screen.style.transform = `scale(${room})`;
}

function where() {
  try {
    const { pathname } = screen.contentWindow.location;
    return pathname.startsWith("/learn/") ? pathname : "";
  } catch {
    return "";
  }
}

async function look() {
  try {
    const answer = await fetch("state");
    const state = await answer.json();
    if (state.number !== number) {
      number = state.number;
      document.getElementById("faults").innerHTML = state.faults;
      document.getElementById("overview").innerHTML = state.overview;
      screen.src = `enter?to=${encodeURIComponent(where())}`;
      fit();
    }
  } catch {
    // The preview was ended; it may begin again at the same address.
  }
  setTimeout(look, EVERY_MS);
}

new ResizeObserver(fit).observe(stage);
fit();
look();
