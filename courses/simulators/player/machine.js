/**
 * Plays a simulator: one pure step per event. The twin of courses/simulators/machine.py;
 * tests/courses/vectors holds both to the same behaviour.
 */

export const MAX_HINT = 3;
const MAX_TIME = 24 * 60 * 60 * 1000;
const TAP_PARTS = new Set(["grid", "list", "actions"]);

/** An event nobody could have made; `reason` is the same word as in Python. */
export class ImpossibleEventError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The state before the first move; its words are the goal. */
export function start(simulator) {
  return {
    step: 0,
    hint: 0,
    hints_used: 0,
    wrong_moves: 0,
    fell: [],
    t: 0,
    is_finished: false,
    feeling: "start",
    message: simulator.goal,
  };
}

/** The state after one event; throws ImpossibleEventError. */
export function step(simulator, state, event) {
  if (state.is_finished) throw new ImpossibleEventError("after_end");
  const now = readTime(event, state.t);
  const current = simulator.steps[state.step];
  if (event.type === "hint") return help(current, state, now);
  const move = readMove(event, screenTargets(findScreen(simulator, current.screen)));
  if (current.expect[move.kind] === move.value) return advance(simulator, current, state, now);
  return stay(current, state, now, String(move.value));
}

/** What a state is worth so far. */
export function resultOf(simulator, state) {
  const hasTrap = simulator.steps.some((one) => one.trap);
  const isClean = state.fell.length === 0 && state.hints_used <= simulator.max_hints;
  return {
    done: state.is_finished && isClean,
    hints_used: state.hints_used,
    wrong_moves: state.wrong_moves,
    stopped_trap: hasTrap ? state.fell.length === 0 : null,
    seconds: Math.floor(state.t / 1000),
  };
}

export function findScreen(simulator, id) {
  return simulator.screens.find((screen) => screen.id === id);
}

/** What can be pressed, chosen, dragged to or typed on a screen. */
export function screenTargets(screen) {
  const targets = { tap: new Set(), choose: new Set(), drag: new Set(), limit: 0 };
  for (const part of screen.parts) {
    if (TAP_PARTS.has(part.kind)) part.buttons.forEach((one) => targets.tap.add(one.id));
    else if (part.kind === "choices") part.buttons.forEach((one) => targets.choose.add(one.id));
    else if (part.kind === "scanner") part.things.forEach((one) => targets.drag.add(one.id));
    else if (part.kind === "number") targets.limit = 10 ** part.max_digits;
  }
  return targets;
}

function readTime(event, last) {
  if (!Number.isInteger(event.t)) throw new ImpossibleEventError("malformed");
  if (event.t < last || event.t > MAX_TIME) throw new ImpossibleEventError("wrong_time");
  return event.t;
}

function readMove(event, targets) {
  if (event.type === "number") return { kind: "number", value: readNumber(event, targets.limit) };
  if (!["tap", "choose", "drag"].includes(event.type)) {
    throw new ImpossibleEventError("unknown_event");
  }
  if (typeof event.target !== "string") throw new ImpossibleEventError("malformed");
  const isTapOnThing = event.type === "tap" && targets.drag.has(event.target);
  const kind = isTapOnThing ? "drag" : event.type;
  if (!targets[kind].has(event.target)) throw new ImpossibleEventError("unknown_target");
  return { kind, value: event.target };
}

function readNumber(event, limit) {
  if (limit === 0) throw new ImpossibleEventError("unknown_target");
  const isFit = Number.isInteger(event.value) && event.value >= 0 && event.value < limit;
  if (!isFit) throw new ImpossibleEventError("bad_value");
  return event.value;
}

function advance(simulator, current, state, now) {
  const following = state.step + 1;
  return {
    ...state,
    step: following,
    hint: 0,
    t: now,
    is_finished: following === simulator.steps.length,
    feeling: "right",
    message: current.praise,
  };
}

function stay(current, state, now, word) {
  const isFall = Boolean(current.trap) && current.trap.falls.includes(word);
  const isNew = isFall && !state.fell.includes(current.id);
  return {
    ...state,
    wrong_moves: state.wrong_moves + 1,
    fell: isNew ? [...state.fell, current.id] : state.fell,
    t: now,
    feeling: isFall ? "trap" : "wrong",
    message: isFall ? current.trap.say : wrongWords(current, word),
  };
}

function wrongWords(current, word) {
  return Object.hasOwn(current.wrong, word) ? current.wrong[word] : current.otherwise;
}

function help(current, state, now) {
  if (state.hint === MAX_HINT) throw new ImpossibleEventError("no_more_hints");
  const level = state.hint + 1;
  const { say, point, show } = current.hints;
  return {
    ...state,
    hint: level,
    hints_used: state.hints_used + 1,
    t: now,
    feeling: "hint",
    message: [say, point || say, show || say][level - 1],
  };
}
