// Says one sentence: its audio file; else its pieces around numbers, a large number in words;
// else the browser's own voice; else nobody does.
import { numberPieces } from "./numbers.js";
import { sentenceSpans, textKey } from "./sentences.js";

const NUMBER = /(\d+(?:[.,]\d+)*)/u;
const SLOW = 0.75;
// An answer that is refused must not leave a screen silent for ever.
const LONGEST_WAIT_MS = 6000;

export class Voice {
  /** `base` is the address before the key, `version` changes whenever any audio does. */
  constructor({ base, version, isSlow }) {
    this.base = base;
    this.version = version;
    this.isSlow = isSlow;
    // One element for everything: engines let it play on once a press has let it play.
    this.audio = new Audio();
    this.audio.preservesPitch = true;
    this.stopped = new AbortController();
  }

  /** Resolves to how it was said: "file", "pieces", "browser", "nobody" or "stopped". */
  async say(text) {
    this.stopped = new AbortController();
    const { signal } = this.stopped;
    const ways = [["file", () => this.playAll([text], signal)]];
    if (NUMBER.test(text)) ways.push(["pieces", () => this.playPieces(piecesOf(text), signal)]);
    ways.push(["browser", () => this.speak(text, signal)]);
    for (const [name, way] of ways) {
      const isSaid = await way();
      if (signal.aborted) return "stopped";
      if (isSaid) return name;
    }
    return "nobody";
  }

  stop() {
    this.stopped.abort();
    this.audio.pause();
    globalThis.speechSynthesis?.cancel();
  }

  setSlow(isSlow) {
    this.isSlow = isSlow;
    this.audio.playbackRate = isSlow ? SLOW : 1;
  }

  /** Bring a file near while another one plays. */
  async fetchAhead(text) {
    const answer = await fetch(await this.address(text)).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
  }

  async address(text) {
    return `${this.base}${await textKey(text)}.opus?v=${this.version}`;
  }

  async playAll(texts, signal) {
    for (const text of texts) {
      const address = await this.address(text);
      if (signal.aborted || !(await this.play(address, signal))) return false;
    }
    return true;
  }

  async playPieces(pieces, signal) {
    for (const piece of pieces) {
      const ways = NUMBER.test(piece) ? [[piece], numberPieces(piece)] : [[piece]];
      let isSaid = false;
      for (const way of ways) isSaid ||= await this.playAll(way, signal);
      if (!isSaid) return false;
    }
    return true;
  }

  /** Whether the file was played to its end. */
  play(address, signal) {
    const { audio } = this;
    return new Promise((resolve) => {
      const over = new AbortController();
      const finish = (isSaid) => {
        over.abort();
        resolve(isSaid);
      };
      const options = { signal: over.signal };
      audio.addEventListener("ended", () => finish(true), options);
      audio.addEventListener("error", () => finish(false), options);
      signal.addEventListener("abort", () => finish(false), options);
      const timer = setTimeout(() => finish(false), LONGEST_WAIT_MS);
      audio.addEventListener("playing", () => clearTimeout(timer), options);
      over.signal.addEventListener("abort", () => clearTimeout(timer));
      audio.src = address;
      audio.playbackRate = this.isSlow ? SLOW : 1;
      audio.play().catch(() => finish(false));
    });
  }

  /** Whether the browser has a Vietnamese voice and said it. */
  speak(text, signal) {
    const voice = globalThis.speechSynthesis?.getVoices().find((one) => /^vi\b/i.test(one.lang));
    if (!voice) return Promise.resolve(false);
    return new Promise((resolve) => {
      const said = new SpeechSynthesisUtterance(text);
      said.voice = voice;
      said.lang = voice.lang;
      said.rate = this.isSlow ? SLOW : 1;
      said.onend = () => resolve(true);
      said.onerror = () => resolve(false);
      signal.addEventListener("abort", () => resolve(false), { once: true });
      speechSynthesis.speak(said);
    });
  }
}

/** "Câu 3 trên 10" is said as "Câu", "3", "trên", "10". */
export function piecesOf(text) {
  return text.split(NUMBER).flatMap((part) => sentenceSpans(part).map((span) => span.text));
}
