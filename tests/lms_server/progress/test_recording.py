"""What is written down of a course left unfinished: for whom, when, and never twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from common.ids import new_id
from common.uptime import uptime
from courses.catalog import Catalog
from lms_server.attendance.actions import mark_attendance, note_activity
from lms_server.closing.actions import close_class
from lms_server.elsewhere.models import CarriedWork
from lms_server.issuing.worker import record_once
from lms_server.journal.models import JournalEntry
from lms_server.learners.actions import ConsentGiven, record_consent
from lms_server.learners.rules import Means, Purpose
from lms_server.lessons.actions import complete_lesson
from lms_server.progress.actions import record_progress
from lms_server.training.continuing import note_completed
from lms_server.training.models import GuestVisit
from lms_server.training.queries import get_training_session
from sync.records import parse_line

PROVINCE = frozenset({Purpose.LEARN, Purpose.PROVINCE})


@pytest.fixture
def course(bundled):
    """A course of 75 minutes."""
    return bundled.get_course("KNS-02")


@pytest.fixture
def told(database):
    """The records of unfinished courses in the journal, the oldest first."""

    def read():
        query = select(JournalEntry.raw).where(JournalEntry.stream == "R")
        with database.read() as db:
            records = [parse_line(raw) for raw in db.scalars(query.order_by(JournalEntry.seq))]
        return [one.data for one in records if one.kind == "progress.recorded"]

    return read


@pytest.fixture
def odd_work(database, now):
    """Work of another bus that names 200 lessons and as many tasks which no course has."""

    def store(learner_id):
        names = [f"odd-{number}" for number in range(200)]
        with database.write() as db:
            db.add(
                CarriedWork(
                    enrolment_id=new_id(),
                    learner_id=learner_id,
                    bus_code="79A01",
                    course_id="KNS-02",
                    course_version="1.0",
                    lessons=[{"lesson_id": one, "page": 1, "is_done": True} for one in names],
                    tasks_done=names,
                    minutes=1,
                    quiz=None,
                    closed_at=now,
                    arrived_at=now,
                )
            )

    return store


@pytest.fixture
def attend(database, course, open_class, register, enrol, now):
    """Let somebody be there for 40 minutes and read one lesson; the class goes on."""

    def make(*, purposes=PROVINCE, minutes=40):
        training_session_id = open_class()
        learner_id = register("Lò Thị Sáng", purposes=purposes)
        enrolment_id = enrol(training_session_id, learner_id)
        with database.write() as db:
            for minute in range(minutes + 1 if minutes else 0):
                note_activity(db, enrolment_id, now=now + timedelta(minutes=minute))
            if minutes:
                complete_lesson(db, enrolment_id, lesson=course.lessons[0], now=now)
        return training_session_id, learner_id, enrolment_id

    return make


@pytest.fixture
def close(database, bundled, now):
    def end(training_session_id, courses=bundled):
        with database.write() as db:
            close_class(
                db,
                training_session_id,
                courses=courses,
                actor="system",
                now=now + timedelta(minutes=75),
                uptime=uptime(),
            )

    return end


def test_the_end_of_a_class_tells_how_far_she_came(attend, close, told, course):
    training_session_id, learner_id, enrolment_id = attend()

    close(training_session_id)

    (record,) = told()
    assert (record.enrolment_id, record.learner_id) == (enrolment_id, learner_id)
    assert (record.course_id, record.course_version) == ("KNS-02", course.version)
    assert record.attended_minutes == 40
    assert [(one.lesson_id, one.is_done) for one in record.lessons] == [
        (course.lessons[0].lesson_id, True)
    ]


def test_without_her_consent_nothing_is_told_to_the_province(attend, close, told):
    close(attend(purposes={Purpose.LEARN})[0])

    assert told() == []


def test_nothing_is_told_of_a_class_that_goes_on(attend, database, told, course, now):
    training_session_id, *_ = attend()

    with database.write() as db:
        count = record_progress(db, training_session_id, course=course, actor="system", now=now)

    assert count == 0

    assert told() == []


def test_nothing_is_told_of_who_completed_the_course(attend, close, database, told):
    training_session_id, _, enrolment_id = attend()
    with database.write() as db:
        note_completed(db, enrolment_id)

    close(training_session_id)

    assert told() == []


def test_who_did_nothing_has_nothing_to_carry(attend, close, told):
    close(attend(minutes=0)[0])

    assert told() == []


def test_a_guest_is_nobody_to_tell_of(attend, close, database, told, add_device, now):
    training_session_id, _, enrolment_id = attend()
    device_id, _ = add_device()
    with database.write() as db:
        db.add(GuestVisit(enrolment_id=enrolment_id, device_id=device_id, began_at=now))

    close(training_session_id)

    assert told() == []


def test_what_has_not_changed_is_told_once(attend, close, database, bundled, told, now):
    close(attend()[0])

    for _ in range(2):
        record_once(database, Catalog(bundled.list_versions()), now=now)

    assert len(told()) == 1


def test_what_comes_late_is_told_again(attend, close, database, bundled, told, now):
    training_session_id, _, enrolment_id = attend()
    close(training_session_id)
    with database.write() as db:
        mark_attendance(
            db, enrolment_id, minutes=15, reason="Ngồi cùng máy", actor="system", now=now
        )

    record_once(database, Catalog(bundled.list_versions()), now=now)

    assert [one.attended_minutes for one in told()] == [40, 55]


def test_consent_given_later_lets_it_go(attend, close, database, bundled, told, now):
    training_session_id, learner_id, _ = attend(purposes={Purpose.LEARN})
    close(training_session_id)
    consent = ConsentGiven(purposes=PROVINCE, means=Means.VOICE)
    with database.write() as db:
        record_consent(db, learner_id, consent, actor="system", now=now)

    record_once(database, Catalog(bundled.list_versions()), now=now)

    assert len(told()) == 1


def test_minutes_of_an_earlier_class_are_not_told_twice(
    attend, close, database, open_class, enrol, told, now
):
    first, learner_id, _ = attend()
    close(first)
    second = open_class()
    enrolment_id = enrol(second, learner_id)
    with database.write() as db:
        for minute in range(11):
            note_activity(db, enrolment_id, now=now + timedelta(days=9, minutes=minute))

    close(second)

    assert [one.attended_minutes for one in told()] == [40, 10]


def test_what_the_course_does_not_have_goes_no_further(attend, close, odd_work, told, course):
    training_session_id, learner_id, _ = attend()
    odd_work(learner_id)

    close(training_session_id)

    (record,) = told()
    assert [one.lesson_id for one in record.lessons] == [course.lessons[0].lesson_id]
    assert record.tasks_done == []


def test_a_record_that_cannot_be_told_keeps_no_class_open_and_nobody_else_untold(
    attend, close, odd_work, register, enrol, database, told, now
):
    """Of a course that the bus lost nobody knows which lessons it had."""
    training_session_id, learner_id, _ = attend()
    odd_work(learner_id)
    other_id = enrol(training_session_id, register("Lò Văn Hai", purposes=PROVINCE))
    with database.write() as db:
        mark_attendance(db, other_id, minutes=15, reason="Ngồi cùng máy", actor="system", now=now)

    close(training_session_id, courses=Catalog())

    with database.read() as db:
        assert not get_training_session(db, training_session_id).is_open
    assert [one.enrolment_id for one in told()] == [other_id]
