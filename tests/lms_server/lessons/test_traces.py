"""The server replays every trace and believes nothing else."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import update

from common.ids import new_id
from common.wire.receipts import Malformed
from lms_server.journal.queries import read_range
from lms_server.lessons import queries
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from sync.chain import Stream

TASKS = ("KNS-04-T1", "KNS-04-T2", "KNS-04-T3", "KNS-04-T4")


def test_every_task_of_the_course_can_be_done(database, accept, leave, trace, play):
    sitting = leave(TASKS[0])
    for task in TASKS:
        sitting = leave(task, sitting=sitting)
        (receipt,) = accept(sitting.device_id, trace(sitting, play(task)))
        assert (receipt.status, receipt.feedback) == ("accepted", {"is_done": True})

    with database.read() as db:
        facts = queries.get_lesson_facts(db, sitting.enrolment_id)
        assert queries.lesson_facts(db, sitting.training_session_id) == {
            sitting.enrolment_id: facts
        }
    assert facts.tasks_done == set(TASKS)
    assert facts.count_done(TASKS[:2]) == 2


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ({"course_id": "KNS-99"}, "courses.course_not_found"),
        ({"simulator_id": "KNS-04-T99"}, "courses.simulator_not_found"),
    ],
)
def test_a_trace_of_a_course_the_bus_lacks_is_refused_alone(
    database, accept, leave, trace, play, db_count, lost, code
):
    orphan = leave()
    sitting = leave(TASKS[1], device_id=orphan.device_id)
    with database.write() as db:
        db.execute(
            update(SimulatorAttempt).where(SimulatorAttempt.id == orphan.attempt_id).values(**lost)
        )

    receipts = accept(
        orphan.device_id, trace(orphan, play("KNS-04-T1")), trace(sitting, play(TASKS[1]))
    )

    assert [(one.status, one.code) for one in receipts] == [("rejected", code), ("accepted", None)]
    assert db_count(SimulatorTry) == 1


@pytest.mark.parametrize(("hints", "is_done"), [(0, True), (2, True), (3, False)])
def test_two_hints_are_help_and_three_are_too_many(
    database, accept, leave, trace, play, hints, is_done
):
    sitting = leave()

    (receipt,) = accept(sitting.device_id, trace(sitting, play("KNS-04-T1", hints)))

    assert receipt.feedback == {"is_done": is_done}
    with database.read() as db:
        facts = queries.get_lesson_facts(db, sitting.enrolment_id)
    assert facts.tasks_tried == {"KNS-04-T1"}
    assert bool(facts.tasks_done) is is_done


def test_a_better_try_counts_and_a_worse_one_takes_nothing_away(
    database, accept, leave, trace, play
):
    sitting = leave()
    for hints in (3, 0, 3):
        accept(sitting.device_id, trace(sitting, play("KNS-04-T1", hints)))

    with database.read() as db:
        assert queries.get_lesson_facts(db, sitting.enrolment_id).tasks_done == {"KNS-04-T1"}


def test_a_resent_trace_is_stored_once_and_journaled_once(
    database, accept, leave, trace, play, db_count
):
    sitting = leave()
    message = trace(sitting, play("KNS-04-T1"))

    receipts = accept(sitting.device_id, message, message) + accept(sitting.device_id, message)

    assert [one.status for one in receipts] == ["accepted", "duplicate", "duplicate"]
    assert db_count(SimulatorTry) == 1
    with database.read() as db:
        (line,) = read_range(db, "0a1b2c3d", Stream.D, 1, 10)
    record = json.loads(line)
    assert record["t"] == "trace.accepted"
    assert record["d"]["is_done"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"events": []},
        {"finished_at": datetime(2030, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_same_id_with_other_content_is_a_conflict(accept, leave, trace, play, change):
    sitting = leave()
    message = trace(sitting, play("KNS-04-T1"))
    accept(sitting.device_id, message)

    (receipt,) = accept(sitting.device_id, msgspec.structs.replace(message, **change))

    assert (receipt.status, receipt.code) == ("rejected", "lessons.trace_conflict")


def test_what_cannot_have_happened_is_rejected_and_blocks_nothing(
    accept, leave, trace, play, db_count
):
    sitting = leave()
    good = play("KNS-04-T1")
    tampered = [
        good[:-1],
        [*good, good[-1]],
        [{**good[0], "target": "nowhere"}, *good[1:]],
        [{**good[0], "t": 9_000_000}, *good[1:]],
        [{"type": "win", "t": 0}],
        [{"type": "tap", "target": "scan", "t": float("nan")}],
    ]

    receipts = accept(
        sitting.device_id,
        Malformed(0, None, "no id"),
        *(trace(sitting, events) for events in tampered),
        trace(sitting, good, simulator_attempt_id=new_id()),
        trace(sitting, good),
    )

    assert [one.code for one in receipts] == [
        "lessons.malformed",
        *["courses.impossible_trace"] * 5,
        "lessons.malformed",
        "lessons.attempt_not_found",
        None,
    ]
    assert db_count(SimulatorTry) == 1


def test_an_event_nested_beyond_reading_blocks_nothing(accept, leave, trace, play):
    sitting, good = leave(), play("KNS-04-T1")
    nested = []
    for _ in range(5000):
        nested = [nested]

    receipts = accept(
        sitting.device_id,
        trace(sitting, [{**good[0], "more": nested}, *good[1:]]),
        trace(sitting, good),
    )

    assert [one.code for one in receipts] == ["lessons.malformed", None]


def test_practice_belongs_to_the_device_it_was_opened_on(accept, leave, trace, play, db_count):
    sitting = leave()

    (receipt,) = accept(new_id(), trace(sitting, play("KNS-04-T1")))

    assert receipt.code == "lessons.wrong_device"
    assert db_count(SimulatorTry) == 0


def test_opening_again_on_the_same_device_gives_the_same_leave(leave, db_count):
    sitting = leave()
    first = sitting.attempt_id

    same = leave(sitting=sitting, device_id=sitting.device_id).attempt_id
    elsewhere = leave(sitting=sitting).attempt_id

    assert same == first != elsewhere
    assert db_count(SimulatorAttempt) == 2
