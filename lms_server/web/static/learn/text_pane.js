// A few words, typed on the keyboard of the screen or of the machine.
import { looksReal } from "/static/player/words.js";
import { element } from "./elements.js";

const MOST_LETTERS = 60;

export class TextPane {
  constructor(item, { place, words, onChange, onEnter }) {
    this.words = words;
    this.onChange = onChange;
    this.onEnter = onEnter;
    this.input = this.makeInput();
    this.warning = element("p", "warning");
    this.warning.setAttribute("role", "status");
    place.append(this.input, this.warning);
  }

  makeInput() {
    const made = element("input", "typed");
    made.type = "text";
    made.maxLength = MOST_LETTERS;
    made.autocomplete = "off";
    made.spellcheck = false;
    made.setAttribute("aria-labelledby", "prompt");
    made.addEventListener("input", () => this.check());
    made.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.onEnter();
    });
    return made;
  }

  check() {
    const typed = this.input.value;
    const isReal = looksReal(typed, []);
    this.warning.textContent = isReal ? this.words.no_secret : "";
    this.onChange(typed.trim() !== "" && !isReal);
  }

  value() {
    return [this.input.value.trim().normalize("NFC")];
  }

  lock() {
    this.input.readOnly = true;
    this.keyboard?.remove();
  }

  settle(value, feedback) {
    this.input.value = value[0] ?? "";
    this.input.classList.add(feedback.score === 1 ? "choice-right" : "choice-wrong");
    const right = element("p", "right-answer");
    right.append(element("span", "", this.words.right_answer), " ", element("strong", "", feedback.correct[0]));
    return right;
  }
}
