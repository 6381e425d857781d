// The kiosk's camera reads the card; this page asks what it sees and never gets a picture.
const ADDRESS = "/_kiosk/card";
const SEEING = new Set(["looking", "dark", "other_code"]);
const camera = document.getElementById("camera");
const scanned = document.getElementById("scanned");

function show(state) {
  for (const words of camera.querySelectorAll("[data-state]")) {
    words.hidden = words.dataset.state !== state;
  }
  document.dispatchEvent(new CustomEvent("bus:screen"));
}

/** What the camera sees; a machine without a kiosk's camera has none. */
async function ask(path, method) {
  const answer = await fetch(ADDRESS + path, { method }).catch(() => null);
  return answer?.ok ? answer.json() : { state: "no_camera", code: null };
}

async function look() {
  let sight = await ask("/begin", "POST");
  let shown = "";
  while (SEEING.has(sight.state)) {
    if (sight.state !== shown) show(sight.state);
    shown = sight.state;
    sight = await ask("", "GET");
  }
  if (sight.code) send(sight.code);
  else show(sight.state);
}

function send(code) {
  scanned.elements.code.value = code;
  scanned.requestSubmit();
}

document.getElementById("camera-again").addEventListener("click", look);
addEventListener("pagehide", () => navigator.sendBeacon(`${ADDRESS}/end`));
// A card that was just refused must be taken away before it is looked at again.
if ("resting" in camera.dataset) show("tired");
else look();
