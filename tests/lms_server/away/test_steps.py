"""Steps that a kiosk tells afterwards: each counts once, and only where it may."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire.away import STEPS_PATH
from lms_server.attendance.queries import get_attendance
from lms_server.away.models import StepTaken
from lms_server.lessons.models import LessonProgress
from lms_server.lessons.queries import get_lesson_facts
from lms_server.quizzes.models import Attempt, AttemptResult
from lms_server.training.models import Sitting, TrainingSession


@pytest.fixture
def lesson(course):
    return course.lessons[0]


@pytest.fixture
def progress(database, kiosk):
    """How far the learner read."""

    def find():
        with database.read() as db:
            return db.scalar(
                select(LessonProgress).where(LessonProgress.enrolment_id == kiosk.enrolment_id)
            )

    return find


@pytest.fixture
def minutes(database, kiosk):
    """Minutes of presence of the learner."""

    def find():
        with database.read() as db:
            return get_attendance(db, kiosk.enrolment_id).minutes

    return find


@pytest.fixture
def sat_long_ago(database, provisions):
    """Let the learner have sat down two hours ago; returns when."""
    began_at = utc_now() - timedelta(hours=2)
    with database.write() as db:
        db.get(Sitting, provisions.sitting_id).began_at = began_at
    return began_at


def test_a_lesson_done_without_the_bus_is_done(tell, a_step, lesson, progress):
    step = a_step({"kind": "lesson_done", "lesson_id": lesson.lesson_id})

    assert tell(step) == [("accepted", None)]

    assert progress().completed_at is not None
    assert progress().furthest_page == len(lesson.pages)


def test_a_step_that_is_told_again_counts_once(tell, a_step, lesson, progress, db_count):
    step = a_step({"kind": "lesson_done", "lesson_id": lesson.lesson_id})
    tell(step)
    first = progress().completed_at

    assert tell(step, step) == [("duplicate", None), ("duplicate", None)]

    assert (progress().completed_at, db_count(StepTaken)) == (first, 1)


def test_the_same_id_with_other_content_is_refused(tell, a_step, lesson, progress):
    step = a_step()
    tell(step)
    other = {**step, "step": {"kind": "lesson_done", "lesson_id": lesson.lesson_id}}
    later = {**step, "at": to_wire(utc_now() + timedelta(seconds=9))}

    assert tell(other, later) == [("rejected", "away.step_conflict")] * 2
    assert progress() is None


def test_a_lesson_done_without_the_bus_counts_for_all_who_sat_together(
    kiosk, tell, a_step, lesson, sit_down, database, sat_long_ago
):
    beside = sit_down(kiosk, "Lò Văn Ánh")
    later = sit_down(kiosk, "Vàng A Páo")
    with database.write() as db:
        neighbours = db.scalars(select(Sitting).where(Sitting.enrolment_id.in_([beside, later])))
        for one in neighbours:
            is_later = one.enrolment_id == later
            one.began_at = sat_long_ago + timedelta(minutes=50 if is_later else 1)
    done_at = to_wire(sat_long_ago + timedelta(minutes=30))

    tell(a_step({"kind": "lesson_done", "lesson_id": lesson.lesson_id}, at=done_at))

    with database.read() as db:
        done = {one: get_lesson_facts(db, one).lessons_done for one in (beside, later)}
        assert get_attendance(db, beside).first_seen_at < get_attendance(db, later).first_seen_at
    assert done == {beside: {lesson.lesson_id}, later: frozenset()}


def test_one_bad_step_never_blocks_the_rest(tell, a_step, lesson, progress):
    page = {"kind": "page_read", "lesson_id": lesson.lesson_id, "page": 2}
    bad = [
        a_step({"kind": "unheard_of"}),
        a_step({"kind": "page_read", "lesson_id": "nowhere", "page": 1}),
        a_step({**page, "page": 99}),
        a_step(sitting_id=str(new_id())),
        a_step({"kind": "quiz_finished", "attempt_id": str(new_id())}),
    ]

    told = tell(*bad, a_step(page))

    assert [status for status, _ in told] == ["rejected"] * 5 + ["accepted"]
    assert [code for _, code in told[:5]] == [
        "away.malformed",
        "lessons.lesson_not_found",
        "lessons.lesson_not_found",
        "away.sitting_not_found",
        "quizzes.attempt_not_found",
    ]
    assert progress().furthest_page == 2


def test_what_needs_a_course_the_bus_lacks_is_refused_alone_and_done_when_it_is_there(
    database, tell, a_step, provisions, lesson, progress
):
    [path] = [one.path for one in provisions.pages if "/attempts/" in one.path]
    needing = [
        a_step({"kind": "page_read", "lesson_id": lesson.lesson_id, "page": 2}),
        a_step({"kind": "quiz_finished", "attempt_id": path.rpartition("/")[2]}),
    ]
    with database.write() as db:
        version = db.scalar(select(TrainingSession.course_version))
        db.execute(update(TrainingSession).values(course_version="9.9.9"))
        db.execute(update(Attempt).values(course_version="9.9.9"))

    without = tell(*needing, a_step())
    with database.write() as db:
        db.execute(update(TrainingSession).values(course_version=version))
        db.execute(update(Attempt).values(course_version=version))
    within = tell(*needing)

    missing = ("rejected", "courses.course_not_found")
    assert without == [missing, missing, ("accepted", None)]
    assert within == [("accepted", None)] * 2
    assert progress().furthest_page == 2


def test_another_machine_cannot_tell_of_this_learner(tell, a_step, lesson, progress, other_kiosk):
    step = a_step({"kind": "lesson_done", "lesson_id": lesson.lesson_id})

    assert tell(step, client=other_kiosk) == [("rejected", "away.wrong_device")]
    assert progress() is None


def test_who_is_no_machine_tells_nothing(client, a_step):
    assert client.post(STEPS_PATH, json=[a_step()]).status_code in {400, 401, 403}


def test_an_unfinished_quiz_is_finished_once(tell, a_step, provisions, db_count):
    [path] = [one.path for one in provisions.pages if "/attempts/" in one.path]
    step = {"kind": "quiz_finished", "attempt_id": path.rpartition("/")[2]}

    assert tell(a_step(step), a_step(step)) == [("accepted", None)] * 2
    assert db_count(AttemptResult) == 1


def test_minutes_without_the_bus_count_as_they_passed(tell, a_step, sat_long_ago, minutes):
    at = [to_wire(sat_long_ago + timedelta(minutes=n)) for n in range(31)]

    tell(*(a_step(at=one) for one in at))

    assert minutes() == 30


@pytest.mark.parametrize("hours", [-30, 30, 24 * 365 * 20])
def test_a_clock_that_is_wrong_makes_no_presence(tell, a_step, minutes, hours):
    """Nobody is present before sitting down, nor in the future."""
    wrong = to_wire(utc_now() + timedelta(hours=hours))

    assert tell(a_step(at=wrong)) == [("accepted", None)]
    assert minutes() == 0


def test_who_left_without_the_bus_has_left_and_a_copied_cookie_is_worth_nothing(
    kiosk, tell, a_step
):
    assert kiosk.get("/learn/course").status_code == 200

    tell(a_step({"kind": "left"}, at=to_wire(utc_now())))

    assert kiosk.get("/learn/course").status_code != 200


def test_who_sat_down_meanwhile_stays(kiosk, tell, a_step, sat_long_ago, sit_down, database):
    """The message of leaving comes when somebody else sits there already."""
    tell(a_step({"kind": "left"}, at=to_wire(sat_long_ago + timedelta(minutes=1))))
    enrolment_id = sit_down(kiosk, "Vàng A Páo")

    tell(a_step({"kind": "left"}, at=to_wire(sat_long_ago + timedelta(minutes=2))))

    with database.read() as db:
        open_now = db.scalars(select(Sitting).where(Sitting.ended_at.is_(None))).all()
    assert [one.enrolment_id for one in open_now] == [enrolment_id]
