/** Makes the small elements that parts are drawn from. */

import { icon } from "./icons.js";

/** Makes an element; text goes in as text, never as markup. */
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Something to press, with its picture and words. */
export function button(item, className, onPress) {
  const made = element("button", className);
  made.type = "button";
  made.dataset.target = item.id;
  if (item.icon) made.append(icon(item.icon));
  const words = element("span", "sim-words", item.text);
  made.append(words);
  if (item.detail) words.append(element("small", "", item.detail));
  if (item.look === "main" || item.look === "stop") made.classList.add(`sim-${item.look}`);
  made.addEventListener("click", onPress);
  return made;
}

/** A key of a pad or a keyboard. */
export function key(text, name, onPress, extra = "") {
  const made = element("button", `sim-key ${extra}`.trim(), text);
  made.type = "button";
  made.dataset.key = name;
  made.addEventListener("click", onPress);
  return made;
}

/** A picture of the package; with `alt` "" the words beside it tell what it shows. */
export function image(name, alt, className, { media }) {
  const made = element("img", className);
  made.src = media(name);
  made.alt = alt;
  made.draggable = false;
  return made;
}

/** Groups digits by thousands with dots, as money is written in Vietnam. */
export function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}
