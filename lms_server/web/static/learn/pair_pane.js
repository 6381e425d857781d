// Tap on the left, then on the right: pairs that belong together, or things and their groups.
import { disable, element, press, toggle } from "./elements.js";

const JOINT = "=";

export class PairPane {
  constructor(item, { place, words, onChange }) {
    this.item = item;
    this.words = words;
    this.onChange = onChange;
    this.place = place;
    this.joined = new Map();
    this.isLocked = false;
    this.texts = new Map([...item.choices, ...item.targets].map((one) => [one.choice_id, one.text]));
    this.lefts = this.buttons(item.choices, (id) => this.pick(id));
    this.rights = this.buttons(item.targets, (id) => this.join(id));
    place.classList.add("pairs");
    place.append(column("pairs-left", this.lefts), column("pairs-right", this.rights));
    this.pick(item.choices[0].choice_id);
  }

  get isMatch() {
    return this.item.kind === "match";
  }

  buttons(choices, onPress) {
    return new Map(choices.map(({ choice_id: id, text }) => {
      const made = toggle("choice", id, () => { if (!this.isLocked) onPress(id); });
      const said = element("span", "visually-hidden");
      made.append(element("span", "choice-text", text), said, element("span", "pair-tag"));
      return [id, made];
    }));
  }

  /** Choose which one on the left the next tap on the right is for. */
  pick(id) {
    this.picked = id;
    this.mark();
  }

  join(target) {
    if (!this.picked) return;
    if (this.isMatch) {
      for (const [left, right] of this.joined) if (right === target) this.joined.delete(left);
    }
    this.joined.set(this.picked, target);
    this.picked = this.next();
    this.mark();
    this.onChange(this.joined.size === this.lefts.size);
  }

  /** The next one without a partner, in the order of the screen; none when all have one. */
  next() {
    const ids = [...this.lefts.keys()];
    const from = ids.indexOf(this.picked);
    const turned = [...ids.slice(from + 1), ...ids.slice(0, from)];
    return turned.find((id) => !this.joined.has(id)) ?? null;
  }

  mark() {
    const ids = [...this.lefts.keys()];
    for (const [id, button] of this.lefts) {
      const target = this.joined.get(id);
      press(button, id === this.picked);
      button.classList.toggle("choice-joined", target !== undefined);
      button.lastChild.textContent = target ? this.tag(ids.indexOf(id), target) : "";
      button.children[1].textContent = target && this.isMatch ? `: ${this.texts.get(target)}` : "";
    }
    for (const [id, button] of this.rights) {
      const from = ids.findIndex((left) => this.joined.get(left) === id);
      const isJoined = this.isMatch && from >= 0;
      button.classList.toggle("choice-joined", isJoined);
      button.lastChild.textContent = isJoined ? from + 1 : "";
    }
  }

  /** Both ends of a pair carry its number; a thing carries the name of its group. */
  tag(number, target) {
    return this.isMatch ? number + 1 : this.texts.get(target);
  }

  value() {
    return [...this.joined].map(([left, right]) => `${left}${JOINT}${right}`);
  }

  lock() {
    this.isLocked = true;
    disable([...this.lefts.values(), ...this.rights.values()]);
  }

  settle(value, feedback) {
    const correct = new Map(feedback.correct.map((pair) => pair.split(JOINT)));
    const given = new Map(value.map((pair) => pair.split(JOINT)));
    const list = element("ul", "pairs-settled");
    for (const id of this.lefts.keys()) list.append(this.row(id, given.get(id) === correct.get(id), correct.get(id)));
    this.place.replaceChildren(list);
    return null;
  }

  /** One pair as it should be, and whether the learner had it so. */
  row(id, isRight, correct) {
    const made = element("li", isRight ? "choice-right" : "choice-wrong");
    const right = element("span", "pair-right");
    if (!isRight) right.append(element("b", "", this.words.it_is), " ");
    right.append(element("span", "", this.texts.get(correct)));
    made.append(element("span", "", this.texts.get(id)), right);
    if (isRight) made.append(element("span", "choice-mark", this.words.mark_right));
    return made;
  }
}

function column(className, buttons) {
  const made = element("div", className);
  made.append(...buttons.values());
  return made;
}
