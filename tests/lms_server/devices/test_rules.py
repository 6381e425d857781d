"""Codes and signs of life, by value."""

from datetime import timedelta

import pytest

from common.release import VERSION
from lms_server.devices.rules import (
    Concern,
    Condition,
    clean_code,
    code_words,
    concerns,
    free_name,
    is_older,
    natural_key,
    new_code,
    silence_allowed,
)


def test_a_code_always_has_six_digits():
    assert new_code(lambda _below: 42) == "000042"
    assert new_code(lambda below: below - 1) == "999999"


def test_spaces_and_hyphens_in_a_typed_code_do_not_matter():
    assert clean_code(" 123-456 ") == "123456"


def test_a_code_with_a_digit_too_many_stays_wrong():
    assert clean_code("1234567") != "123456"


def test_a_code_is_read_out_in_two_groups():
    assert code_words("150249") == "một năm không – hai bốn chín"


def condition(now, *, silent_s=0, **facts):
    return Condition(
        last_seen_at=now - timedelta(seconds=silent_s),
        silent_after=silence_allowed(is_browser=False),
        **facts,
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"queue_length": 30}, []),
        ({"is_taken": True}, []),
        ({"silent_s": 20}, []),
        ({"silent_s": 19, "is_taken": True}, []),
        ({"silent_s": 20, "is_taken": True}, [Concern.AWAY]),
        ({"silent_s": 20, "queue_length": 1}, [Concern.AWAY]),
        ({"silent_s": 20, "is_taken": True, "battery_percent": 2}, [Concern.AWAY]),
        ({"silent_s": 3 * 3600, "is_taken": True}, []),
        ({"set_aside": 1}, [Concern.REFUSED]),
        ({"battery_percent": 21}, []),
        ({"battery_percent": 20}, [Concern.BATTERY_LOW]),
        ({"battery_percent": 9}, [Concern.BATTERY_LOW]),
        ({"battery_percent": 8}, [Concern.BATTERY_EMPTY]),
        ({"battery_percent": 2, "is_charging": True}, []),
        ({"battery_percent": 2, "is_charging": None}, [Concern.BATTERY_EMPTY]),
        ({"idle_s": 300, "is_taken": True}, [Concern.QUIET]),
        ({"idle_s": 299, "is_taken": True}, []),
        ({"idle_s": 9999}, []),
        ({"clock_ahead_s": 120}, []),
        ({"clock_ahead_s": 121}, [Concern.CLOCK]),
        ({"clock_ahead_s": -121}, [Concern.CLOCK]),
        ({"version": "0.0.9"}, [Concern.OLD]),
        ({"version": VERSION}, []),
        ({"version": "0.0.9", "set_aside": 2}, [Concern.REFUSED, Concern.OLD]),
    ],
)
def test_only_what_somebody_can_mend_is_a_concern(now, facts, expected):
    assert list(concerns(condition(now, **facts), now)) == expected


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("0.9.0", "0.10.0", True),
        ("0.10.0", "0.9.9", False),
        ("1.0", "1.0.1", True),
        ("", "1.0", False),
        ("1.0-test", "2.0", False),
    ],
)
def test_releases_are_compared_by_number(version, than, expected):
    assert is_older(version, than) is expected


def test_machines_stand_in_the_order_of_their_numbers():
    names = ["Máy 10", "Máy 2", "A2", "Máy 1", "12", "A10", "3"]

    assert sorted(names, key=natural_key) == ["3", "12", "A2", "A10", "Máy 1", "Máy 2", "Máy 10"]


def test_a_name_that_is_taken_gets_the_first_free_number():
    assert free_name("Máy", ["Loa"]) == "Máy"
    assert free_name("Máy", ["máy", "Máy 2"]) == "Máy 3"
    assert free_name("x" * 60, ["x" * 60]) == "x" * 58 + " 2"


def test_a_browser_where_somebody_reads_is_not_away(now):
    minute_ago = Condition(
        last_seen_at=now - timedelta(seconds=61),
        silent_after=silence_allowed(is_browser=True),
        is_taken=True,
    )

    assert concerns(minute_ago, now) == ()
    assert silence_allowed(is_browser=False) < timedelta(seconds=61)
