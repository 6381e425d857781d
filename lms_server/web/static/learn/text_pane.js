// A few words, typed on the keyboard of the screen or of the machine.
import { keyboard } from "../player/keyboard.js";
import { looksReal } from "../player/words.js";
import { disable, element } from "./elements.js";

const MOST_LETTERS = 60;

export class TextPane {
  constructor(item, { place, words, onChange, onEnter }) {
    this.words = words;
    this.onChange = onChange;
    this.listening = new AbortController();
    this.warning = element("p", "warning");
    this.warning.setAttribute("role", "status");
    this.board = keyboard({ label: words.type_text, writes: "words", max_letters: MOST_LETTERS }, {
      strings: { erase: words.erase, enter: words.answer, shift: words.shift, space: words.space },
      signal: this.listening.signal,
      onTyped: () => this.check(),
      write: () => { onEnter(); return true; },
    });
    this.line = this.board.querySelector("input");
    place.append(this.board, this.warning);
    this.check();
  }

  check() {
    const typed = this.line?.value ?? "";
    const isReal = looksReal(typed, []);
    this.warning.textContent = isReal ? this.words.no_secret : "";
    this.onChange(typed.trim() !== "" && !isReal);
  }

  value() {
    return [this.line.value.trim().normalize("NFC")];
  }

  lock() {
    this.leave();
    this.line.readOnly = true;
    disable(this.board.querySelectorAll("button"));
  }

  settle(value, feedback) {
    this.lock();
    this.line.value = value[0] ?? "";
    this.line.classList.add(feedback.score === 1 ? "choice-right" : "choice-wrong");
    const right = element("p", "right-answer");
    right.append(element("span", "", this.words.right_answer), " ", element("strong", "", feedback.correct[0]));
    return right;
  }

  leave() {
    this.listening.abort();
  }
}
