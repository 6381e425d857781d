"""Responses are stored once, graded, and never block each other."""

import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from sqlalchemy import select

from common.ids import new_id
from common.uptime import uptime
from common.wire.receipts import Malformed
from lms_server.journal.queries import read_range
from lms_server.quizzes.actions import accept_responses
from lms_server.quizzes.models import Attempt, Response
from sync.chain import Stream


def verdicts(receipts):
    return [(one.index, one.status.value, one.code) for one in receipts]


@pytest.fixture
def details(database):
    """Read the records of stream D."""

    def read(kind):
        with database.read() as db:
            lines = [json.loads(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 1000)]
        return [line for line in lines if line["t"] == kind]

    return read


def test_a_right_answer_is_stored_graded_and_explained(
    accept, open_attempt, message, course, db_count, details
):
    sitting = open_attempt()
    answer = message(sitting)

    (receipt,) = accept(sitting.device_id, answer)

    item = course.quiz.get_item(answer.item_id)
    assert receipt.status == "accepted"
    assert receipt.feedback["score"] == 1.0
    assert receipt.feedback["correct"] == list(item.key)
    assert item.explanation in receipt.feedback["text"]
    assert db_count(Response) == 1
    (record,) = details("response.accepted")
    assert record["who"] == f"device:{sitting.device_id}"
    assert record["d"]["response_id"] == str(answer.id)


@pytest.fixture
def lose_course(database):
    """Let an attempt be of a version that no course has; returns how to bring the course back."""

    def lose(sitting, **lost):
        def set_to(values):
            with database.write() as db:
                attempt = db.get_one(Attempt, sitting.attempt_id)
                before = {name: getattr(attempt, name) for name in values}
                for name, value in values.items():
                    setattr(attempt, name, value)
            return before

        before = set_to(lost)
        return lambda: set_to(before)

    return lose


@pytest.mark.parametrize("lost", [{"course_version": "9.9.9"}, {"course_id": "KNS-99"}])
def test_an_answer_to_a_course_the_bus_lacks_is_refused_alone_and_taken_when_it_is_there(
    accept, open_attempt, message, db_count, lose_course, lost
):
    """A course folder was not brought along when the bus was set up from a backup."""
    hers = open_attempt()
    his = open_attempt(hers.device_id, seed=6)
    orphan, good = message(hers), message(his)
    find_again = lose_course(hers, **lost)

    without = accept(hers.device_id, orphan, good)
    kept = db_count(Response)
    find_again()
    within = accept(hers.device_id, orphan)

    missing = (0, "rejected", "courses.course_not_found")
    assert verdicts(without) == [missing, (1, "accepted", None)]
    assert kept == 1
    assert verdicts(within) == [(0, "accepted", None)]


def test_an_answer_to_an_item_the_course_lacks_is_refused_alone(
    accept, open_attempt, message, lose_course
):
    hers = open_attempt()
    his = open_attempt(hers.device_id, seed=6)
    orphan = message(hers, item_id="KNS-04-GONE")
    lose_course(hers, items=[{**hers.items[0], "item_id": "KNS-04-GONE"}])

    receipts = accept(hers.device_id, orphan, message(his))

    missing = (0, "rejected", "courses.item_not_found")
    assert verdicts(receipts) == [missing, (1, "accepted", None)]


def test_the_same_message_again_is_a_duplicate_with_the_same_explanation(
    accept, open_attempt, message, db_count, details
):
    sitting = open_attempt()
    answer = message(sitting)

    first = accept(sitting.device_id, answer)
    second = accept(sitting.device_id, answer, answer)

    assert [one.status for one in first + second] == ["accepted", "duplicate", "duplicate"]
    assert first[0].feedback == second[0].feedback == second[1].feedback
    assert db_count(Response) == 1
    assert len(details("response.accepted")) == 1


def test_a_duplicate_inside_one_batch_is_stored_once(accept, open_attempt, message, db_count):
    sitting = open_attempt()
    answer = message(sitting)

    receipts = accept(sitting.device_id, answer, answer)

    assert [one.status for one in receipts] == ["accepted", "duplicate"]
    assert db_count(Response) == 1


def test_another_time_zone_of_the_same_instant_is_the_same_content(accept, open_attempt, message):
    sitting = open_attempt()
    answer = message(sitting)
    local = answer.answered_at.astimezone(timezone(timedelta(hours=7)))

    accept(sitting.device_id, answer)
    (receipt,) = accept(sitting.device_id, msgspec.structs.replace(answer, answered_at=local))

    assert receipt.status == "duplicate"


@pytest.mark.parametrize(
    "change",
    [
        {"value": []},
        {"answered_at": datetime(2026, 3, 2, 2, 0, tzinfo=UTC)},
    ],
)
def test_the_same_id_with_other_content_is_a_conflict(
    accept, open_attempt, message, db_count, change
):
    sitting = open_attempt()
    answer = message(sitting)
    accept(sitting.device_id, answer)

    (receipt,) = accept(sitting.device_id, msgspec.structs.replace(answer, **change))

    assert (receipt.status, receipt.code) == ("rejected", "quizzes.response_conflict")
    assert receipt.feedback is None
    assert db_count(Response) == 1


def test_two_answers_under_one_number_are_both_kept_and_the_first_counts(
    database, accept, open_attempt, message, submit
):
    """A page that was closed while the bus was away asks again; two laptops may count alike."""
    sitting = open_attempt()
    accept(sitting.device_id, message(sitting, is_right=False))

    (receipt,) = accept(sitting.device_id, message(sitting))

    assert (receipt.status, receipt.flag) == ("accepted", "repeated")
    assert submit(sitting).correct < 1
    with database.read() as db:
        rows = db.execute(select(Response.revision, Response.is_counted).order_by("revision"))
        assert [tuple(row) for row in rows] == [(1, True), (2, False)]


def test_an_answer_changed_after_the_explanation_is_kept_and_changes_no_score(
    database, accept, open_attempt, message, submit
):
    sitting = open_attempt()
    accept(sitting.device_id, message(sitting, is_right=False))

    (receipt,) = accept(sitting.device_id, message(sitting, revision=2))

    assert (receipt.status, receipt.flag) == ("accepted", "repeated")
    assert submit(sitting).correct < 1
    with database.read() as db:
        rows = db.execute(select(Response.revision, Response.is_counted).order_by("revision"))
        assert [tuple(row) for row in rows] == [(1, True), (2, False)]


def test_the_first_stored_answer_counts_whatever_its_number(accept, open_attempt, message, submit):
    """Else a guesser would send number 2, read the right answer, and then send number 1."""
    sitting = open_attempt()
    accept(sitting.device_id, message(sitting, is_right=False, revision=9))
    accept(sitting.device_id, message(sitting, revision=1))

    assert submit(sitting).correct < 1


def test_one_bad_message_never_blocks_the_others(accept, open_attempt, message, db_count):
    sitting = open_attempt()
    far = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    batch = [
        message(sitting, 0),
        Malformed(1, None, "no id"),
        message(sitting, 1, attempt_id=new_id()),
        message(sitting, 1, item_id="KNS-04-Q99"),
        message(sitting, 1, value=["nowhere"]),
        message(sitting, 1, answered_at=far),
        message(sitting, 2),
    ]

    receipts = accept(sitting.device_id, *batch)

    assert verdicts(receipts) == [
        (0, "accepted", None),
        (1, "rejected", "quizzes.malformed"),
        (2, "rejected", "quizzes.attempt_not_found"),
        (3, "rejected", "quizzes.item_not_drawn"),
        (4, "rejected", "courses.unknown_choice"),
        (5, "rejected", "quizzes.malformed"),
        (6, "accepted", None),
    ]
    assert db_count(Response) == 2


def test_an_attempt_belongs_to_the_device_it_was_opened_on(accept, open_attempt, message, db_count):
    sitting = open_attempt()

    (receipt,) = accept(new_id(), message(sitting))

    assert receipt.code == "quizzes.wrong_device"
    assert db_count(Response) == 0


def test_a_learner_who_changes_the_machine_goes_on_and_the_old_queue_is_still_taken(
    accept, open_attempt, message
):
    sitting = open_attempt()
    old, attempt_id = sitting.device_id, sitting.attempt_id
    waiting = message(sitting, 0)

    moved = open_attempt(sitting=sitting)

    assert moved.attempt_id == attempt_id
    assert moved.device_id != old
    assert accept(moved.device_id, message(moved, 1))[0].status == "accepted"
    assert accept(old, waiting)[0].status == "accepted"
    assert accept(new_id(), message(moved, 2))[0].code == "quizzes.wrong_device"


def test_a_failing_batch_leaves_neither_rows_nor_records(
    database, bundled, open_attempt, message, db_count, details, now
):
    sitting = open_attempt()
    with pytest.raises(ZeroDivisionError), database.write() as db:
        accept_responses(
            db,
            [message(sitting)],
            device_id=sitting.device_id,
            items=bundled,
            now=now,
            uptime=uptime(),
        )
        raise ZeroDivisionError

    assert db_count(Response) == 0
    assert details("response.accepted") == []
