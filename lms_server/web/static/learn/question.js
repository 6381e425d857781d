// Draws one question of any kind, takes the choice, and shows what was right.
const place = (id) => document.getElementById(id);
const HOW = { choice: "choose_one", true_false: "choose_one", multiple: "choose_several", order: "choose_order" };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export class QuestionView {
  constructor({ words, media }) {
    this.words = words;
    this.media = media;
    this.onChange = () => {};
  }

  show(item, { number, all }) {
    this.item = item;
    this.taken = [];
    this.isLocked = false;
    place("progress").textContent = this.words.progress.replace("{n}", number).replace("{all}", all);
    place("dots").replaceChildren(...Array.from({ length: all }, (_, at) => element("i", at < number ? "on" : "")));
    place("prompt").textContent = item.prompt;
    place("how").textContent = this.words[HOW[item.kind]];
    place("explanation").replaceChildren();
    this.showPicture(item.picture);
    this.buttons = new Map(item.choices.map((choice) => [choice.choice_id, this.button(choice)]));
    place("choices").dataset.kind = item.kind;
    place("choices").replaceChildren(...this.buttons.values());
    place("choices").classList.toggle("quiz-pictures", item.choices.some((choice) => choice.picture));
    place("prompt").focus();
  }

  showPicture(picture) {
    const image = place("picture");
    image.hidden = !picture;
    if (picture) {
      image.src = this.media(picture.file);
      image.alt = picture.alt;
    }
  }

  button(choice) {
    const made = element("button", "choice");
    made.type = "button";
    made.setAttribute("aria-pressed", "false");
    made.append(element("span", "choice-sign"));
    if (choice.picture) {
      const image = element("img");
      image.src = this.media(choice.picture.file);
      image.alt = choice.picture.alt;
      made.append(image);
    }
    made.append(element("span", "choice-text", choice.text));
    made.addEventListener("click", () => this.take(choice.choice_id));
    return made;
  }

  take(id) {
    if (this.isLocked) return;
    const isSingle = this.item.kind === "choice" || this.item.kind === "true_false";
    if (isSingle) this.taken = [id];
    else if (this.taken.includes(id)) this.taken = this.taken.filter((one) => one !== id);
    else this.taken.push(id);
    this.mark();
    this.onChange(this.isComplete());
  }

  isComplete() {
    return this.item.kind === "order" ? this.taken.length === this.buttons.size : this.taken.length > 0;
  }

  mark() {
    for (const [id, button] of this.buttons) {
      const at = this.taken.indexOf(id);
      button.setAttribute("aria-pressed", String(at >= 0));
      button.firstChild.textContent = this.item.kind === "order" && at >= 0 ? at + 1 : "";
    }
  }

  value() {
    return [...this.taken];
  }

  lock() {
    this.isLocked = true;
    for (const button of this.buttons.values()) button.setAttribute("aria-disabled", "true");
  }

  /** Show a stored answer with what was right, and why. */
  settle(value, feedback) {
    this.taken = [...value];
    this.mark();
    this.lock();
    if (this.item.kind !== "order") this.markRight(feedback.correct);
    const { right, partly, wrong } = this.words;
    const isRight = feedback.score === 1;
    const verdict = isRight ? right : feedback.score > 0 ? partly : wrong;
    const box = element("div", `explained ${isRight ? "explained-right" : "explained-wrong"}`);
    box.append(element("strong", "", verdict), element("p", "", feedback.text));
    if (this.item.kind === "order" && !isRight) box.append(this.rightOrder(feedback.correct));
    place("explanation").replaceChildren(box);
  }

  explainLater(text) {
    place("explanation").replaceChildren(element("p", "explained", text));
  }

  markRight(correct) {
    for (const [id, button] of this.buttons) {
      const isRight = correct.includes(id);
      const isTaken = this.taken.includes(id);
      if (!isRight && !isTaken) continue;
      button.classList.add(isRight ? "choice-right" : "choice-wrong");
      const words = isRight ? (isTaken ? "mark_right" : "mark_missed") : "mark_wrong";
      const isOnlyAnswer = isRight && !isTaken && correct.length === 1;
      button.append(element("span", "choice-mark", this.words[isOnlyAnswer ? "mark_right" : words]));
    }
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
