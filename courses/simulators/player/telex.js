/**
 * Composes Vietnamese letters: tones by key, and Telex for a keyboard without an input method.
 * Every function takes the text so far and returns the new text; only its last syllable changes.
 */

export const TONES = { sac: "\u0301", huyen: "\u0300", hoi: "\u0309", nga: "\u0303", nang: "\u0323" };
const TELEX_TONES = { s: "sac", f: "huyen", r: "hoi", x: "nga", j: "nang" };
const CIRCUMFLEX = { a: "â", e: "ê", o: "ô" };
const HORN = { a: "ă", o: "ơ", u: "ư" };
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;
const VOWEL = /[aăâeêioôơuưy]/;
const MARKED = /[ăâêôơư]/;

/** Appends a letter; a tone already there moves to where it belongs ("hòa" + "n" is "hoàn"). */
export function addLetter(text, letter) {
  return withSyllable(text + letter, (letters, tone) => [letters, tone]);
}

/** Puts a tone on the last syllable; the same tone again takes it away. */
export function addTone(text, name) {
  return withSyllable(text, (letters, tone) => [letters, tone === TONES[name] ? "" : TONES[name]]);
}

/** Adds a key of a keyboard as Telex reads it. */
export function addTelex(text, key) {
  const { head, letters, tone } = lastSyllable(text);
  const low = key.toLowerCase();
  const hasVowel = VOWEL.test(letters.toLowerCase());
  if (TELEX_TONES[low] && hasVowel) {
    const wanted = TONES[TELEX_TONES[low]];
    return tone === wanted ? head + letters + key : head + place(letters, wanted);
  }
  if (low === "z" && tone) return head + letters;
  const changed = low === "w" ? addHorn(letters) : double(letters, low);
  if (changed === null) return addLetter(text, key);
  return head + place(changed.isUndone ? changed.letters + key : changed.letters, tone);
}

/** The vowel that carries the tone of the last syllable; "" when there is none. */
export function toneVowel(text) {
  const { letters } = lastSyllable(text);
  return letters[tonePlace(letters.toLowerCase())] ?? "";
}

/** Letters without tone, and the tone, of one word. */
export function splitTone(word) {
  const plain = word.normalize("NFD");
  return { letters: plain.replace(TONE, "").normalize("NFC"), tone: plain.match(TONE)?.[0] ?? "" };
}

function lastSyllable(text) {
  const word = text.match(/[\p{L}\p{M}]*$/u)[0];
  return { head: text.slice(0, text.length - word.length), ...splitTone(word) };
}

function withSyllable(text, change) {
  const { head, letters, tone } = lastSyllable(text);
  return head + place(...change(letters, tone));
}

function place(letters, tone) {
  const at = tonePlace(letters.toLowerCase());
  if (!tone || at < 0) return letters;
  return letters.slice(0, at) + (letters[at] + tone).normalize("NFC") + letters.slice(at + 1);
}

/** Index of the letter that carries the tone, -1 without a vowel. */
function tonePlace(letters) {
  const skipped = /^(qu|gi(?=[aăâeêoôơuư]))/.exec(letters)?.[0].length ?? 0;
  const found = /[aăâeêioôơuưy]+/.exec(letters.slice(skipped));
  if (!found) return -1;
  const first = skipped + found.index;
  const vowels = found[0];
  const marked = vowels.split("").findLastIndex((one) => MARKED.test(one));
  if (marked >= 0) return first + marked;
  const isOpen = first + vowels.length === letters.length;
  if (vowels.length === 1) return first;
  return first + (vowels.length === 2 && isOpen ? 0 : 1);
}

/** aa, ee, oo, dd; a third time takes the mark away again. */
function double(letters, key) {
  const low = letters.toLowerCase();
  if (key === "d" && low.startsWith("đ")) return { letters: swap(letters, 0, "d"), isUndone: true };
  if (key === "d" && low.startsWith("d")) return { letters: swap(letters, 0, "đ") };
  const mark = CIRCUMFLEX[key];
  if (!mark) return null;
  const done = low.lastIndexOf(mark);
  if (done >= 0) return { letters: swap(letters, done, key), isUndone: true };
  const at = low.lastIndexOf(key);
  return at >= 0 ? { letters: swap(letters, at, mark) } : null;
}

/** aw, ow, uw, uow; a second w takes the marks away again. */
function addHorn(letters) {
  const low = letters.toLowerCase();
  const half = low.indexOf("ưo");
  if (half >= 0) return { letters: swap(letters, half + 1, "ơ") };
  if (/[ăơư]/.test(low)) {
    const plain = [...letters].map((one, at) => {
      const base = { ă: "a", ơ: "o", ư: "u" }[low[at]];
      return base ? matchCase(one, base) : one;
    });
    return { letters: plain.join(""), isUndone: true };
  }
  const pair = low.search(/uo/);
  if (pair >= 0 && !low.startsWith("quo")) {
    return { letters: swap(swap(letters, pair, "ư"), pair + 1, "ơ") };
  }
  const start = low.startsWith("qu") ? 2 : low.indexOf("oa") + 1;
  const at = [...low].findIndex((one, index) => index >= start && HORN[one]);
  return at >= 0 ? { letters: swap(letters, at, HORN[low[at]]) } : null;
}

function swap(letters, at, letter) {
  return letters.slice(0, at) + matchCase(letters[at], letter) + letters.slice(at + 1);
}

function matchCase(model, letter) {
  return model === model.toLowerCase() ? letter : letter.toUpperCase();
}
