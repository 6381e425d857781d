/** When two typed texts are the same to a Vietnamese reader. The twin of ../words.py. */

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const MARKS = /[\u0300-\u036f]/g;
const DIGIT_GROUPS = /\d(?:[ .-]?\d){5,}/g;
const PASSWORD = /(?=\S*\d)(?=\S*\p{L})(?=\S*[^\p{L}\d\s.,:/-])\S{8,}/u;

/** A text without case, needless spaces, and on which vowel a tone stands. */
export function fold(text) {
  const words = text.toLowerCase().normalize("NFD").split(" ").filter(Boolean);
  return words.map(toneLast).join(" ").normalize("NFC");
}

/** The folded text without tones and marks. */
export function bare(text) {
  return fold(text).normalize("NFD").replace(MARKS, "").replaceAll("đ", "d");
}

/** The capital letters and digits of a code. */
export function plainCode(text) {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** How many letters and digits a text has, and how many of them carry a tone or a mark. */
export function countLetters(text) {
  const letters = text.normalize("NFC").match(/[\p{L}\d]/gu) ?? [];
  const toned = letters.filter((one) => /[\u0300-\u036f]/.test(one.normalize("NFD")) || /đ/i.test(one));
  return { letters: letters.length, toned: toned.length };
}

/** Whether a learner may have typed something of her own that nobody should see. */
export function looksReal(text, codes) {
  const known = new Set(codes.map(plainCode));
  const isReal = (digits) => !/^0+$/.test(digits) && !known.has(digits);
  const groups = text.match(DIGIT_GROUPS) ?? [];
  return groups.some((one) => isReal(plainCode(one))) || PASSWORD.test(text);
}

/** Whether `typed` is so near `wanted` that it is a slip of the finger. */
export function isSlip(typed, wanted) {
  const long = Math.max(typed.length, wanted.length);
  let same = 0;
  for (let at = 0; at < long; at += 1) if (typed[at] === wanted[at]) same += 1;
  return same * 2 > long;
}

function toneLast(word) {
  return word.replace(TONES, "") + (word.match(TONES) ?? []).join("");
}
