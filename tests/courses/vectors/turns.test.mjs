// Who presses wrong again and again: what is noted stays short, and what was right is in it.
// Run by tests/courses/simulators/test_javascript.py, or alone: node --test tests/courses/vectors

import assert from "node:assert/strict";
import { test } from "node:test";

import { start, step } from "../../../courses/simulators/player/machine.js";
import { Turns } from "../../../courses/simulators/player/turns.js";

const MOST_EVENTS_OF_A_TRY = 2000;
const buttons = ["right", "wrong", "trap"].map((id) => ({ id, label: id }));
const one = {
  screen: "only", say: "", wrong: {}, otherwise: "no", no_tones: "", praise: "", turn: "same",
  expect: { tap: "right" }, hints: { say: "a" }, trap: { falls: ["trap"], say: "stop" },
};
const simulator = {
  goal: "", max_hints: 2, max_wrong: null, codes: [],
  screens: [{ id: "only", parts: [{ kind: "actions", buttons }] }],
  steps: [{ ...one, id: "first" }, { ...one, id: "second" }],
};

function press(turns, target, times = 1) {
  for (let at = 0; at < times; at += 1) turns.take({ type: "tap", target });
}

test("three thousand wrong presses leave a try that the bus takes, with all that was right", () => {
  const turns = new Turns(simulator, [], []);

  press(turns, "wrong", 1500);
  turns.take({ type: "hint" });
  press(turns, "right");
  press(turns, "wrong", 1500);
  press(turns, "right");

  const { events, state } = turns.now;
  assert.ok(events.length < MOST_EVENTS_OF_A_TRY / 2 + 10, `${events.length} events`);
  const replayed = events.reduce((at, event) => step(simulator, at, event), start(simulator));
  assert.ok(state.is_finished && replayed.is_finished);
  assert.equal(replayed.hints_used, 1);
  assert.equal(state.wrong_moves, 3000);
});

test("a fall into a trap is noted however many wrong presses came before", () => {
  const turns = new Turns(simulator, [], []);

  press(turns, "wrong", 1200);
  press(turns, "trap", 2);

  const { events } = turns.now;
  assert.deepEqual(events.filter((event) => event.target === "trap").length, 1);
});
