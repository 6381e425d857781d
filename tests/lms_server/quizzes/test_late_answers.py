"""One rule for answers that come late: kept, flagged, and counted by the order of storing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms_server.closing.actions import close_class
from lms_server.journal.queries import read_range
from lms_server.quizzes import queries
from lms_server.quizzes.models import AttemptResult, Response
from lms_server.quizzes.rules import EndedBy, Flag, Ruling, Standing, rule_on
from sync.chain import Stream
from sync.records import parse_line

EPOCH = datetime(1970, 1, 1, 7, 0, tzinfo=UTC)
"""What a laptop without a clock battery says."""


@pytest.fixture
def close(database, bundled, now, ticking):
    """End the class of a sitting."""

    def end(sitting, at=now):
        with database.write() as db:
            close_class(
                db,
                sitting.training_session_id,
                courses=bundled,
                actor="system",
                now=at,
                uptime=ticking(),
            )

    return end


@pytest.fixture
def result(database):
    def find(sitting):
        with database.read() as db:
            return queries.find_result(db, sitting.attempt_id)

    return find


@pytest.fixture
def stored(database):
    """Return ``(is_counted, flag)`` of every response, in the order of storing."""

    def read():
        with database.read() as db:
            rows = db.execute(select(Response.is_counted, Response.flag).order_by(Response.id))
            return [tuple(row) for row in rows]

    return read


@pytest.fixture
def details(database):
    """Read the records of stream D, of one kind."""

    def read(kind):
        with database.read() as db:
            lines = list(read_range(db, "0a1b2c3d", Stream.D, 1, 1000))
        return [one for one in map(json.loads, lines) if one["t"] == kind]

    return read


@pytest.mark.parametrize(
    ("ended_by", "is_class_open", "is_first", "ruling"),
    [
        (None, True, True, Ruling(is_counted=True, flag=None)),
        (None, True, False, Ruling(is_counted=False, flag=Flag.REPEATED)),
        (None, False, True, Ruling(is_counted=True, flag=Flag.AFTER_CLASS)),
        (EndedBy.CLASS, False, True, Ruling(is_counted=True, flag=Flag.AFTER_CLASS)),
        (EndedBy.CLASS, False, False, Ruling(is_counted=False, flag=Flag.REPEATED)),
        (EndedBy.LEARNER, True, True, Ruling(is_counted=False, flag=Flag.AFTER_SUBMIT)),
        (EndedBy.LEARNER, False, True, Ruling(is_counted=False, flag=Flag.AFTER_SUBMIT)),
        (EndedBy.LEARNER, False, False, Ruling(is_counted=False, flag=Flag.REPEATED)),
    ],
)
def test_the_rule(ended_by, is_class_open, is_first, ruling):
    standing = Standing(ended_by, is_class_open=is_class_open)

    assert rule_on(standing, is_first=is_first) == ruling


def test_an_answer_after_the_result_is_kept_and_changes_nothing(
    accept, open_attempt, message, submit, result, stored, details
):
    sitting = open_attempt()
    first = message(sitting, 0)
    accept(sitting.device_id, first)
    submit(sitting)
    before = result(sitting)

    receipts = accept(sitting.device_id, first, message(sitting, 1), message(sitting, 0))

    assert [(one.status.value, one.flag) for one in receipts] == [
        ("duplicate", None),
        ("accepted", "after_submit"),
        ("accepted", "repeated"),
    ]
    assert receipts[1].feedback["text"], "what is stored is explained"
    assert result(sitting) == before
    assert len(stored()) == 3
    assert len(details("attempt.submitted")) == 1


def test_answers_that_waited_on_the_laptop_left_behind_do_not_count_twice(
    accept, open_attempt, message, submit, stored
):
    """She answered three on a laptop without Wi-Fi, then again on another one."""
    sitting = open_attempt()
    old = sitting.device_id
    waiting = [message(sitting, place, is_right=False) for place in range(3)]
    moved = open_attempt(sitting=sitting)
    accept(moved.device_id, *(message(moved, place) for place in range(10)))
    score = submit(moved)

    receipts = accept(old, *waiting)

    assert [one.flag for one in receipts] == ["repeated"] * 3
    assert (score.correct, submit(moved).correct) == (10, 10)
    assert sorted(stored(), key=str) == [(False, "repeated")] * 3 + [(True, None)] * 10


def test_answers_from_the_laptop_left_behind_count_while_the_quiz_goes_on(
    accept, open_attempt, message, submit
):
    sitting = open_attempt()
    old = sitting.device_id
    waiting = [message(sitting, place) for place in range(3)]
    moved = open_attempt(sitting=sitting)
    accept(moved.device_id, *(message(moved, place) for place in range(3, 10)))

    receipts = accept(old, *waiting)

    assert [one.flag for one in receipts] == [None] * 3
    assert submit(moved).correct == 10


def test_the_end_of_a_class_scores_what_was_answered(
    database, accept, open_attempt, message, close, result, details
):
    sitting = open_attempt()
    accept(sitting.device_id, *(message(sitting, place) for place in range(9)))

    close(sitting)

    assert (result(sitting).correct, result(sitting).is_passed) == (9, True)
    (ended,) = details("attempt.submitted")
    assert ended["d"]["ended_by"] == "class"
    with database.read() as db:
        facts = queries.get_quiz_facts(db, sitting.enrolment_id)
    assert (facts.item_count, facts.tries, facts.late) == (0, 1, 0)


def test_a_quiz_without_any_answer_ends_without_a_result(
    open_attempt, close, db_count, submit, accept, message
):
    sitting = open_attempt()

    close(sitting)

    assert db_count(AttemptResult) == 0
    accept(sitting.device_id, message(sitting, 0))
    assert submit(sitting).correct == 1


def test_a_class_whose_course_the_bus_has_lost_ends_all_the_same(
    database, open_attempt, accept, message, result, bundled, ticking, now
):
    sitting = open_attempt()
    accept(sitting.device_id, message(sitting))
    with database.write() as db:
        close_class(
            db,
            sitting.training_session_id,
            courses=type(bundled)({}, {}),
            actor="system",
            now=now,
            uptime=ticking(),
        )

    assert result(sitting) is None
    accept(sitting.device_id, message(sitting, 1))
    assert result(sitting).correct == 2


def test_a_laptop_that_comes_back_after_the_class_adds_its_answers(
    database, accept, open_attempt, message, close, result, details
):
    sitting = open_attempt()
    accept(sitting.device_id, *(message(sitting, place) for place in range(4)))
    close(sitting)
    told = result(sitting)

    receipts = accept(
        sitting.device_id,
        message(sitting, 0, is_right=False),
        *(message(sitting, place) for place in range(4, 10)),
    )

    assert [one.flag for one in receipts] == ["repeated", *["after_class"] * 6]
    assert (told.correct, told.is_passed) == (4, False)
    assert (result(sitting).correct, result(sitting).is_passed) == (10, True)
    assert result(sitting).submitted_at == told.submitted_at
    assert [one["d"]["correct"] for one in details("attempt.submitted")] == [4, 10]
    with database.read() as db:
        assert queries.get_quiz_facts(db, sitting.enrolment_id).late == 6


def test_the_result_is_the_same_however_late_answers_are_batched(
    accept, open_attempt, message, close, result
):
    scores = []
    for seed, size in [(1, 1), (2, 3), (3, 10)]:
        sitting = open_attempt(seed=seed)
        close(sitting)
        late = [message(sitting, place, is_right=place < 8) for place in range(10)]
        for batch in (late[at : at + size] for at in range(0, 10, size)):
            accept(sitting.device_id, *batch)
        scores.append(result(sitting).is_passed)

    assert scores == [True, True, True]


def test_a_late_answer_never_takes_a_pass_away(accept, open_attempt, message, close, result):
    sitting = open_attempt()
    accept(sitting.device_id, *(message(sitting, place) for place in range(8)))
    close(sitting)

    accept(sitting.device_id, *(message(sitting, n, is_right=False) for n in (8, 9)))

    assert result(sitting).is_passed


def test_a_late_answer_sent_twice_is_a_duplicate_with_its_flag(
    accept, open_attempt, message, close, db_count
):
    sitting = open_attempt()
    close(sitting)
    late = message(sitting)

    receipts = [*accept(sitting.device_id, late), *accept(sitting.device_id, late)]

    assert [(one.status.value, one.flag) for one in receipts] == [
        ("accepted", "after_class"),
        ("duplicate", "after_class"),
    ]
    assert db_count(Response) == 1


def test_the_journal_carries_the_flag_to_the_province(
    database, accept, open_attempt, message, close
):
    sitting = open_attempt()
    close(sitting)
    accept(sitting.device_id, message(sitting), message(sitting, is_right=False))

    with database.read() as db:
        records = [parse_line(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 1000)]
    read = [(one.data.is_counted, one.data.flag) for one in records if one.data is not None]
    assert read == [(True, "after_class"), (False, "repeated")]


def test_a_record_of_an_older_bus_says_that_the_answer_counts():
    line = (
        b'{"d":{"answered_at":"2026-03-02T01:30:00.000Z","attempt_id":'
        b'"0195554f-0000-7000-8000-000000000001","item_id":"KNS-04-Q01","received_at":'
        b'"2026-03-02T01:30:00.000Z","response_id":"0195554f-0000-7000-8000-000000000002",'
        b'"revision":1,"score":1.0,"value":["a"]},"id":"0195554f-0000-7000-8000-000000000003",'
        b'"t":"response.accepted","v":1,"w":"2026-03-02T01:30:00.000Z","who":"system"}'
    )

    assert (parse_line(line).data.is_counted, parse_line(line).data.flag) == (True, None)


@pytest.mark.parametrize("wrong", [EPOCH, EPOCH + timedelta(days=40_000), None])
def test_no_clock_decides(accept, open_attempt, message, close, result, now, wrong):
    """A laptop in 1970, one in 2079, one nine hours ahead: the same flags, the same score."""
    sitting = open_attempt()
    said = wrong or now + timedelta(hours=9)
    accept(sitting.device_id, *(message(sitting, n, answered_at=said) for n in range(4)))
    close(sitting, at=now - timedelta(days=400))

    receipts = accept(
        sitting.device_id, *(message(sitting, n, answered_at=said) for n in range(4, 10))
    )

    assert {one.flag for one in receipts} == {"after_class"}
    assert result(sitting).correct == 10


def test_of_equal_results_the_one_begun_first_is_shown_whatever_the_clock_said(
    database, accept, open_attempt, message, submit
):
    """Between the two tries the trainer put the clock back by a year."""
    sitting = open_attempt(seed=1)
    first = sitting.attempt_id
    for seed, jump in [(1, timedelta()), (2, timedelta(days=-365))]:
        sitting = open_attempt(sitting=sitting, device_id=sitting.device_id, seed=seed)
        accept(sitting.device_id, message(sitting))
        assert submit(sitting, at=jump).correct == 1

    with database.read() as db:
        assert queries.get_quiz_facts(db, sitting.enrolment_id).best.attempt_id == first
