// The JavaScript machine against the vectors, and against walks that Python took.
// Run by tests/courses/simulators/test_javascript.py, or alone: node --test tests/courses/vectors

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { resultOf, start, step } from "../../../courses/simulators/player/machine.js";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const simulators = read("simulators.json");

/** Fills in what Python's structs default to. */
function whole(simulator) {
  const plain = { wrong: {}, praise: "", trap: null, turn: "same" };
  const noTones = "Đúng chữ rồi. Bác thêm dấu nhé.";
  const steps = simulator.steps.map((one) => ({ ...plain, no_tones: noTones, ...one }));
  return { max_hints: 2, max_wrong: null, codes: [], ...simulator, steps };
}

function play(simulator, events, [index, of] = [0, 1]) {
  const states = [];
  const seat = { index, of };
  let state = start(simulator, seat);
  for (const [at, event] of events.entries()) {
    try {
      state = step(simulator, state, event, seat);
    } catch (error) {
      if (!error.reason) throw error;
      return { states, error: { reason: error.reason, index: at } };
    }
    states.push(state);
  }
  if (!state.is_finished) return { states, error: { reason: "unfinished", index: events.length } };
  return { states, result: resultOf(simulator, state, seat) };
}

function pick(state, keys) {
  return Object.fromEntries(keys.map((key) => [key, state[key]]));
}

for (const scenario of read("scenarios.json")) {
  test(scenario.name, () => {
    const played = play(whole(simulators[scenario.simulator]), scenario.events, scenario.seat);

    for (const [index, wanted] of (scenario.after ?? []).entries()) {
      assert.deepEqual(pick(played.states[index], Object.keys(wanted)), wanted);
    }
    assert.deepEqual(played.result, scenario.result);
    assert.deepEqual(played.error, scenario.error);
  });
}

test("a step leaves the state before it untouched", () => {
  const simulator = whole(simulators.shop);
  const before = Object.freeze(start(simulator));

  step(simulator, before, { type: "tap", target: "scan", t: 5 });

  assert.deepEqual(before, start(simulator));
});

if (process.env.BUS_LMS_WORKED_OUT) {
  const walks = JSON.parse(readFileSync(process.env.BUS_LMS_WORKED_OUT, "utf8"));
  test(`${walks.length} walks of Python end the same here`, () => {
    for (const walk of walks) {
      assert.deepEqual(play(walk.simulator, walk.events, walk.seat), walk.played);
    }
  });
}
