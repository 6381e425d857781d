/** Pads of digits: an amount, or a code. The digits of the keyboard work wherever the focus is. */

import { element, grouped, key } from "./tools.js";

const LONG = 8;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** A pad for a number; zeros in front do not count. */
export function numberPad(part, tools) {
  return pad(part, tools, {
    add: (digits, one) => (digits + one).replace(/^0+(?=\d)/, "").slice(0, part.max_digits),
    show: (digits) => `${(part.unit ? grouped(digits) : digits) || "–"}${part.unit ? ` ${part.unit}` : ""}`,
    isReady: (digits) => digits !== "",
    send: (digits) => tools.move({ type: "number", value: Number(digits) }),
  });
}

/** A pad for a code of so many digits; it is empty again after a wrong one. */
export function pinPad(part, tools) {
  const box = pad(part, tools, {
    add: (digits, one) => (digits + one).slice(0, part.digits),
    show: (digits) => (part.is_hidden ? "●".repeat(digits.length) : digits).padEnd(part.digits, "–"),
    isReady: (digits) => digits.length === part.digits,
    send: (digits) => {
      tools.write(digits);
      return "";
    },
  });
  box.classList.add(part.digits > LONG ? "sim-long-pin" : "sim-pin");
  return box;
}

function pad(part, { onTyped, signal, strings }, { add, show, isReady, send }) {
  let digits = "";
  const box = element("div", "sim-number");
  const shown = element("output", "sim-shown");
  const keys = element("div", "sim-pad");
  const submit = key(strings.enter, "enter", () => press(), "sim-main");
  box.append(element("span", "sim-label", part.label), shown, keys);

  function draw(next) {
    digits = next;
    shown.textContent = show(digits);
    submit.disabled = !isReady(digits);
    box.dataset.digits = digits;
    onTyped();
  }

  const type = (one) => draw(add(digits, one));
  const erase = () => draw(digits.slice(0, -1));

  function press() {
    if (isReady(digits)) draw(send(digits) ?? digits);
  }

  for (const one of KEYS) keys.append(key(one, one, () => type(one)));
  keys.append(key(strings.erase, "erase", erase, "sim-erase"), key("0", "0", () => type("0")), submit);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") erase();
    else if (event.key === "Enter" && !event.target.closest("button")) press();
    else return;
    event.preventDefault();
  }, { signal });
  draw("");
  return box;
}
