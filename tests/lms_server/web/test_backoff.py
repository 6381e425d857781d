"""Guessing is made slow."""

from datetime import timedelta

import pytest

from lms_server.web.backoff import FREE_TRIES, BackOff, TooManyTriesError, wait_after


def test_waits_double_from_half_a_minute_to_a_quarter_of_an_hour():
    waits = [wait_after(failures).total_seconds() for failures in range(1, 13)]

    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_the_door_opens_again_after_the_wait(now):
    backoff = BackOff()
    for _ in range(5):
        backoff.fail("mai", now)

    with pytest.raises(TooManyTriesError):
        backoff.check("mai", now + timedelta(seconds=29))
    backoff.check("mai", now + timedelta(seconds=30))


def test_another_key_is_not_shut_out(now):
    backoff = BackOff()
    for _ in range(9):
        backoff.fail("mai from a rogue laptop", now)

    backoff.check("mai from her own", now)


def test_success_forgets_the_wrong_tries(now):
    backoff = BackOff()
    for _ in range(4):
        backoff.fail("mai", now)
    backoff.succeed("mai")

    assert backoff.fail("mai", now) is False


def test_an_hour_of_quiet_forgets_them_too(now):
    backoff = BackOff()
    for _ in range(6):
        backoff.fail("mai", now)

    assert backoff.fail("mai", now + timedelta(hours=2)) is False


def test_many_names_do_not_fill_the_memory(now):
    backoff = BackOff()
    for number in range(5000):
        backoff.fail(f"name {number}", now)

    assert len(backoff._tries) <= 4096


def test_a_clock_set_back_keeps_the_door_shut_no_longer_than_any_wait(now):
    backoff = BackOff()
    for _ in range(FREE_TRIES):
        backoff.fail("mai", now + timedelta(days=1500))

    backoff.check("mai", now)
