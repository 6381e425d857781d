"""Codes and signs of life, by value."""

from datetime import timedelta

import pytest

from lms_server.devices.rules import (
    Health,
    clean_code,
    code_words,
    health,
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


@pytest.mark.parametrize(
    ("silence_s", "queue_length", "set_aside", "expected"),
    [
        (0, 0, 0, Health.GOOD),
        (19, 0, 0, Health.GOOD),
        (20, 0, 0, Health.SILENT),
        (0, 3, 0, Health.WAITING),
        (0, 3, 1, Health.REFUSED),
        (60, 3, 1, Health.SILENT),
    ],
)
def test_health_is_the_first_thing_a_trainer_should_know(
    now, silence_s, queue_length, set_aside, expected
):
    found = health(
        last_seen_at=now - timedelta(seconds=silence_s),
        queue_length=queue_length,
        set_aside=set_aside,
        now=now,
    )

    assert found is expected


def test_a_browser_where_somebody_reads_is_not_away(now):
    minute_ago = now - timedelta(seconds=61)

    found = health(
        last_seen_at=minute_ago,
        queue_length=0,
        set_aside=0,
        now=now,
        silent_after=silence_allowed(is_browser=True),
    )

    assert found is Health.GOOD
    assert silence_allowed(is_browser=False) < timedelta(seconds=61)
