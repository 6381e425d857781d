/**
 * Plays a simulator: one pure step per event. The twin of courses/simulators/machine.py;
 * tests/courses/vectors holds both to the same behaviour.
 *
 * A seat is { index, of }: one of several persons who share the machine.
 */

import { ImpossibleEventError, checkFields, readMove, screenTargets } from "./moves.js";

export const MAX_HINT = 3;
export const ALONE = { index: 0, of: 1 };
const MAX_TIME = 24 * 60 * 60 * 1000;

/** The state before the first move; its words are the goal. */
export function start(simulator, seat = ALONE) {
  return {
    step: nextOwn(simulator, seat, 0),
    hint: 0,
    placed: [],
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
export function step(simulator, state, event, seat = ALONE) {
  if (state.is_finished) throw new ImpossibleEventError("after_end");
  const now = readTime(event, state.t);
  checkFields(event);
  const current = simulator.steps[state.step];
  if (event.type === "hint") return help(current, state, now);
  const targets = screenTargets(findScreen(simulator, current.screen));
  const move = readMove({ simulator, step: current, targets, placed: state.placed }, event);
  if (!move.isRight) return stay(current, state, now, move);
  const placed = move.places ? [...state.placed, move.places] : [];
  if (placed.length < cardsToPlace(current.expect)) {
    return { ...state, placed, t: now, feeling: "right", message: "" };
  }
  return advance(simulator, state, now, nextOwn(simulator, seat, state.step + 1));
}

/** What a state is worth so far. */
export function resultOf(simulator, state, seat = ALONE) {
  const hasTrap = ownSteps(simulator, seat).some((index) => simulator.steps[index].trap);
  const isClean = state.fell.length === 0 && state.hints_used <= simulator.max_hints
    && state.wrong_moves <= (simulator.max_wrong ?? Infinity);
  return {
    done: state.is_finished && isClean,
    hints_used: state.hints_used,
    wrong_moves: state.wrong_moves,
    stopped_trap: hasTrap ? state.fell.length === 0 : null,
    seconds: Math.floor(state.t / 1000),
  };
}

/** Indices of the steps one person takes: the parts between turns go round. */
export function ownSteps(simulator, seat) {
  const parts = [[]];
  simulator.steps.forEach((one, index) => {
    if (index && one.turn === "next") parts.push([]);
    parts.at(-1).push(index);
  });
  if (parts.length < seat.of) return simulator.steps.map((_, index) => index);
  return parts.filter((_, index) => index % seat.of === seat.index).flat();
}

export function findScreen(simulator, id) {
  return simulator.screens.find((screen) => screen.id === id);
}

/** How many cards a step has to place; 0 for other steps. */
export function cardsToPlace(expect) {
  return expect.order?.length ?? Object.keys(expect.sort ?? {}).length;
}

function readTime(event, last) {
  if (!Number.isInteger(event.t)) throw new ImpossibleEventError("malformed");
  if (event.t < last || event.t > MAX_TIME) throw new ImpossibleEventError("wrong_time");
  return event.t;
}

function nextOwn(simulator, seat, from) {
  return ownSteps(simulator, seat).find((index) => index >= from) ?? simulator.steps.length;
}

function advance(simulator, state, now, following) {
  return {
    ...state,
    step: following,
    hint: 0,
    placed: [],
    t: now,
    is_finished: following === simulator.steps.length,
    feeling: "right",
    message: simulator.steps[state.step].praise,
  };
}

function stay(current, state, now, move) {
  const isFall = Boolean(current.trap) && move.names.some((one) => current.trap.falls.includes(one));
  const isNew = isFall && !state.fell.includes(current.id);
  return {
    ...state,
    wrong_moves: state.wrong_moves + 1,
    fell: isNew ? [...state.fell, current.id] : state.fell,
    t: now,
    feeling: isFall ? "trap" : "wrong",
    message: isFall ? current.trap.say : wrongWords(current, move),
  };
}

function wrongWords(current, move) {
  const named = move.names.find((one) => Object.hasOwn(current.wrong, one));
  return named === undefined ? move.otherwise || current.otherwise : current.wrong[named];
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
