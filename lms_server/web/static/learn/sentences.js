// Cuts a text into sentences and names each one; the twin of courses/speech/sentences.py.
// tests/courses/vectors/sentences.json holds both to the same behaviour.

const SPACES = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;
const END = /[.!?…]+["'”’»)\]]*$/u;
const OPENING = /^["'“‘«([]*/u;
const LOOSE = /^[ :;,·–—-]+|[ :;,·–—-]+$/gu;
const ORDINAL = /^[0-9]{1,2}\.$/u;
const SHORT_FORMS = new Set(["TP.", "Tp.", "TT.", "TX.", "P.", "Q.", "X."]);

/** The sentences of a plain text, each composed (NFC) and with single spaces. */
export function splitSentences(text) {
  const sentences = [];
  let words = [];
  const found = clean(text).replace(/^ +| +$/g, "").split(" ");
  for (const [at, word] of found.entries()) {
    words.push(word);
    const following = found[at + 1];
    const isNumber = words.length === 1 && ORDINAL.test(word);
    if (following && (isNumber || !ends(word, following))) continue;
    sentences.push(words.join(" "));
    words = [];
  }
  return sentences.map(trim).filter((one) => /[\p{L}\p{N}]/u.test(one));
}

/** The name of a sentence's audio: SHA-256 in hex of its NFC text. */
export async function textKey(sentence) {
  const bytes = new TextEncoder().encode(trim(clean(sentence)));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function clean(text) {
  return text.normalize("NFC").replace(SPACES, " ");
}

function trim(text) {
  return text.replace(LOOSE, "");
}

function ends(word, following) {
  if (!END.test(word) || SHORT_FORMS.has(word)) return false;
  return !/^\p{Ll}/u.test(following.replace(OPENING, ""));
}
