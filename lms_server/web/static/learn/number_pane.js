// A number by a pad on the screen or by the keyboard, with its unit.
import { disable, element, press, toggle } from "./elements.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ",", "0"];
const MOST_DIGITS = 9;

export class NumberPane {
  constructor(item, { place, words, onChange, onEnter }) {
    this.item = item;
    this.words = words;
    this.onChange = onChange;
    this.onEnter = onEnter;
    this.typed = "";
    this.unit = item.targets[0].choice_id;
    this.units = new Map(item.targets.map((one) => [one.choice_id, this.unitButton(one)]));
    this.shown = element("output", "typed");
    this.pad = this.makePad();
    place.append(this.shown, ...(this.hasUnits ? [this.unitRow()] : []), this.pad);
    this.listening = new AbortController();
    document.addEventListener("keydown", (event) => this.onKey(event), this.listening);
    this.draw();
  }

  get hasUnits() {
    return this.item.targets.length > 1;
  }

  unitButton({ choice_id: id, text }) {
    const made = toggle("choice unit", id, () => {
      if (this.isLocked) return;
      this.unit = id;
      this.draw();
    });
    made.append(element("span", "choice-sign"), element("span", "choice-text", text));
    return made;
  }

  unitRow() {
    const row = element("div", "units");
    row.append(...this.units.values());
    return row;
  }

  makePad() {
    const pad = element("div", "number-pad");
    const erase = this.key("erase", this.words.erase, () => this.erase());
    pad.append(...KEYS.map((sign) => this.key(sign, sign, () => this.type(sign))), erase);
    pad.querySelector("[data-key=',']").setAttribute("aria-label", this.words.comma);
    return pad;
  }

  key(name, text, onPress) {
    const made = element("button", "pad-key", text);
    made.type = "button";
    made.dataset.key = name;
    made.addEventListener("click", onPress);
    return made;
  }

  onKey(event) {
    if (this.isLocked || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) this.type(event.key);
    else if (event.key === "," || event.key === ".") this.type(",");
    else if (event.key === "Backspace") this.erase();
    else if (event.key === "Enter" && !event.target.closest("button")) this.onEnter();
    else return;
    event.preventDefault();
  }

  type(sign) {
    if (this.isLocked) return;
    const digits = this.typed.replace(",", "");
    if (sign === ",") {
      if (!this.typed.includes(",")) this.typed = `${this.typed || "0"},`;
    } else if (digits.length < MOST_DIGITS) {
      this.typed = this.typed === "0" ? sign : this.typed + sign;
    }
    this.draw();
  }

  erase() {
    if (this.isLocked) return;
    this.typed = this.typed.slice(0, -1);
    this.draw();
  }

  draw() {
    const unit = this.item.targets.find((one) => one.choice_id === this.unit).text;
    this.shown.textContent = `${grouped(this.typed) || "…"} ${unit}`;
    this.shown.toggleAttribute("data-silent", !this.typed); // a gap is nothing to read aloud
    for (const [id, button] of this.units) press(button, id === this.unit);
    this.onChange(/\d$/.test(this.typed));
  }

  value() {
    return this.hasUnits ? [this.typed, this.unit] : [this.typed];
  }

  lock() {
    this.isLocked = true;
    disable([...this.pad.children, ...this.units.values()]);
    this.leave();
  }

  settle(value, feedback) {
    [this.typed = "", this.unit = this.unit] = value;
    this.draw();
    this.shown.classList.add(feedback.score === 1 ? "choice-right" : "choice-wrong");
    const right = element("p", "right-answer");
    right.append(element("span", "", this.words.right_answer), " ", element("strong", "", feedback.correct[0]));
    return right;
  }

  leave() {
    this.listening.abort();
  }
}

/** 35000,5 as 35.000,5: dots between groups of three, as money is written in Vietnam. */
function grouped(typed) {
  const [whole, ...rest] = typed.split(",");
  return [whole.replace(/\B(?=(\d{3})+$)/g, "."), ...rest].join(",");
}
