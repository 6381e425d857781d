/** Draws the parts of a pretend screen. Every part is told how to report a move. */

import { icon } from "./icons.js";
import { numberPad } from "./number_pad.js";
import { scanner } from "./scanner.js";

/** Makes an element; text goes in as text, never as markup. */
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(item, className, onPress) {
  const made = element("button", className);
  made.type = "button";
  made.dataset.target = item.id;
  if (item.icon) made.append(icon(item.icon));
  const words = element("span", "sim-words", item.text);
  made.append(words);
  if (item.detail) words.append(element("small", "", item.detail));
  made.addEventListener("click", onPress);
  return made;
}

function buttons(className, buttonClass, type) {
  return (part, { move }) => {
    const box = element("div", className);
    for (const item of part.buttons) {
      const look = item.look === "main" ? `${buttonClass} sim-main` : buttonClass;
      box.append(button(item, look, () => move({ type, target: item.id })));
    }
    return box;
  };
}

function facts(part) {
  const list = element("dl", "sim-facts");
  for (const row of part.rows) {
    const pair = element("div", row.is_strong ? "sim-strong" : "");
    pair.append(element("dt", "", row.label), element("dd", "", row.value));
    list.append(pair);
  }
  return list;
}

function note(part) {
  const box = element("p", `sim-note sim-note-${part.tone}`);
  const drawing = { info: "info", good: "check", careful: "warning" }[part.tone];
  box.append(icon(drawing), element("span", "", part.text));
  return box;
}

function bubble(part) {
  const box = element("div", "sim-bubble");
  box.append(icon("person"));
  const words = element("p", "", part.text);
  words.prepend(element("b", "", `${part.who}: `));
  box.append(words);
  return box;
}

function picture(part, { media }) {
  const image = element("img", "sim-picture");
  image.src = media(part.picture);
  image.alt = part.alt;
  return image;
}

const DRAW = {
  grid: buttons("sim-grid", "sim-tile", "tap"),
  list: buttons("sim-list", "sim-row", "tap"),
  actions: buttons("sim-actions", "sim-action", "tap"),
  choices: buttons("sim-list", "sim-choice", "choose"),
  scanner,
  number: numberPad,
  facts,
  note,
  bubble,
  picture,
  text: (part) => element("p", "sim-text", part.text),
};

/** The element of one part; a part this player does not know is left out. */
export function drawPart(part, tools) {
  return DRAW[part.kind]?.(part, tools) ?? element("div", "");
}
