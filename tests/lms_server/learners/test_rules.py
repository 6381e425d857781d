"""What a birth date, a number, a picture and a consent may be."""

import random
from collections import Counter
from datetime import date

import pytest

from lms_server.learners import rules
from lms_server.learners.rules import BirthDate, NumberKind, NumberWarning

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("birth", "is_real"),
    [
        (BirthDate(1960), True),
        (BirthDate(1960, 5), True),
        (BirthDate(1960, 5, 31), True),
        (BirthDate(1960, 2, 30), False),
        (BirthDate(1960, 13), False),
        (BirthDate(1960, None, 5), False),
        (BirthDate(1905), False),
        (BirthDate(1906), True),
        (BirthDate(2026, 3, 2), True),
        (BirthDate(2026, 3, 3), False),
    ],
)
def test_a_birth_date_exists_and_fits_a_human_life(birth, is_real):
    assert birth.is_real(TODAY) is is_real


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("040155000123", NumberKind.PERSONAL_ID),
        ("187654321", NumberKind.OLD_CARD),
        ("04015500012345", None),
        ("04015500012", None),
        ("04015500012a", None),
        ("٠٤٠١٥٥٠٠٠١٢٣", None),
        ("", None),
    ],
)
def test_only_twelve_digits_are_a_personal_number(number, kind):
    assert rules.number_kind(number) is kind


@pytest.mark.parametrize(
    ("number", "sex", "year", "warnings"),
    [
        ("040155000123", "female", 1955, set()),
        ("040155000123", None, 1955, set()),
        ("040155000123", "male", 1955, {NumberWarning.OTHER_SEX}),
        ("040155000123", "female", 1956, {NumberWarning.OTHER_YEAR}),
        ("003155000123", "female", 1955, {NumberWarning.UNKNOWN_PROVINCE}),
        ("040255000123", "male", 2055, set()),
        ("040355000123", "female", 2055, set()),
        ("999955000123", "male", 1955, set(NumberWarning)),
    ],
)
def test_a_number_that_disagrees_with_the_form_only_warns(number, sex, year, warnings):
    assert rules.number_warnings(number, sex=sex, birth_year=year) == warnings


def test_all_63_provinces_of_birth_are_known():
    known = [
        code
        for code in (f"{n:03d}" for n in range(1000))
        if not rules.number_warnings(f"{code}155000123", sex="female", birth_year=1955)
    ]

    assert len(known) == 63
    assert {"001", "040", "079", "096"} <= set(known)


def test_a_number_is_shown_by_its_last_four_digits():
    assert rules.masked_number("040155000123") == "********0123"


def test_refusing_everything_but_learning_does_not_stop_learning():
    assert rules.may_learn({"learn"})
    assert not rules.may_learn({"province", "contact", "ethnic_statistics"})


def test_a_village_uses_every_picture_before_one_comes_twice():
    taken = Counter()
    for _ in rules.PICTURES:
        taken[rules.choose_picture(taken, random.Random(3))] += 1

    assert set(taken) == set(rules.PICTURES)
    assert set(taken.values()) == {1}


def test_the_pictures_shown_do_not_betray_the_right_one_by_staying():
    first = rules.picture_choices("red_buffalo", seed="a")

    assert "red_buffalo" in first
    assert len(set(first)) == 6
    assert rules.picture_choices("red_buffalo", seed="a") == first
    assert rules.picture_choices("red_buffalo", seed="b") != first


def test_a_card_code_has_only_digits_that_no_input_method_changes():
    code = rules.new_card_code(random.SystemRandom())

    assert len(code) == 10
    assert code.isdecimal()
    assert rules.clean_card_code(f" {code[:5]} {code[5:]}\r") == code
