/** Finds what to press next, for a finger that points. */

import { nextDigit, nextLetter, wantedCode } from "./typing.js";
import { countLetters, plainCode } from "./words.js";

/** The element to press next in `screen`, or null when nothing can be pointed at. */
export function findWanted(screen, expect, placed) {
  const id = expect.tap ?? expect.choose ?? expect.drag ?? nextPlace(screen, expect, placed);
  if (id) return screen.querySelector(`[data-target="${CSS.escape(id)}"]`);
  const name = nextKey(screen, expect);
  if (name === "line") return screen.querySelector(".sim-line");
  const find = (one) => screen.querySelector(`[data-key="${CSS.escape(one)}"]`);
  return find(name) ?? find("layer");
}

/** The next card in order, or the group of the card that is shown. */
function nextPlace(screen, expect, placed) {
  if (expect.order) return expect.order[placed.length];
  return expect.sort?.[screen.querySelector(".sim-sort").dataset.card];
}

function nextKey(screen, expect) {
  const typed = screen.querySelector(".sim-keyboard")?.dataset.typed;
  const digits = screen.querySelector(".sim-number")?.dataset.digits ?? "";
  const code = plainCode(wantedCode(expect)).toLowerCase();
  if (expect.own_words) {
    return countLetters(typed).letters < expect.own_words.min_letters ? "line" : "enter";
  }
  if (expect.type) return nextLetter(expect.type, typed);
  if (expect.number !== undefined) return nextDigit(String(expect.number), digits);
  return nextDigit(code, plainCode(typed ?? digits).toLowerCase());
}
