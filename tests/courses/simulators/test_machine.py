import random

import msgspec
import pytest

from courses.errors import ImpossibleTraceError
from courses.simulators import machine
from courses.simulators.machine import Seat


def test_every_vector_plays_as_written(scenario, simulators):
    simulator, seat = simulators[scenario["simulator"]], Seat(*scenario.get("seat", (0, 1)))
    state, states, error = machine.start(simulator, seat), [], None

    for event in scenario["events"]:
        try:
            state = machine.step(simulator, state, event, seat)
        except ImpossibleTraceError as refusal:
            error = refusal.params["reason"]
            break
        states.append(msgspec.json.decode(msgspec.json.encode(state)))

    for index, wanted in enumerate(scenario.get("after", [])):
        assert {key: states[index][key] for key in wanted} == wanted
    if scenario.get("error", {}).get("reason") not in (None, "unfinished"):
        assert error == scenario["error"]["reason"]


def test_every_vector_replays_to_its_result_or_its_refusal(scenario, simulators):
    simulator, seat = simulators[scenario["simulator"]], Seat(*scenario.get("seat", (0, 1)))

    try:
        result = machine.replay(simulator, scenario["events"], seat)
        outcome = {"result": msgspec.to_builtins(result)}
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
            event = {"type": rng.choice(kinds), "t": t}
            if event["type"] == "number":
                event["value"] = 35000
            elif event["type"] != "hint":
                event["target"] = rng.choice(words)
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


@pytest.mark.parametrize(("index", "of"), [(-1, 2), (2, 2), (0, 0)])
def test_there_is_no_seat_beside_the_machine(index, of):
    with pytest.raises(ValueError, match="no seat"):
        Seat(index, of)


@pytest.mark.parametrize("of", [1, 2, 3, 4])
def test_together_the_persons_take_every_step(simulators, of):
    table = simulators["table"]

    taken = [index for seat in range(of) for index in machine.own_steps(table, Seat(seat, of))]

    assert set(taken) == {0, 1, 2}
    assert len(taken) == (3 if of <= 3 else 3 * of)


def test_hostile_fields_of_any_kind_are_refused_and_never_crash(samples):
    rng = random.Random(7)
    fields = {
        **{kind: ["target"] for kind in ("tap", "choose", "drag", "order")},
        **{kind: ["value"] for kind in ("number", "text", "code")},
        "own_words": ["letters", "toned"],
        "sort": ["target", "group"],
    }
    nasty = [None, "", "x" * 70, 10**30, -1, 1.5, True, [], {}, "\ud800", "bank", "m1", "real"]
    taken = 0
    for _ in range(3000):
        simulator = rng.choice(samples)
        kind = rng.choice(list(fields))
        event = {"type": kind, "t": 1, **{key: rng.choice(nasty) for key in fields[kind]}}
        try:
            state = machine.step(simulator, machine.start(simulator), event)
        except ImpossibleTraceError:
            continue
        assert state.wrong_moves == 1 or state.placed or state.step == 1
        taken += 1
    assert taken >= 10
