// A scanner types the ten digits of a card and Enter. They count wherever the focus is; what is
// typed into a field stays there.
const DIGITS = 10;
const PAUSE_MS = 3000;
const form = document.getElementById("scanned");
let typed = "";
let lastAt = 0;

/** The digit of a key press; some Vietnamese input methods hide `key` but not `code`. */
function digitOf({ key, code }) {
  if (/^[0-9]$/.test(key)) return key;
  return /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1] ?? "";
}

function listen(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.timeStamp - lastAt > PAUSE_MS) typed = "";
  lastAt = event.timeStamp;
  if (event.key === "Enter" && typed.length === DIGITS) send(event);
  else if (event.key !== "Shift") typed = event.key === "Enter" ? "" : gather(digitOf(event));
}

function gather(digit) {
  return digit ? (typed + digit).slice(-DIGITS) : "";
}

/** Enter must not press what happens to have the focus. */
function send(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  form.elements.code.value = typed;
  typed = "";
  form.requestSubmit();
}

addEventListener("keydown", listen, { capture: true });
