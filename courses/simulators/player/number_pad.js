/** A number pad: large keys; the digits of the keyboard work wherever the focus is. */

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Groups digits by thousands with dots, as money is written in Vietnam. */
export function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

export function numberPad(part, { move, onDigits, signal, strings }) {
  let digits = "";
  const box = document.createElement("div");
  box.className = "sim-number";
  const shown = document.createElement("output");
  shown.className = "sim-shown";
  const pad = document.createElement("div");
  pad.className = "sim-pad";
  const submit = key(strings.enter, "enter", () => send(), "sim-main");
  box.append(label(part), shown, pad);

  function draw() {
    const words = part.unit ? grouped(digits) : digits;
    shown.textContent = `${words || "–"}${part.unit ? ` ${part.unit}` : ""}`;
    submit.disabled = digits === "";
    box.dataset.digits = digits;
    onDigits();
  }

  function type(text) {
    const longer = (digits + text).replace(/^0+(?=\d)/, "");
    if (longer.length <= part.max_digits) digits = longer;
    draw();
  }

  function erase() {
    digits = digits.slice(0, -1);
    draw();
  }

  function send() {
    if (digits) move({ type: "number", value: Number(digits) });
  }

  for (const one of KEYS) pad.append(key(one, one, () => type(one)));
  pad.append(key(strings.erase, "erase", erase, "sim-erase"), key("0", "0", () => type("0")), submit);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") erase();
    else if (event.key === "Enter" && !event.target.closest("button")) send();
    else return;
    event.preventDefault();
  }, { signal });
  draw();
  return box;
}

function label(part) {
  const words = document.createElement("span");
  words.className = "sim-label";
  words.textContent = part.label;
  return words;
}

function key(text, name, onPress, extra = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `sim-key ${extra}`.trim();
  made.dataset.key = name;
  made.textContent = text;
  made.addEventListener("click", onPress);
  return made;
}
