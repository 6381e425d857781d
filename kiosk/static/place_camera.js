// The kiosk's camera reads where the bus is; what it read goes the way of what is typed.
const SEEING = new Set(["looking", "dark", "other_code"]);
const camera = document.getElementById("camera");
const begin = document.getElementById("camera-begin");
const field = document.getElementById("place");

function show(state) {
  for (const words of camera.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== state;
  begin.hidden = SEEING.has(state) || state === "no_camera";
  camera.toggleAttribute("data-looking", SEEING.has(state));
}

async function ask(path, method) {
  const answer = await fetch(`/_kiosk/${path}`, { method }).catch(() => null);
  return answer?.ok ? answer.json() : { state: "off", code: null };
}

async function look() {
  field.focus();
  let sight = await ask("place/look", "POST");
  while (SEEING.has(sight.state)) {
    show(sight.state);
    sight = await ask("card", "GET");
  }
  if (sight.code) send(sight.code);
  else show(sight.state);
}

function send(place) {
  field.value = place;
  field.form.requestSubmit();
}

begin.addEventListener("click", look);
addEventListener("pagehide", () => navigator.sendBeacon("/_kiosk/card/end"));
