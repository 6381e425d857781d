// Places in a picture: outlined targets that a finger, the mouse and Tab reach.
import { disable, element, image, press, toggle } from "./elements.js";
import { markRight } from "./choice_pane.js";

export class HotspotPane {
  constructor(item, { place, words, media, onChange }) {
    this.item = item;
    this.words = words;
    this.onChange = onChange;
    this.taken = [];
    this.isLocked = false;
    this.buttons = new Map(item.choices.map((choice) => [choice.choice_id, this.target(choice)]));
    const stage = element("div", "stage");
    stage.append(image(item.picture, media), ...this.buttons.values());
    place.append(stage);
  }

  target({ choice_id: id, text, area }) {
    const made = toggle(area.height === null ? "spot spot-round" : "spot", id, () => this.take(id));
    made.setAttribute("aria-label", text);
    made.dataset.name = text;
    made.style.left = `${area.across / 10}%`;
    made.style.top = `${area.down / 10}%`;
    made.style.width = `${area.width / 10}%`;
    if (area.height !== null) made.style.height = `${area.height / 10}%`;
    return made;
  }

  take(id) {
    if (this.isLocked) return;
    if (this.item.most === 1) this.taken = [id];
    else if (this.taken.includes(id)) this.taken = this.taken.filter((one) => one !== id);
    else this.taken.push(id);
    this.mark();
    this.onChange(this.taken.length > 0);
  }

  mark() {
    for (const [id, button] of this.buttons) press(button, this.taken.includes(id));
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
    markRight(this.buttons, this.taken, feedback.correct, this.words);
    for (const button of this.buttons.values()) {
      const said = button.querySelector(".choice-mark");
      if (said) button.setAttribute("aria-label", `${button.getAttribute("aria-label")}: ${said.textContent}`);
    }
    return null;
  }
}
