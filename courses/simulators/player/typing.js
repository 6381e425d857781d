/** What a typed text means to the machine, and which key comes next. */

import { readMove, screenTargets } from "./moves.js";
import { TONES, splitTone } from "./telex.js";
import { countLetters, isSlip, looksReal, plainCode } from "./words.js";

/**
 * The event of a text that was typed, or null when it could be something real of the learner's.
 * Only words the author knows go into it.
 */
export function typedEvent(simulator, step, screen, text) {
  const { expect } = step;
  const isReal = looksReal(text, simulator.codes);
  if (expect.own_words) return isReal ? null : { type: "own_words", ...countLetters(text) };
  const type = wantedCode(expect) || !screenTargets(screen).letters ? "code" : "text";
  const scene = { simulator, step, targets: screenTargets(screen), placed: [] };
  const event = { type, value: text };
  if (isPossible(scene, event)) return event;
  const isNear = wantedCode(expect) && isSlip(plainCode(text), plainCode(wantedCode(expect)));
  return isReal && !isNear ? null : { type };
}

/** The practice code a step waits for. */
export function wantedCode(expect) {
  return expect.code ?? expect.record ?? "";
}

/** The key that brings what was typed nearer to a wanted code or number. */
export function nextDigit(wanted, typed) {
  if (!wanted.startsWith(typed)) return "erase";
  return wanted === typed ? "enter" : wanted[typed.length];
}

/** The key that brings what was typed nearer to a wanted text: letters first, then the tone. */
export function nextLetter(wanted, typed) {
  const goal = wanted.toLowerCase().split(" ").map(splitTone);
  const done = typed.toLowerCase().split(" ").map(splitTone);
  const last = done.length - 1;
  const isBehind = done.some((one, at) => at < last && !isSame(one, goal[at]));
  if (isBehind || !goal[last]?.letters.startsWith(done[last].letters)) return "erase";
  if (done[last].tone && !goal[last].tone) return "erase";
  const rest = goal[last].letters.slice(done[last].letters.length);
  if (rest) return rest[0];
  if (goal[last].tone !== done[last].tone) return toneKey(goal[last].tone);
  return last + 1 < goal.length ? "space" : "enter";
}

function isPossible(scene, event) {
  try {
    readMove(scene, event);
    return true;
  } catch (error) {
    if (error.reason) return false;
    throw error;
  }
}

function isSame(one, other) {
  return one.letters === other?.letters && one.tone === other?.tone;
}

function toneKey(tone) {
  return Object.keys(TONES).find((name) => TONES[name] === tone) ?? "erase";
}
