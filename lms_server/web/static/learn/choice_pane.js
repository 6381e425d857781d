// One answer, several, true or false, pictures, or an order: buttons with a sign.
import { disable, element, image, press, toggle } from "./elements.js";

export class ChoicePane {
  constructor(item, { place, words, media, onChange }) {
    this.item = item;
    this.words = words;
    this.onChange = onChange;
    this.taken = [];
    this.isLocked = false;
    this.buttons = new Map(item.choices.map((choice) => [choice.choice_id, this.button(choice, media)]));
    place.classList.toggle("quiz-pictures", item.choices.some((choice) => choice.picture));
    place.classList.toggle("quiz-many", item.choices.length > 4);
    place.append(...this.buttons.values());
  }

  button(choice, media) {
    const made = toggle("choice", choice.choice_id, () => this.take(choice.choice_id));
    made.append(element("span", "choice-sign"));
    if (choice.picture) made.append(image(choice.picture, media));
    made.append(element("span", "choice-text", choice.text));
    return made;
  }

  take(id) {
    if (this.isLocked) return;
    if (this.item.most === 1) this.taken = [id];
    else if (this.taken.includes(id)) this.taken = this.taken.filter((one) => one !== id);
    else this.taken.push(id);
    this.mark();
    this.onChange(this.isOrder ? this.taken.length === this.buttons.size : this.taken.length > 0);
  }

  get isOrder() {
    return this.item.kind === "order";
  }

  mark() {
    for (const [id, button] of this.buttons) {
      const at = this.taken.indexOf(id);
      press(button, at >= 0);
      button.firstChild.textContent = this.isOrder && at >= 0 ? at + 1 : "";
    }
  }

  value() {
    return [...this.taken];
  }

  lock() {
    this.isLocked = true;
    disable(this.buttons.values());
  }

  settle(value, feedback) {
    this.taken = [...value];
    this.mark();
    if (this.isOrder) return this.rightOrder(feedback.correct);
    markRight(this.buttons, this.taken, feedback.correct, this.markWords);
    return null;
  }

  /** "Không đúng" with the mark "đúng" would be a riddle. */
  get markWords() {
    if (this.item.kind !== "true_false") return this.words;
    return { ...this.words, mark_right: this.words.mark_answer, mark_wrong: this.words.mark_other };
  }

  rightOrder(correct) {
    const texts = new Map(this.item.choices.map((choice) => [choice.choice_id, choice.text]));
    const list = element("ol");
    list.append(...correct.map((id) => element("li", "", texts.get(id))));
    const whole = element("div");
    whole.append(element("p", "", this.words.right_order), list);
    return whole;
  }
}

/** Put words and a colour on what was right and on what was taken. */
export function markRight(buttons, taken, correct, words) {
  for (const [id, button] of buttons) {
    const isRight = correct.includes(id);
    const isTaken = taken.includes(id);
    if (!isRight && !isTaken) continue;
    button.classList.add(isRight ? "choice-right" : "choice-wrong");
    const name = isRight ? (isTaken ? "mark_right" : "mark_missed") : "mark_wrong";
    const isOnlyAnswer = isRight && !isTaken && correct.length === 1;
    button.append(element("span", "choice-mark", words[isOnlyAnswer ? "mark_right" : name]));
  }
}
