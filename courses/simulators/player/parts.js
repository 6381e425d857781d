/** Draws the parts of a pretend screen. Every part is told how to report a move. */

import { cards } from "./cards.js";
import { icon } from "./icons.js";
import { keyboard } from "./keyboard.js";
import { numberPad, pinPad } from "./number_pad.js";
import { call, capture, cart, chat, coach, map, photos, products, progress } from "./scene_parts.js";
import { scanner } from "./scanner.js";
import { button, element, image } from "./tools.js";

function buttons(className, buttonClass, type) {
  return (part, { move }) => {
    const box = element("div", className);
    for (const item of part.buttons) {
      box.append(button(item, buttonClass, () => move({ type, target: item.id })));
    }
    return box;
  };
}

function form(part, { move, typed }) {
  const box = element("div", "sim-list");
  for (const field of part.fields) {
    const press = () => move({ type: "tap", target: field.id });
    const made = button({ id: field.id, text: field.label }, "sim-field", press);
    made.append(element("b", "", (field.shows && typed(field.shows)) || field.value || "…"));
    box.append(made);
  }
  return box;
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

const DRAW = {
  grid: buttons("sim-grid", "sim-tile", "tap"),
  list: buttons("sim-list", "sim-row", "tap"),
  actions: buttons("sim-actions", "sim-action", "tap"),
  choices: buttons("sim-list", "sim-choice", "choose"),
  scanner,
  number: numberPad,
  pin: pinPad,
  keyboard,
  form,
  cards,
  photos,
  capture,
  map,
  chat,
  call,
  products,
  cart,
  progress,
  coach,
  facts,
  note,
  bubble,
  picture: (part, tools) => image(part.picture, part.alt, "sim-picture", tools),
  text: (part) => element("p", "sim-text", part.text),
};

/** The element of one part; one that is drawn elsewhere, or is not known, gives an empty box. */
export function drawPart(part, tools) {
  return DRAW[part.kind]?.(part, tools) ?? element("div", "");
}
