import random

import msgspec
import pytest

from courses.errors import ImpossibleTraceError
from courses.simulators import machine


def test_every_vector_plays_as_written(scenario, simulators):
    simulator = simulators[scenario["simulator"]]
    state, states, error = machine.start(simulator), [], None

    for event in scenario["events"]:
        try:
            state = machine.step(simulator, state, event)
        except ImpossibleTraceError as refusal:
            error = refusal.params["reason"]
            break
        states.append(msgspec.json.decode(msgspec.json.encode(state)))

    for index, wanted in enumerate(scenario.get("after", [])):
        assert {key: states[index][key] for key in wanted} == wanted
    if scenario.get("error", {}).get("reason") not in (None, "unfinished"):
        assert error == scenario["error"]["reason"]


def test_every_vector_replays_to_its_result_or_its_refusal(scenario, simulators):
    simulator = simulators[scenario["simulator"]]

    try:
        outcome = {"result": msgspec.to_builtins(machine.replay(simulator, scenario["events"]))}
    except ImpossibleTraceError as refusal:
        outcome = {"error": refusal.params}

    assert outcome == {key: scenario[key] for key in ("result", "error") if key in scenario}


def test_the_start_tells_the_goal(simulators):
    assert machine.start(simulators["shop"]).message == "Bác mua một quả dừa."


@pytest.mark.parametrize(
    "event",
    [
        {"type": ["tap"], "target": "go", "t": 1},
        {"type": "tap", "target": ["go"], "t": 1},
        {"type": None, "t": 1},
        {"type": "number", "value": 1e3, "t": 1},
        {},
        {"t": True, "type": "tap", "target": "go"},
        {"t": float("inf"), "type": "tap", "target": "go"},
    ],
)
def test_nonsense_is_refused_and_never_crashes(event, simulators):
    with pytest.raises(ImpossibleTraceError):
        machine.replay(simulators["short"], [event])


def test_random_events_never_crash_and_never_skip_a_step(course):
    rng = random.Random(4)
    words = ["scan", "confirm", "cancel", "qr_ba_sau", "name_sau", "nothing", "save"]
    kinds = ["tap", "choose", "drag", "number", "hint", "finish"]
    for _ in range(500):
        simulator = rng.choice(list(course.simulators.values()))
        state = machine.start(simulator)
        for t in range(60):
            event = {"type": rng.choice(kinds), "target": rng.choice(words), "value": 35000, "t": t}
            try:
                following = machine.step(simulator, state, event)
            except ImpossibleTraceError:
                continue
            assert following.step in (state.step, state.step + 1)
            state = following


def test_the_page_gets_the_whole_simulator_as_plain_json(course):
    public = machine.public_simulator(course.simulators["KNS-04-T1"])

    assert msgspec.json.decode(msgspec.json.encode(public)) == public
    assert public["id"] == "KNS-04-T1"
    assert public["watermark"] == "MÔ PHỎNG – LUYỆN TẬP"
    assert public["steps"][0]["expect"] == {"tap": "scan"}
    assert public["screens"][0]["parts"][0]["kind"] == "facts"
