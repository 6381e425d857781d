"""From what was measured to what suits a learner."""

import json

import pytest

from lms_server.hand_test import rules
from lms_server.hand_test.errors import BadMeasureError
from lms_server.hand_test.measures import Aim, Game, pack_measure, parse_measure
from lms_server.preferences.rules import Contrast, Pace, Preferences, TargetSize, TextSize


def aim(size=56, *, ms=1500, misses=0, x=0, y=0, way="mouse"):
    return {"size": size, "ms": ms, "misses": misses, "x": x, "y": y, "way": way}


def carry(*lost, by="drag"):
    return {"carried": [{"by": by, "ms": 3000, "lost": one} for one in lost]}


def heard(*rounds, has_sound=True):
    fields = ("pace", "is_right", "again")
    return {
        "has_sound": has_sound,
        "rounds": [{**dict(zip(fields, one, strict=True)), "ms": 3000} for one in rounds],
    }


def found(**games):
    bodies = {Game(name): json.dumps(body).encode() for name, body in games.items()}
    return rules.decide({game: parse_measure(game, body) for game, body in bodies.items()})


@pytest.mark.parametrize(
    ("aims", "size"),
    [
        ([aim(x=8, y=-8)] * 4, TargetSize.NORMAL),
        # 4.133 * 13.5 = 55.8 px, 4.133 * 13.6 = 56.2 px: about the width of our targets
        ([aim(x=13, y=14), aim(x=-14, y=-13)], TargetSize.NORMAL),
        ([aim(x=14, y=14), aim(x=-14, y=-13)], TargetSize.LARGE),
        # always beside it by the same distance
        ([aim(x=25, y=0)] * 4, TargetSize.LARGE),
        ([aim(misses=1), aim(), aim(), aim()], TargetSize.NORMAL),
        ([aim(misses=1), aim(misses=1), aim(), aim()], TargetSize.LARGE),
        ([aim(ms=5000)] * 4, TargetSize.NORMAL),
        ([aim(ms=5001)] * 4, TargetSize.LARGE),
        ([aim(ms=60000), aim(), aim()], TargetSize.NORMAL),
        # large targets are hit anywhere, and keys hit always
        ([aim(112, x=50, y=50), aim(84, misses=3, ms=9000)], TargetSize.NORMAL),
        ([aim(ms=30000, way="keyboard")] * 4, TargetSize.NORMAL),
    ],
)
def test_hands_that_press_beside_get_larger_targets(aims, size):
    assert found(click={"aims": aims}).target_size is size


@pytest.mark.parametrize(
    ("lost", "size"), [((0, 0), "normal"), ((1, 1), "normal"), ((2, 1), "large"), ((0, 9), "large")]
)
def test_hands_that_let_go_too_early_get_larger_targets(lost, size):
    assert found(drag=carry(*lost)).target_size == size


@pytest.mark.parametrize("by", ["taps", "keys"])
def test_two_presses_are_as_good_as_dragging(by):
    assert found(drag=carry(0, 0, by=by)).target_size is TargetSize.NORMAL


def test_one_game_that_shows_it_is_enough():
    assert found(click={"aims": [aim()]}, drag=carry(4, 4)).target_size is TargetSize.LARGE


def test_a_wild_press_counts_as_a_miss_of_limited_size():
    wild = [Aim(size=56, ms=1, misses=1, x=4000, y=-4000, way="touch")]

    assert rules.hit_width(wild) == pytest.approx(4.133 * 150)
    assert rules.hit_width([]) == 0


@pytest.mark.parametrize(
    ("size", "text", "is_read"),
    [
        (22, TextSize.NORMAL, False),
        (27, TextSize.LARGE, False),
        (32, TextSize.LARGEST, False),
        (40, TextSize.LARGEST, True),
        (0, TextSize.LARGEST, True),
    ],
)
def test_the_smallest_easy_line_sets_letters_and_voice(size, text, is_read):
    read = found(read={"size": size})

    assert (read.text_size, read.reads_by_itself) == (text, is_read)


@pytest.mark.parametrize(
    ("rounds", "pace"),
    [
        ([("normal", True, 0), ("normal", True, 1)], Pace.NORMAL),
        ([("normal", True, 0), ("normal", True, 2), ("slow", True, 0)], Pace.SLOW),
        ([("normal", False, 0), ("slow", True, 0)], Pace.SLOW),
        ([("normal", False, 0), ("slow", False, 0)], Pace.SLOW),
        ([("slow", True, 0)], Pace.SLOW),
    ],
)
def test_who_needs_a_sentence_again_gets_the_slow_voice(rounds, pace):
    assert found(hear=heard(*rounds)).pace is pace


def test_a_machine_without_sound_says_nothing_about_ears():
    silent = found(read={"size": 0}, hear=heard(has_sound=False))

    assert silent.pace is None
    assert silent.reads_by_itself is True


def test_a_voice_that_is_not_heard_does_not_read_by_itself():
    rounds = heard(("normal", False, 3), ("slow", False, 3))

    assert found(read={"size": 0}, hear=rounds).reads_by_itself is False


def test_games_left_out_change_nothing():
    present = Preferences(text_size=TextSize.LARGE, contrast=Contrast.HIGH, pace=Pace.SLOW)

    assert rules.apply(found(), present) == present
    assert rules.apply(found(name={"is_done": False, "ms": 0, "by": "none"}), present) == present
    assert rules.apply(found(read={"size": 22}), present).text_size is TextSize.NORMAL


def test_what_the_hand_test_finds_replaces_what_was_set_before(steady):
    before = Preferences(
        text_size=TextSize.LARGEST,
        contrast=Contrast.HIGH,
        target_size=TargetSize.LARGE,
        pace=Pace.SLOW,
        reads_by_itself=True,
    )

    assert rules.apply(found(**steady), before) == Preferences(contrast=Contrast.HIGH)


def test_the_games_come_in_their_order():
    assert rules.next_game([]) is Game.CLICK
    assert rules.next_game([Game.CLICK, Game.NAME]) is Game.DRAG
    assert rules.next_game(list(Game)) is None


def test_a_measure_is_kept_as_it_was_sent(steady):
    for name, body in steady.items():
        measure = parse_measure(Game(name), json.dumps(body).encode())

        assert parse_measure(Game(name), pack_measure(measure)) == measure


@pytest.mark.parametrize(
    ("game", "body"),
    [
        ("click", b""),
        ("click", b"\xff\xfe"),
        ("click", b"[]"),
        ("click", b'{"aims": []}'),
        ("click", json.dumps({"aims": [aim()] * 13}).encode()),
        ("click", json.dumps({"aims": [aim(57)]}).encode()),
        ("click", json.dumps({"aims": [aim(ms=-1)]}).encode()),
        ("click", json.dumps({"aims": [aim(ms=1e99)]}).encode()),
        ("click", json.dumps({"aims": [aim(x=4001)]}).encode()),
        ("click", json.dumps({"aims": [aim(way="teleport")]}).encode()),
        ("click", b'{"aims": ' + b"[" * 5000),
        ("drag", json.dumps(carry()).encode()),
        ("drag", json.dumps(carry(-1)).encode()),
        ("name", b'{"is_done": true, "ms": 9, "by": "keys", "typed": "Nguy\xe1\xbb\x85n"}'),
        ("name", b'{"is_done": "yes", "ms": 9, "by": "keys"}'),
        ("read", b'{"size": 23}'),
        ("read", b'{"size": true}'),
        ("hear", b'{"rounds": []}'),
        ("hear", json.dumps(heard(*[("normal", True, 0)] * 7)).encode()),
    ],
)
def test_what_no_page_sends_is_refused(game, body):
    with pytest.raises(BadMeasureError):
        parse_measure(Game(game), body)
