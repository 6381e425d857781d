"""What the answers to an item say about it."""

import pytest

from courses.item_builder import build_item, choice_id, target_id
from courses.item_schema import (
    ChoiceItemSource,
    ChoiceSource,
    MatchItemSource,
    NumberItemSource,
    OrderItemSource,
    PairSource,
    TextItemSource,
)
from lms_server.reports.rules import ENOUGH, Answered, Taken, item_statistics

COMMON = {"lesson": "KNS-99-L1", "prompt": "?", "explanation": "Vì thế."}
PICKED = build_item(
    ChoiceItemSource(
        id="Q1",
        choices=tuple(ChoiceSource(one, right=one == "a") for one in ("a", "b", "c")),
        **COMMON,
    )
)


def picked(text):
    return choice_id("Q1", text)


def attempt(number, *, one="a", two=1.0, submitted=True, at=0.0):
    """An attempt at Q1 and Q2; None leaves Q1 out."""
    answers = [Answered("Q2", ("x",), two, at)]
    if one is not None:
        answers.append(Answered("Q1", (picked(one),), float(one == "a"), at + 20))
    return Taken(f"learner {number}", ("Q1", "Q2"), submitted, tuple(answers))


def statistics_of(attempts, item=PICKED):
    return item_statistics(attempts, {item.item_id: item})[item.item_id]


def test_shares_of_few_are_not_told():
    few = [attempt(number) for number in range(ENOUGH - 1)]

    found = statistics_of(few)

    assert (found.answers, found.right, found.first_count) == (9, 9, 9)
    assert (found.first_right, found.facility, found.discrimination) == (None, None, None)


def test_facility_is_the_mean_score_of_first_attempts():
    firsts = [attempt(number, one="a" if number < 7 else "b") for number in range(10)]
    later = [attempt(0, one="b") for _ in range(5)]

    found = statistics_of([*firsts, *later])

    assert found.facility == found.first_right == pytest.approx(0.7)
    assert (found.answers, found.right) == (15, 7)


def test_what_was_left_out_counts_zero_and_is_counted():
    found = statistics_of(
        [attempt(number, one=None if number < 4 else "a") for number in range(10)]
    )

    assert found.omitted == 4
    assert found.facility == pytest.approx(0.6)


def test_an_attempt_still_going_on_leaves_nothing_out():
    going_on = [attempt(number, one=None, submitted=False) for number in range(10)]

    assert statistics_of(going_on).omitted == 0
    assert statistics_of(going_on).first_count == 0


def test_discrimination_is_the_correlation_with_the_rest():
    """Five good learners and five weak ones; the weak miss both, or the good miss this one."""
    same = [attempt(n, one="a" if n < 5 else "b", two=float(n < 5)) for n in range(10)]
    other = [attempt(n, one="b" if n < 5 else "a", two=float(n < 5)) for n in range(10)]
    mixed = [attempt(n, one="a" if n % 2 else "b", two=float(n < 5)) for n in range(10)]

    assert statistics_of(same).discrimination == pytest.approx(1.0)
    assert statistics_of(other).discrimination == pytest.approx(-1.0)
    assert statistics_of(mixed).discrimination == pytest.approx(-0.2)


def test_where_all_do_equally_well_nothing_can_be_told_apart():
    assert statistics_of([attempt(number) for number in range(12)]).discrimination is None


def test_the_wrong_choice_taken_most_is_named_with_its_words():
    found = statistics_of([attempt(n, one=one) for n, one in enumerate("aabcccb")])

    assert (found.wrong, found.wrong_count) == ("c", 3)


def test_time_is_counted_from_the_answer_before_and_breaks_are_not():
    pauses = [attempt(1, at=0), attempt(2, at=100)]
    break_ = Taken(
        "3",
        ("Q1", "Q2"),
        is_submitted=True,
        answers=(Answered("Q2", ("x",), 1, 0), Answered("Q1", (picked("a"),), 1, 4000)),
    )

    assert statistics_of([*pauses, break_]).median_s == 20
    assert statistics_of([break_]).median_s is None


def given(item, *values):
    attempts = [
        Taken(str(n), ("Q1",), is_submitted=True, answers=(Answered("Q1", value, 0.5, 0),))
        for n, value in enumerate(values)
    ]
    found = statistics_of(attempts, item)
    return found.wrong, found.wrong_count


def test_wrong_pairs_steps_and_numbers_are_named_in_words():
    pairs = tuple(PairSource(left=a, right=b) for a, b in (("m", "1"), ("n", "2"), ("o", "3")))
    match = build_item(MatchItemSource(id="Q1", pairs=pairs, **COMMON))
    wrong_pair = (f"{choice_id('Q1', 'm')}={target_id('Q1', '2')}", match.key[2])
    order = build_item(OrderItemSource(id="Q1", steps=("m", "n", "o"), **COMMON))
    steps = [tuple(choice_id("Q1", one) for one in word) for word in ("mon", "nmo")]
    number = build_item(NumberItemSource(id="Q1", answer=5, unit="kg", **COMMON))

    assert given(match, wrong_pair, wrong_pair) == ("m → 2", 2)
    assert given(order, *steps) == ("m → o", 2)
    assert given(number, ("50",), ("50",), ("7",)) == ("50 kg", 2)


def test_words_that_one_person_typed_are_not_shown():
    text = build_item(TextItemSource(id="Q1", answers=("Vinh",), **COMMON))

    assert given(text, ("Lò Văn Ánh",), ("Lò Văn Ánh",)) == ("", 0)
    assert given(text, ("Huế",), ("huế",), ("Huế ",)) == ("huế", 3)


def test_an_item_of_a_version_no_longer_there_is_still_counted():
    found = item_statistics([attempt(1, one="b")], {})["Q1"]

    assert (found.answers, found.right, found.wrong) == (1, 0, "")
