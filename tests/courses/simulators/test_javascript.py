import json
import os
import random
import subprocess

import msgspec

from courses.errors import ImpossibleTraceError
from courses.simulators import machine
from courses.simulators.machine import screen_targets


def an_event(rng, simulator, state, t):
    """Return a move that is mostly possible on the screen, now and then not."""
    if state.is_finished or rng.random() < 0.02:
        return {"type": rng.choice(["tap", "drag", "jump"]), "target": "elsewhere", "t": t}
    if rng.random() < 0.1:
        return {"type": "hint", "t": t}
    step = simulator.steps[state.step]
    expect = msgspec.to_builtins(step.expect)
    if rng.random() < 0.5:
        kind, wanted = next(iter(expect.items()))
        key = "value" if kind == "number" else "target"
        return {"type": kind, key: wanted, "t": t}
    targets = screen_targets(simulator.get_screen(step.screen))
    moves = [("tap", one) for one in sorted(targets.tap | targets.drag)]
    moves += [("choose", one) for one in sorted(targets.choose)]
    if targets.number_limit:
        return {"type": "number", "value": rng.choice([0, 35, 350000, 120]), "t": t}
    kind, target = rng.choice(moves)
    return {"type": kind, "target": target, "t": t}


def a_walk(rng, simulator):
    state, events, states = machine.start(simulator), [], []
    for index in range(rng.randrange(1, 60)):
        events.append(an_event(rng, simulator, state, state.t + rng.randrange(900)))
        try:
            state = machine.step(simulator, state, events[-1])
        except ImpossibleTraceError as refusal:
            return events, {"states": states, "error": {**refusal.params, "index": index}}
        states.append(msgspec.to_builtins(state))
        if state.is_finished and rng.random() < 0.9:
            break
    if state.is_finished:
        result = msgspec.to_builtins(machine.replay(simulator, events))
        return events, {"states": states, "result": result}
    return events, {"states": states, "error": {"reason": "unfinished", "index": len(events)}}


def test_javascript_obeys_the_vectors_and_walks_as_python_does(course, vectors, tmp_path):
    rng = random.Random(20261121)
    walks = []
    for simulator in course.simulators.values():
        for _ in range(250):
            events, played = a_walk(rng, simulator)
            public = machine.public_simulator(simulator)
            walks.append({"simulator": public, "events": events, "played": played})
    file = tmp_path / "walks.json"
    file.write_text(json.dumps(walks), encoding="utf-8")
    assert sum("result" in walk["played"] for walk in walks) > 200

    run = subprocess.run(
        ["node", "--test", str(vectors / "machine.test.mjs")],
        env={**os.environ, "BUS_LMS_WALKS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-4000:]
    assert "1000 walks" in run.stdout
