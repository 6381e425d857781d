// Cuts a text into sentences and names each one; the twin of courses/speech/sentences.py.
// tests/courses/vectors/sentences.json holds both to the same behaviour.

const SPACES = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;
const WORD = /[^\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;
const END = /[.!?…]+["'”’»)\]]*$/u;
const OPENING = /^["'“‘«([]*/u;
const LOOSE = /^[ :;,·–—-]+|[ :;,·–—-]+$/gu;
const ORDINAL = /^[0-9]{1,2}\.$/u;
const SHORT_FORMS = new Set(["TP.", "Tp.", "TT.", "TX.", "P.", "Q.", "X."]);

/** The sentences of a plain text, each composed (NFC) and with single spaces. */
export function splitSentences(text) {
  return sentenceSpans(text).map((span) => span.text);
}

/** The same with the places where each begins and ends: [{ text, start, end }]. */
export function sentenceSpans(text) {
  const found = [...text.matchAll(WORD)].map((match) => ({
    text: match[0].normalize("NFC"),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const spans = [];
  let words = [];
  for (const [at, word] of found.entries()) {
    words.push(word);
    const following = found[at + 1]?.text;
    const isNumber = words.length === 1 && ORDINAL.test(word.text);
    if (following && (isNumber || !ends(word.text, following))) continue;
    const said = trim(words.map((one) => one.text).join(" "));
    if (/[\p{L}\p{N}]/u.test(said)) spans.push({ text: said, start: words[0].start, end: word.end });
    words = [];
  }
  return spans;
}

/** The name of a sentence's audio: SHA-256 in hex of its NFC text. */
export async function textKey(sentence) {
  const text = trim(sentence.normalize("NFC").replace(SPACES, " "));
  const bytes = new TextEncoder().encode(text);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function trim(text) {
  return text.replace(LOOSE, "");
}

function ends(word, following) {
  if (!END.test(word) || SHORT_FORMS.has(word)) return false;
  return !/^\p{Ll}/u.test(following.replace(OPENING, ""));
}
