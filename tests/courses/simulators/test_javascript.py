import random
import string

import msgspec

from courses.errors import ImpossibleTraceError
from courses.simulators import machine
from courses.simulators.machine import Seat
from courses.simulators.targets import screen_targets
from courses.simulators.words import bare, fold, is_practice_code, plain_code

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậóòỏõọờợửựỳỵ"


def right_event(expect, placed):
    """Return the next right move of a step."""
    kind = expect.move
    wanted = getattr(expect, kind)
    if kind in ("tap", "choose", "drag"):
        return {"type": kind, "target": wanted}
    if kind == "order":
        return {"type": kind, "target": wanted[len(placed)]}
    if kind == "sort":
        card = next(one for one in wanted if one not in placed)
        return {"type": kind, "target": card, "group": wanted[card]}
    if kind == "own_words":
        return {"type": kind, "letters": wanted.min_letters + 1, "toned": wanted.min_toned}
    if kind == "number":
        return {"type": kind, "value": wanted}
    return {"type": "text" if kind == "type" else "code", "value": wanted}


def possible_events(rng, simulator, step):
    """Return moves of every kind that the screen allows, and some that it does not."""
    targets = screen_targets(simulator.get_screen(step.screen))
    events = [{"type": "tap", "target": one} for one in sorted(targets.tap | targets.drag)]
    events += [{"type": "choose", "target": one} for one in sorted(targets.choose)]
    events += [{"type": "order", "target": one} for one in sorted(targets.order)]
    groups = sorted(targets.groups)
    events += [
        {"type": "sort", "target": one, "group": rng.choice(groups)} for one in sorted(targets.sort)
    ]
    if targets.number_limit:
        events += [{"type": "number", "value": one} for one in (0, 35, 120, 350000)]
    if targets.letters:
        events.append(
            {"type": "own_words", "letters": rng.randrange(20), "toned": rng.randrange(4)}
        )
        texts = [*step.wrong, *(step.expect.accept), step.expect.type]
        events += [{"type": "text", "value": rng.choice([one, bare(one)])} for one in texts if one]
        events.append({"type": "text"})
    if targets.letters or targets.digits:
        events += [{"type": "code", "value": one} for one in simulator.codes]
        events.append({"type": "code"})
    return events or [{"type": "hint"}]


def an_event(rng, simulator, state, t):
    """Return a move that is mostly possible on the screen, now and then not."""
    if state.is_finished or rng.random() < 0.02:
        kind = rng.choice(["tap", "drag", "jump", "order", "sort", "text", "code", "own_words"])
        value = rng.choice(["tự do", "482913", 7, None])
        return {"type": kind, "target": "elsewhere", "group": "g", "value": value, "t": t}
    if rng.random() < 0.1:
        return {"type": "hint", "t": t}
    step = simulator.steps[state.step]
    if rng.random() < 0.6:
        return {**right_event(step.expect, state.placed), "t": t}
    return {**rng.choice(possible_events(rng, simulator, step)), "t": t}


def a_walk(rng, simulator, seat):
    state, events, states = machine.start(simulator, seat), [], []
    for index in range(rng.randrange(1, 60)):
        events.append(an_event(rng, simulator, state, state.t + rng.randrange(900)))
        try:
            state = machine.step(simulator, state, events[-1], seat)
        except ImpossibleTraceError as refusal:
            return events, {"states": states, "error": {**refusal.params, "index": index}}
        states.append(msgspec.to_builtins(state))
        if state.is_finished and rng.random() < 0.9:
            break
    if state.is_finished:
        result = msgspec.to_builtins(machine.replay(simulator, events, seat))
        return events, {"states": states, "result": result}
    return events, {"states": states, "error": {"reason": "unfinished", "index": len(events)}}


def test_javascript_obeys_the_vectors_and_walks_as_python_does(
    catalog, samples, simulators, run_node
):
    rng = random.Random(20261121)
    tasks = [one for course in catalog.courses.values() for one in course.simulators.values()]
    walks = []
    for simulator in (*tasks, *samples, *simulators.values()):
        for _ in range(80):
            seat = rng.choice([Seat(), Seat(), Seat(0, 2), Seat(1, 2), Seat(2, 3)])
            events, played = a_walk(rng, simulator, seat)
            public = machine.public_simulator(simulator)
            walk = {"simulator": public, "seat": [seat.index, seat.of]}
            walks.append({**walk, "events": events, "played": played})
    assert sum("result" in walk["played"] for walk in walks) > len(walks) / 5
    kinds = {event["type"] for walk in walks for event in walk["events"]}
    assert kinds >= {"text", "own_words", "code", "order", "sort", "number", "drag", "hint"}

    printed = run_node("machine.test.mjs", walks)

    assert f"{len(walks)} walks" in printed


def a_text(rng):
    text = "".join(rng.choice(LETTERS + LETTERS.upper() + "  -.019") for _ in range(9))
    return rng.choice([text, rng.choice(string.printable) + text, text.replace("á", "a\u0301")])


def test_javascript_reads_texts_and_codes_as_python_does(run_node):
    rng = random.Random(5)
    texts = [a_text(rng) for _ in range(2000)]
    texts += ["hoà", "hòa", "thuỷ", "thủy", "Đắk Lắk", "TAP-1122", " a  b ", "", "İ", "ΑΣ"]

    printed = run_node(
        "words.test.mjs", [[one, fold(one), bare(one), plain_code(one)] for one in texts]
    )

    assert f"{len(texts)} texts" in printed


def test_old_and_new_places_of_tones_are_the_same_word():
    assert fold("  Hoà   BÌNH ") == fold("hòa bình")
    assert fold("thuỷ") == fold("thủy")
    assert fold("hòa") != fold("hóa")
    assert fold("hòa") != fold("hoa")
    assert bare("Đắk Lắk") == "dak lak"


def test_a_practice_code_is_zeros_or_rises_by_one_at_most():
    good = ["000000000000", "112233", "123456", "111111", "1234", "TAP-1122", "tap 445566"]
    bad = ["482913", "", "12", "0000000000000", "1212", "654321", "1234567", "XA-1122", "135790"]

    assert [one for one in good if not is_practice_code(one)] == []
    assert [one for one in bad if is_practice_code(one)] == []


def test_who_presses_on_and_on_keeps_what_was_right(run_node):
    assert "pass 2" in run_node("turns.test.mjs", [])
