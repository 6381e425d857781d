/**
 * Reads an event as a move on the screen of a step. The twin of ../moves.py and ../targets.py;
 * tests/courses/vectors holds both to the same behaviour.
 */

import { bare, fold, plainCode } from "./words.js";

/** An event nobody could have made; `reason` is the same word as in Python. */
export class ImpossibleEventError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const LISTED = {
  grid: ["tap", "buttons"],
  list: ["tap", "buttons"],
  actions: ["tap", "buttons"],
  call: ["tap", "buttons"],
  form: ["tap", "fields"],
  products: ["tap", "products"],
  choices: ["choose", "buttons"],
  photos: ["choose", "photos"],
  map: ["choose", "places"],
  scanner: ["drag", "things"],
};

/** What can be pressed, chosen, dragged to, placed or typed on a screen. */
export function screenTargets(screen) {
  const targets = { limit: 0, letters: 0, digits: 0 };
  for (const kind of ["tap", "choose", "drag", "order", "sort", "groups"]) targets[kind] = new Set();
  for (const part of screen.parts) {
    const [move, field] = LISTED[part.kind] ?? [];
    if (move) part[field].forEach((one) => targets[move].add(one.id));
    else if (part.kind === "cards") addCards(targets, part);
    else if (part.kind === "number") targets.limit = 10 ** part.max_digits;
    else if (part.kind === "keyboard") targets.letters = part.max_letters;
    else if (part.kind === "pin") targets.digits = part.digits;
  }
  return targets;
}

function addCards(targets, part) {
  const groups = part.groups ?? [];
  const move = groups.length ? "sort" : "order";
  part.cards.forEach((one) => targets[move].add(one.id));
  groups.forEach((one) => targets.groups.add(one.id));
}

/** Lets no event through that is of no kind, or carries more than its kind: no hidden words. */
export function checkFields(event) {
  const { type } = event;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) refuse("unknown_event");
  const isFit = Object.keys(event).every((key) => ["type", "t", ...FIELDS[type]].includes(key));
  if (!isFit) refuse("malformed");
}

/**
 * The move that an event is: isRight, names under which the author may speak of it, the card it
 * places, and words for it when the author has none.
 *
 * `scene` holds simulator, step, targets and the cards already placed.
 */
export function readMove(scene, event) {
  return { names: [], places: "", otherwise: "", ...READERS[event.type](scene, event) };
}

function readPress({ step, targets }, event) {
  const target = text(event, "target");
  const kind = event.type === "tap" && targets.drag.has(target) ? "drag" : event.type;
  require(targets[kind].has(target));
  return { isRight: step.expect[kind] === target, names: [target] };
}

function readNumber({ step, targets }, event) {
  require(targets.limit > 0);
  const value = count(event.value, 0, targets.limit - 1);
  return { isRight: step.expect.number === value, names: [String(value)] };
}

function readText({ step, targets }, event) {
  require(targets.letters > 0);
  if (isAbsent(event.value)) return { isRight: false };
  const typed = text(event, "value");
  const { expect } = step;
  if ([...typed].length > targets.letters || isAbsent(expect.type)) refuse("bad_value");
  const folded = fold(typed);
  if ([expect.type, ...(expect.accept ?? [])].some((one) => fold(one) === folded)) {
    return { isRight: true };
  }
  const names = Object.keys(step.wrong).filter((one) => fold(one) === folded);
  const isNear = bare(typed) === bare(expect.type);
  if (!names.length && !isNear) refuse("bad_value");
  return { isRight: false, names, otherwise: isNear ? step.no_tones : "" };
}

function readOwnWords({ step, targets }, event) {
  require(targets.letters > 0);
  const letters = count(event.letters, 1, targets.letters);
  const toned = count(event.toned, 0, letters);
  const wanted = step.expect.own_words;
  if (!wanted) return { isRight: false };
  if (letters < wanted.min_letters) return { isRight: false, names: ["too_short"] };
  return { isRight: toned >= wanted.min_toned, otherwise: step.no_tones };
}

function readCode({ simulator, step, targets }, event) {
  require(targets.letters > 0 || targets.digits > 0);
  if (isAbsent(event.value)) return { isRight: false };
  const typed = text(event, "value");
  const code = plainCode(typed);
  const names = simulator.codes.filter((one) => plainCode(one) === code);
  const { length } = [...typed];
  const isOnPad = /^\d+$/.test(code) && length === targets.digits;
  if (!names.length || !(isOnPad || length <= targets.letters)) refuse("bad_value");
  const wanted = step.expect.code ?? step.expect.record;
  return { isRight: !isAbsent(wanted) && plainCode(wanted) === code, names };
}

function readOrder({ step, targets, placed }, event) {
  const card = text(event, "target");
  require(targets.order.has(card) && !placed.includes(card));
  return { isRight: step.expect.order?.[placed.length] === card, names: [card], places: card };
}

function readSort({ step, targets, placed }, event) {
  const card = text(event, "target");
  const group = text(event, "group");
  require(targets.sort.has(card) && !placed.includes(card) && targets.groups.has(group));
  const isRight = step.expect.sort?.[card] === group;
  return { isRight, names: [`${card}/${group}`, card], places: card };
}

const READERS = {
  tap: readPress,
  choose: readPress,
  drag: readPress,
  number: readNumber,
  text: readText,
  own_words: readOwnWords,
  code: readCode,
  order: readOrder,
  sort: readSort,
};

const FIELDS = {
  tap: ["target"],
  choose: ["target"],
  drag: ["target"],
  number: ["value"],
  text: ["value"],
  own_words: ["letters", "toned"],
  code: ["value"],
  order: ["target"],
  sort: ["target", "group"],
  hint: [],
};

function isAbsent(value) {
  return value === undefined || value === null;
}

function text(event, key) {
  if (typeof event[key] !== "string") refuse("malformed");
  return event[key];
}

function count(value, least, most) {
  if (!Number.isInteger(value) || value < least || value > most) refuse("bad_value");
  return value;
}

function require(isThere) {
  if (!isThere) refuse("unknown_target");
}

function refuse(reason) {
  throw new ImpossibleEventError(reason);
}
