"""Grading of every kind of item: what must hold for any answer whatever."""

import itertools
import json
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.wire.responses import parse_responses
from courses.catalog import Catalog
from courses.errors import SecretTypedError, UnknownChoiceError
from courses.grading import grade
from courses.model import ItemKind
from courses.selection import SelectedItem, public_item, shuffle_choices, shuffle_targets

PACKAGES = Path(__file__).parents[1] / "packages"
ITEMS = {one.item_id[-3:]: one for one in Catalog.load(PACKAGES).get_course("KNS-98").quiz.items}
PAIRED = {ItemKind.MATCH, ItemKind.CATEGORIZE}
TYPED = {ItemKind.NUMBER, ItemKind.TEXT}
PLACES_2026 = [
    "Khóa tài khoản ngay",
    "Trình báo bị lừa",
    "Hỏi về sổ sức khỏe",
    "Nộp hồ sơ tạm trú",
    "Công an xã",
    "Ngân hàng của bác",
    "Người lạ trên mạng",
    "Số máy gọi nhỡ",
    "Trạm y tế",
    "Cổng Dịch vụ công",
]
WHOLE = {ItemKind.MULTIPLE, ItemKind.HOTSPOT, *PAIRED}
every_kind = pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
of_choices = pytest.mark.parametrize(
    "item", [one for one in ITEMS.values() if one.kind not in TYPED], ids=lambda one: one.item_id
)


def shown(item, seed):
    return SelectedItem(item.item_id, shuffle_choices(item, seed), shuffle_targets(item, seed))


def values(item):
    """Any answer that the screen of an item can give."""
    if item.kind is ItemKind.NUMBER:
        numbers = st.integers(0, 99999).map(str)
        units = [target.choice_id for target in item.targets]
        return st.one_of(numbers.map(lambda n: [n]), st.tuples(numbers, st.sampled_from(units)))
    if item.kind is ItemKind.TEXT:
        letters = st.characters(categories=["L"])
        return st.text(letters, min_size=1, max_size=60).map(lambda text: [text])
    if item.kind in PAIRED:
        return pairings(item)
    ids = [choice.choice_id for choice in item.choices]
    most = public_item(item, shown(item, 0))["most"]
    return st.lists(st.sampled_from(ids), unique=True, max_size=most)


@st.composite
def pairings(draw, item):
    lefts = draw(st.lists(st.sampled_from([c.choice_id for c in item.choices]), unique=True))
    targets = st.sampled_from([target.choice_id for target in item.targets])
    is_match = item.kind is ItemKind.MATCH
    size = len(lefts)
    rights = draw(st.lists(targets, unique=is_match, min_size=size, max_size=size))
    return [f"{left}={right}" for left, right in zip(lefts, rights, strict=True)]


def test_the_package_of_the_tests_holds_every_kind():
    assert {item.kind for item in ITEMS.values()} == set(ItemKind)


@every_kind
def test_the_key_is_worth_one_and_silence_nothing(item):
    assert grade(item, item.key).score == 1.0
    assert grade(item, []).score == 0.0
    assert grade(item, []).feedback == item.explanation


@every_kind
@given(data=st.data())
def test_every_answer_of_the_screen_is_worth_between_nothing_and_one(item, data):
    graded = grade(item, data.draw(values(item)))

    assert 0.0 <= graded.score <= 1.0
    assert graded.feedback.endswith(item.explanation)
    assert graded.feedback == graded.feedback.strip()


@of_choices
@given(data=st.data())
def test_the_order_of_taps_matters_only_in_an_order(item, data):
    value = data.draw(values(item))
    turned = data.draw(st.permutations(value))

    if item.kind is not ItemKind.ORDER:
        assert grade(item, turned) == grade(item, value)


@pytest.mark.parametrize(
    "item", [one for one in ITEMS.values() if one.kind in WHOLE], ids=lambda one: one.item_id
)
@given(data=st.data())
def test_one_more_right_part_never_costs_anything(item, data):
    part = data.draw(st.lists(st.sampled_from(item.key), unique=True))
    scores = [grade(item, part[:count]).score for count in range(len(part) + 1)]

    assert scores == sorted(scores)


@pytest.mark.parametrize("count", range(6))
def test_an_order_built_from_the_front_never_loses(count):
    item = ITEMS["Q07"]

    assert grade(item, item.key[:count]).score == max(0, count - 1) / 4


HOSTILE = [
    ["nonsense"],
    [""],
    ["="],
    ["a=b"],
    ["true=false"],
    ["<script>"],
    ["../../etc/passwd"],
    ["\x00"],
    ["1e999"],
    ["nan"],
    ["-1"],
    ["9" * 200],
]


@every_kind
@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_what_no_screen_sends_is_refused_or_worth_nothing(item, value):
    if item.kind is ItemKind.TEXT and value[0].isprintable() and 0 < len(value[0]) <= 60:
        assert grade(item, value).score == 0.0
        return
    with pytest.raises((UnknownChoiceError, SecretTypedError)) as refusal:
        grade(item, value)

    assert refusal.value.params["item_id"] == item.item_id


@every_kind
@given(value=st.lists(st.text(max_size=30), max_size=6))
def test_no_value_whatever_breaks_the_grading(item, value):
    try:
        graded = grade(item, value)
    except (UnknownChoiceError, SecretTypedError):
        return
    assert 0.0 <= graded.score <= 1.0


@of_choices
def test_the_same_part_twice_is_refused(item):
    with pytest.raises(UnknownChoiceError) as refusal:
        grade(item, [item.key[0], item.key[0]])

    assert refusal.value.params["reason"] == "repeated"


def test_a_left_joined_twice_and_a_right_taken_twice_are_refused():
    match, sort = ITEMS["Q08"], ITEMS["Q09"]
    left, right = match.key[0].split("=")
    other_left, other_right = match.key[1].split("=")

    for value in (
        [f"{left}={right}", f"{left}={other_right}"],
        [f"{left}={right}", f"{other_left}={right}"],
    ):
        with pytest.raises(UnknownChoiceError):
            grade(match, value)
    group = sort.key[0].split("=")[1]
    everything = [f"{choice.choice_id}={group}" for choice in sort.choices]
    assert grade(sort, everything).score == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    ("name", "value", "score", "said"),
    [
        ("Q04", ["ma-vach"], 0.0, "Vạch dọc"),
        ("Q06", 1, 0.5, ""),
        ("Q10", ["30000"], 1.0, ""),
        ("Q10", ["30.000"], 1.0, ""),
        ("Q10", ["30", "nghìn đồng"], 1.0, ""),
        ("Q10", ["30000", "đồng"], 1.0, ""),
        ("Q10", ["30000", "nghìn đồng"], 0.0, ""),
        ("Q10", ["15000"], 0.5, "Đó mới là"),
        ("Q10", ["15", "nghìn đồng"], 0.5, "Đó mới là"),
        ("Q10", ["3000"], 0.0, "Bác gõ thiếu"),
        ("Q10", ["29999"], 0.0, ""),
        ("Q11", ["4,5"], 1.0, ""),
        ("Q11", ["4.6"], 1.0, ""),
        ("Q11", ["4,725"], 1.0, ""),
        ("Q11", ["4,73"], 0.0, ""),
        ("Q11", ["45"], 0.0, "Bác gõ thiếu"),
        ("Q12", ["nghệ an"], 1.0, ""),
        ("Q12", ["Tỉnh  Nghệ An."], 1.0, ""),
        ("Q12", ["Nghe An"], 0.5, "Đúng chữ rồi"),
        ("Q12", ["Nghệ Án"], 0.5, "Đúng chữ rồi"),
        ("Q12", ["Hà Tĩnh"], 0.25, "Hà Tĩnh ở"),
        ("Q12", ["ha tinh"], 0.125, "Hà Tĩnh ở"),
        ("Q12", ["Huế"], 0.0, ""),
    ],
)
def test_what_is_worth_what_and_what_is_said(name, value, score, said):
    item = ITEMS[name]
    graded = grade(item, sent(item, value))

    assert graded.score == pytest.approx(score)
    assert graded.feedback.startswith(said)
    assert bool(said) == (graded.feedback != item.explanation)


def sent(item, value):
    """Return the value as sent for words in a table."""
    if isinstance(value, int):
        return item.key[:value]
    if item.kind is ItemKind.PICTURE_CHOICE:
        return [next(c.choice_id for c in item.choices if value[0] in c.picture.file)]
    units = {target.text: target.choice_id for target in item.targets}
    return [units.get(one, one) for one in value]


def test_words_to_a_wrong_pair_speak_of_what_was_taken():
    match = ITEMS["Q08"]
    stranger = next(one for one in match.targets if one.text == "Người lạ trên mạng")
    left = match.key[0].split("=")[0]

    graded = grade(match, [f"{left}={stranger.choice_id}", *match.key[1:]])

    assert graded.score == 0.75
    assert graded.feedback == f"{stranger.feedback} {match.explanation}"


def test_a_real_number_in_a_text_is_refused_by_name():
    with pytest.raises(SecretTypedError):
        grade(ITEMS["Q12"], ["0912 345 678"])


@every_kind
def test_without_an_explanation_no_blank_is_left(item):
    silent = msgspec.structs.replace(item, explanation="")

    for value in (item.key, []):
        assert grade(silent, value).feedback == grade(silent, value).feedback.strip()


def test_a_right_number_is_shown_with_dots_and_its_unit():
    assert grade(ITEMS["Q10"], []).correct == ("30.000 đồng",)
    assert grade(ITEMS["Q11"], []).correct == ("4,5 kg",)


@every_kind
def test_each_answer_travels_on_the_wire(item):
    message = {
        "id": "0192f0c1-2b3c-7d4e-8f50-123456789abc",
        "attempt_id": "0192f0c1-2b3c-7d4e-8f50-123456789abd",
        "item_id": item.item_id,
        "revision": 1,
        "value": list(item.key),
        "answered_at": "2026-03-02T01:30:00.000Z",
    }
    (parsed,) = parse_responses(json.dumps([message]).encode())

    assert tuple(parsed.value) == item.key


def twin_keys(item):
    """The same item with other things right: for the page it must be the same item."""
    choices = [choice.choice_id for choice in item.choices]
    targets = [target.choice_id for target in item.targets]
    if item.kind in PAIRED:
        key = tuple(f"{a}={b}" for a, b in zip(choices, itertools.cycle(targets[::-1])))
        return msgspec.structs.replace(item, key=key)
    if item.kind is ItemKind.NUMBER:
        number = msgspec.structs.replace(item.number, answer=7, near=(), tolerance=3)
        return msgspec.structs.replace(item, key=("7",), number=number)
    if item.kind is ItemKind.TEXT:
        text = msgspec.structs.replace(item.text, answers=("Huế",), near=())
        return msgspec.structs.replace(item, key=("Huế",), text=text)
    return msgspec.structs.replace(item, key=tuple(choices[::-1][: len(item.key)]))


@every_kind
def test_another_key_makes_the_same_page_byte_for_byte(item):
    twin = msgspec.structs.replace(twin_keys(item), explanation="Khác.")

    for seed in range(50):
        assert shown(item, seed) == shown(twin, seed)
        page = json.dumps(public_item(item, shown(item, seed)))
        assert page == json.dumps(public_item(twin, shown(twin, seed)))


@every_kind
def test_the_page_holds_no_words_of_the_key(item):
    page = json.dumps(public_item(item, shown(item, 3)), ensure_ascii=False)
    near = [*(item.number.near if item.number else ()), *(item.text.near if item.text else ())]
    secret = [item.explanation, *(one.feedback for one in (*item.choices, *item.targets, *near))]
    secret.extend(item.text.answers if item.text else ())

    assert not [one for one in secret if one and one in page]
    assert not any("=" in one for one in (page,))


def test_pairs_cannot_be_told_by_place_or_id():
    """Over many seeds a left and its right stand side by side no more often than by chance."""
    item = ITEMS["Q08"]
    pairs = dict(pair.split("=") for pair in item.key)
    beside = 0
    for seed in range(600):
        selected = shown(item, seed)
        beside += sum(
            pairs[left] == right
            for left, right in zip(selected.choice_ids, selected.target_ids, strict=False)
        )
    by_id = [pairs[left] for left in sorted(pairs)]

    assert abs(beside / 600 - 4 / 6) < 0.15
    assert by_id != sorted(by_id)
    assert not set(pairs) & set(pairs.values())


@every_kind
def test_places_are_shuffled_by_the_seed_and_stay_the_same_for_ever(item):
    loose = [choice.choice_id for choice in item.choices if not choice.is_fixed]
    orders = {shown(item, seed) for seed in range(60)}

    assert len(orders) > 1 or len(loose) < 2
    assert shown(item, 2026) == shown(item, 2026)


def test_the_places_of_an_old_attempt_can_be_found_again():
    """A promise to attempts of the past: these places must never change."""
    item = ITEMS["Q08"]
    texts = {one.choice_id: one.text for one in (*item.choices, *item.targets)}
    selected = shown(item, 2026)

    assert [texts[one] for one in (*selected.choice_ids, *selected.target_ids)] == PLACES_2026


def test_groups_and_units_keep_the_order_of_the_author():
    sort, number = ITEMS["Q09"], ITEMS["Q10"]

    assert {shuffle_targets(sort, seed) for seed in range(50)} == {
        tuple(target.choice_id for target in sort.targets)
    }
    assert shuffle_targets(number, 1)[0] == number.targets[0].choice_id


def test_a_guesser_does_not_pass():
    """Who taps at random gets far less than the pass mark of any course."""
    rng = random.Random(5)
    total = 0.0
    for _ in range(300):
        for item in ITEMS.values():
            total += grade(item, guess(item, rng)).score

    assert total / (300 * len(ITEMS)) < 0.35


def guess(item, rng):
    choices = [choice.choice_id for choice in item.choices]
    targets = [target.choice_id for target in item.targets]
    if item.kind in TYPED:
        return [str(rng.randint(1, 100))]
    if item.kind is ItemKind.MATCH:
        return [f"{a}={b}" for a, b in zip(choices, rng.sample(targets, len(choices)), strict=True)]
    if item.kind is ItemKind.CATEGORIZE:
        return [f"{one}={rng.choice(targets)}" for one in choices]
    if item.kind is ItemKind.ORDER:
        return rng.sample(choices, len(choices))
    return rng.sample(choices, min(len(item.key), len(choices)))
