"""Scenario 16: who leaves early is "bỏ dở 53%", gets nothing printed, and goes on another day."""

from datetime import timedelta

import pytest

from lms_server.attendance.actions import note_activity
from lms_server.attendance.queries import get_attendance
from lms_server.dashboard import rules
from lms_server.dashboard.queries import get_state
from lms_server.issuing.queries import learner_facts
from lms_server.issuing.rules import Readiness
from lms_server.lessons.actions import complete_lesson, note_page
from lms_server.lessons.queries import find_progress
from lms_server.training.continuing import earlier_enrolments, note_completed


@pytest.fixture
def course(bundled):
    """A course of 75 minutes."""
    return bundled.get_course("KNS-02")


@pytest.fixture
def present(database, now):
    """Let a learner be at work for so many minutes."""

    def work(enrolment_id, minutes, *, day=0):
        begun = now + timedelta(days=day)
        for minute in range(minutes + 1):
            with database.write() as db:
                note_activity(db, enrolment_id, now=begun + timedelta(minutes=minute))

    return work


@pytest.fixture
def left_early(database, course, open_class, register, enrol, present, close, now):
    """A learner who was there for 40 of 75 minutes and read one lesson and half of another."""
    training_session_id, learner_id = open_class("bản Một"), register("Lò Thị Sáng")
    enrolment_id = enrol(training_session_id, learner_id)
    present(enrolment_id, 40)
    with database.write() as db:
        complete_lesson(db, enrolment_id, lesson=course.lessons[0], now=now)
        note_page(db, enrolment_id, lesson=course.lessons[1], page=2, now=now)
    close(training_session_id)
    return training_session_id, learner_id, enrolment_id


@pytest.mark.parametrize(("minutes", "share"), [(0, 0), (40, 53), (74, 98), (75, 100), (200, 100)])
def test_the_share_is_whole_percent_of_the_course(minutes, share):
    assert rules.share_of(minutes, 75) == share


def test_the_class_page_says_how_much_was_left(as_staff, left_early):
    page = as_staff("trainer").get(f"/staff/classes/{left_early[0]}").text

    assert "Bỏ dở 53%" in page


def test_nothing_is_printed(database, course, as_staff, left_early, form_token):
    training_session_id, _, enrolment_id = left_early
    officer = as_staff("officer")
    path = f"/staff/certificates/classes/{training_session_id}"

    officer.post(
        f"{path}/approve",
        data={"enrolment_id": str(enrolment_id), "csrf_token": form_token(officer, path)},
    )

    with database.read() as db:
        (facts,) = learner_facts(db, training_session_id, course)
    assert facts.readiness is Readiness.LACKING
    assert officer.get(f"{path}/print").mimetype != "application/pdf"


def test_she_goes_on_in_another_village_on_another_day(
    database, course, open_class, enrol, present, left_early
):
    _, learner_id, _ = left_early
    enrolment_id = enrol(open_class("bản Hai"), learner_id)
    present(enrolment_id, 25, day=9)

    with database.read() as db:
        state = get_state(db, enrolment_id)
        reading = find_progress(db, enrolment_id, course.lessons[1].lesson_id)
    assert state.lessons.lessons_done == {course.lessons[0].lesson_id}
    assert reading.furthest_page == 2
    assert (state.attendance.minutes, state.attendance.all_minutes) == (25, 65)
    assert rules.missing_of(course, state.reached).minutes == 0


def test_minutes_of_another_day_are_counted_once(
    database, open_class, enrol, present, close, left_early
):
    _, learner_id, first = left_early
    second_class = open_class("bản Hai")
    second = enrol(second_class, learner_id)
    present(second, 10, day=9)
    close(second_class)
    third = enrol(open_class("bản Ba"), learner_id)

    with database.read() as db:
        assert earlier_enrolments(db, [first, second, third]) == {
            second: [first],
            third: [first, second],
        }
        assert get_attendance(db, third).all_minutes == 50


def test_who_completed_the_course_begins_anew(database, open_class, enrol, left_early):
    _, learner_id, first = left_early
    with database.write() as db:
        note_completed(db, first)

    second = enrol(open_class("bản Hai"), learner_id)

    with database.read() as db:
        assert earlier_enrolments(db, [second]) == {}
        assert get_state(db, second).lessons.lessons_done == frozenset()


def test_a_class_that_goes_on_gives_nothing(database, open_class, register, enrol):
    learner_id = register("Lò Thị Sáng")
    enrol(open_class("bản Một"), learner_id)

    second = enrol(open_class("bản Hai"), learner_id)

    with database.read() as db:
        assert earlier_enrolments(db, [second]) == {}
