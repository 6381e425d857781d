// What a screen says: its visible sentences in reading order, each with its place in the page.
//
// `data-silent` leaves an element out; `data-speak` brings in one outside of main. Every element
// ends a sentence but <strong>, <em> and .sentence; courses/speech/sentences.py knows the same.
import { sentenceSpans } from "./sentences.js";

const PLACES = "[data-speak], main, .kiosk-next";
const SILENT = "script, style, template, svg, input, textarea, select, iframe, .visually-hidden, "
  + "[data-silent], [aria-hidden=true], .sim-clock, .sim-watermark, .kept";
const INLINE = "strong, em, .sentence";
const SHOWN = { visibilityProperty: true, opacityProperty: true };

/** Every sentence to be seen now: [{ text, range }]. */
export function readScreen() {
  const places = [...document.querySelectorAll(PLACES)];
  const outer = places.filter((one) => !places.some((other) => other !== one && other.contains(one)));
  return outer.flatMap((place) => sentencesIn(place));
}

/** The sentences of one element. */
export function sentencesIn(element) {
  if (element.closest(SILENT) || !element.checkVisibility(SHOWN)) return [];
  const blocks = [[]];
  collect(element, blocks);
  return blocks.flatMap((pieces) => cut(pieces)).filter((one) => !isKey(one));
}

function collect(element, blocks) {
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) blocks.at(-1).push(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SILENT) || !node.checkVisibility(SHOWN)) continue;
    if (node.matches("br")) blocks.at(-1).push(null);
    else if (node.matches(INLINE)) collect(node, blocks);
    else {
      blocks.push([]);
      collect(node, blocks);
      blocks.push([]);
    }
  }
}

/** The sentences of text nodes that stand in one block; null stands for a line break. */
function cut(pieces) {
  const text = pieces.map((node) => node?.data ?? " ").join("");
  return sentenceSpans(text).map((span) => {
    const range = document.createRange();
    range.setStart(...pointAt(pieces, span.start));
    range.setEnd(...pointAt(pieces, span.end, true));
    return { text: span.text, range };
  });
}

function pointAt(pieces, offset, isEnd = false) {
  for (const node of pieces) {
    const length = node?.data.length ?? 1;
    if (node && (offset < length || (isEnd && offset === length))) return [node, offset];
    offset -= length;
  }
  throw new RangeError("a sentence outside of its text");
}

/** A key of a pad or a keyboard: one letter, one digit. */
function isKey({ text, range }) {
  return text.length === 1 && range.startContainer.parentElement.closest("button") !== null;
}
