"""For how long a quiz was open: by the server's uptime, whatever the clocks are set to."""

import json
from datetime import timedelta

import pytest

from common.uptime import Uptime, uptime
from lms_server.journal.queries import read_range
from lms_server.quizzes import queries
from lms_server.quizzes.rules import Stopwatch
from sync.chain import Stream


@pytest.fixture
def open_s(database):
    """Return the seconds that the journal says the one submitted attempt was open."""

    def read():
        with database.read() as db:
            lines = [json.loads(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 1000)]
        return [one["d"]["open_s"] for one in lines if one["t"] == "attempt.submitted"][-1]

    return read


def test_a_reading_grows_and_names_the_start_of_the_machine():
    first, second = uptime(), uptime()

    assert second.ms >= first.ms
    assert second.boot_id == first.boot_id != ""


@pytest.mark.parametrize(
    ("readings", "ms"),
    [
        ([("a", 0), ("a", 500), ("a", 500)], 500),
        ([("a", 7_000), ("a", 9_000), ("b", 4_000), ("b", 5_000)], 3_000),
        ([("a", 7_000), ("b", 9_000)], 0),
        ([("a", 7_000), ("a", 6_000), ("a", 8_000)], 2_000),
    ],
)
def test_time_counts_between_readings_of_one_start_of_the_machine(readings, ms):
    (boot_id, begun), *later = readings
    watch = Stopwatch(0, boot_id, begun)

    for reading in later:
        watch = watch.counted_to(Uptime(*reading))

    assert watch.ms == ms


def test_an_attempt_of_an_older_version_begins_to_count_when_it_is_touched():
    watch = Stopwatch(0, None, None).counted_to(Uptime("a", 90_000))

    assert watch == Stopwatch(0, "a", 90_000)


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=9), timedelta(days=900)])
def test_a_clock_that_jumps_gives_and_steals_nothing(
    database, accept, open_attempt, message, submit, ticking, open_s, jump
):
    sitting = open_attempt()
    ticking.pass_s(60)
    accept(sitting.device_id, message(sitting, 0), at=jump)
    ticking.pass_s(30)

    submit(sitting, at=jump * 2)

    assert open_s() == 90
    with database.read() as db:
        assert queries.get_attempt(db, sitting.attempt_id).open_ms == 90_000


def test_a_power_cut_keeps_the_time_up_to_the_last_answer(
    accept, open_attempt, message, submit, ticking, open_s
):
    sitting = open_attempt()
    ticking.pass_s(60)
    accept(sitting.device_id, message(sitting, 0))
    ticking.pass_s(45)
    ticking.restart()
    ticking.pass_s(20)
    accept(sitting.device_id, message(sitting, 1))
    ticking.pass_s(10)

    submit(sitting)

    assert open_s() == 70


def test_what_comes_after_the_end_adds_no_time(
    database, accept, open_attempt, message, submit, ticking
):
    sitting = open_attempt()
    ticking.pass_s(60)
    submit(sitting)
    ticking.pass_s(3_600)

    accept(sitting.device_id, message(sitting, 1))

    with database.read() as db:
        assert queries.get_attempt(db, sitting.attempt_id).open_ms == 60_000


def test_a_quiz_that_was_opened_ahead_is_open_from_when_the_learner_begins(
    open_attempt, submit, ticking, open_s
):
    sitting = open_attempt(is_ahead=True)
    ticking.pass_s(600)
    open_attempt(sitting=sitting, device_id=sitting.device_id)
    ticking.pass_s(40)

    submit(sitting)

    assert open_s() == 40
