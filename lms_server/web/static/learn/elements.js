// Small makers of elements that the panes of a question share.
import { sentenceSpans } from "./sentences.js";

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A toggle that Tab reaches and Enter and Space press. */
export function toggle(className, id, onPress) {
  const made = element("button", className);
  made.type = "button";
  made.dataset.id = id;
  made.setAttribute("aria-pressed", "false");
  made.addEventListener("click", onPress);
  return made;
}

export function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}

export function disable(buttons) {
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
}

/** Each sentence in an element of its own, so that it can be read aloud and marked. */
export function sentences(text) {
  const spans = sentenceSpans(text);
  return spans.map(({ start }, at) => element("span", "sentence", text.slice(at ? start : 0, spans[at + 1]?.start)));
}

export function image(picture, media) {
  const made = element("img");
  made.src = media(picture.file);
  made.alt = picture.alt;
  return made;
}
