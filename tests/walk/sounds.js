// What the screen says: [{ text, words, hasSound }]; hasSound is null where nothing reads aloud.
async () => {
  const { readScreen } = await import(new URL("reading.js", document.querySelector("script[src*='listen.js']")?.src ?? location));
  const { textKey, sentenceSpans } = await import(new URL("sentences.js", document.querySelector("script[src*='listen.js']").src));
  const { base, version } = document.getElementById("listen").dataset;
  const isThere = async (text) => (await fetch(`${base}${await textKey(text)}.opus?v=${version}`)).ok;
  const piecesOf = (text) => text.split(/(\d+(?:[.,]\d+)*)/u).flatMap((part) => sentenceSpans(part).map((span) => span.text));
  const said = [];
  for (const { text } of readScreen()) {
    let hasSound = await isThere(text);
    const pieces = piecesOf(text);
    if (!hasSound && pieces.length > 1) hasSound = (await Promise.all(pieces.map(isThere))).every(Boolean);
    said.push({ text, words: text.split(/\s+/u).filter((one) => /[\p{L}\p{N}]/u.test(one)).length, hasSound });
  }
  return said;
}
