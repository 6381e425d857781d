// What the screen says: [{ text, words, hasSound }]; hasSound is null where nothing reads aloud.
async () => {
  const learn = document.querySelector("script[src*='listen.js']")?.src ?? location;
  const { readScreen } = await import(new URL("reading.js", learn));
  const { textKey } = await import(new URL("sentences.js", learn));
  const { piecesOf } = await import(new URL("voice.js", learn));
  const { numberPieces } = await import(new URL("numbers.js", learn));
  const { base, version } = document.getElementById("listen").dataset;
  const isThere = async (text) => (await fetch(`${base}${await textKey(text)}.opus?v=${version}`)).ok;
  const areThere = async (texts) => (await Promise.all(texts.map(isThere))).every(Boolean);
  const canBeSaid = async (piece) => (await isThere(piece)) || (/\d/u.test(piece) && areThere(numberPieces(piece)));
  const said = [];
  for (const { text } of readScreen()) {
    let hasSound = await isThere(text);
    if (!hasSound && /\d/u.test(text)) hasSound = (await Promise.all(piecesOf(text).map(canBeSaid))).every(Boolean);
    said.push({ text, words: text.split(/\s+/u).filter((one) => /[\p{L}\p{N}]/u.test(one)).length, hasSound });
  }
  return said;
}
