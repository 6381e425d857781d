"""What was done on another bus counts in a class here, once and no longer than it should."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from common.ids import derive_id
from lms_server.attendance.queries import get_attendance
from lms_server.dashboard.queries import class_wall, get_state
from lms_server.elsewhere.models import CarriedWork
from lms_server.learners.models import Learner
from lms_server.lessons.queries import find_progress
from lms_server.training.continuing import note_completed
from sync.progress import LessonReached, QuizPassed

SANG = derive_id("stranger", 1)


@pytest.fixture
def trainer(as_staff, form_token):
    client = as_staff("trainer")
    client.token = form_token(client, "/staff/classes/")
    return client


@pytest.fixture
def desk(trainer):
    """Send the form of the enrolment desk, as somebody of another bus or as a newcomer."""

    def send(training_session_id, elsewhere_id="", **changes):
        fields = {
            "full_name": "Lò Thị Sáng",
            "birth_year": "1958",
            "village": "bản Một",
            "commune_code": "17071",
            "purposes": ["learn"],
            "means": "voice",
            "elsewhere_id": str(elsewhere_id),
            "csrf_token": trainer.token,
        }
        path = f"/staff/classes/{training_session_id}/enrol"
        return trainer.post(path, data={**fields, **changes})

    return send


@pytest.fixture
def state(database):
    def read(training_session_id):
        with database.read() as db:
            return get_state(db, derive_id("enrolment", training_session_id, SANG))

    return read


def test_she_begins_with_what_she_did_there(take, paper, stranger, open_class, desk, state, course):
    take(paper(stranger()))
    class_id = open_class()

    desk(class_id, SANG)

    reached = state(class_id).reached
    assert reached.lessons_done == {course.lessons[0].lesson_id}
    assert reached.tasks_done == {next(iter(course.simulators))}
    assert reached.attended_minutes == 40


def test_the_trainer_sees_what_came_from_elsewhere(
    take, paper, stranger, open_class, desk, trainer
):
    take(paper(stranger()))
    class_id = open_class()
    desk(class_id, SANG)
    marks = f"/staff/classes/{class_id}/attendance/{derive_id('enrolment', class_id, SANG)}"

    assert "trước đó 40" in trainer.get(f"/staff/classes/{class_id}").text
    assert "Ở buổi trước hoặc xe khác: 40 phút" in trainer.get(marks).text


def test_she_goes_on_at_the_page_where_she_stopped(
    take, paper, stranger, open_class, desk, database, course
):
    take(paper(stranger()))
    class_id = open_class()

    desk(class_id, SANG)

    with database.read() as db:
        enrolment_id = derive_id("enrolment", class_id, SANG)
        reading = find_progress(db, enrolment_id, course.lessons[1].lesson_id)
    assert (reading.furthest_page, reading.completed_at) == (2, None)


def test_it_counts_too_when_the_paper_comes_after_she_sat_down(
    take, paper, stranger, open_class, desk, state, work
):
    take(paper(stranger()))
    class_id = open_class()
    desk(class_id, SANG)

    take(paper(stranger(work=[work(1), work(2, attended_minutes=5)]), day=1))

    assert state(class_id).reached.attended_minutes == 45


def test_a_class_that_ended_before_stays_as_it_was(
    take, paper, stranger, open_class, desk, state, work, close, now
):
    take(paper(stranger()))
    ended = open_class()
    desk(ended, SANG)
    close(ended)

    take(paper(stranger(work=[work(1), work(2)]), day=1), at=now + timedelta(days=1))
    later = open_class()
    desk(later, SANG)

    assert state(ended).reached.attended_minutes == 40
    assert state(later).reached.attended_minutes == 80


def test_later_papers_take_nothing_away_from_who_learns_here(
    take, paper, stranger, open_class, desk, state, db_count
):
    take(paper(stranger(1), stranger(2)))
    class_id = open_class()
    desk(class_id, SANG)

    take(paper(day=1))

    assert state(class_id).reached.attended_minutes == 40
    assert db_count(CarriedWork) == 1


def test_work_that_a_later_paper_leaves_out_is_void_before_a_class_counts_it(
    take, paper, stranger, open_class, desk, state, work
):
    """She completed this course on another bus meanwhile, and only the other one is left."""
    other = work(2, course_id="KNS-05")
    take(paper(stranger(work=[work(1), other])))

    take(paper(stranger(work=[other]), day=1))

    class_id = open_class()
    desk(class_id, SANG)
    assert state(class_id).reached.attended_minutes == 0


def test_who_learns_here_keeps_only_what_a_class_may_have_counted(
    take, paper, stranger, open_class, desk, state, work, close, database, now
):
    """Of another course, or after the class had ended: no class here knows of it."""
    later, other = work(2), work(3, course_id="KNS-05")
    take(paper(stranger(work=[work(1), other])))
    ended = open_class()
    desk(ended, SANG)
    close(ended)
    take(paper(stranger(work=[work(1), later, other]), day=1), at=now + timedelta(days=1))

    take(paper(day=2), at=now + timedelta(days=2))

    with database.read() as db:
        assert set(db.scalars(select(CarriedWork.enrolment_id))) == {work(1).enrolment_id}
    assert state(ended).reached.attended_minutes == 40


def test_after_she_completed_the_course_here_it_counts_no_more(
    take, paper, stranger, open_class, desk, state, database
):
    take(paper(stranger()))
    first, second = open_class(), open_class()
    desk(first, SANG)
    with database.write() as db:
        note_completed(db, derive_id("enrolment", first, SANG))

    desk(second, SANG)

    assert state(first).reached.attended_minutes == 40
    assert state(second).reached.attended_minutes == 0


def test_work_in_another_course_does_not_count(
    take, paper, stranger, open_class, desk, state, work
):
    take(paper(stranger(work=[work(course_id="KNS-05")])))
    class_id = open_class()

    desk(class_id, SANG)

    assert state(class_id).reached.attended_minutes == 0


def test_of_another_version_only_what_still_exists_counts(
    take, paper, stranger, open_class, desk, work, database, course, now
):
    gone = LessonReached(lesson_id="KNS-02-L9", page=3, is_done=True)
    kept = LessonReached(lesson_id=course.lessons[0].lesson_id, page=99, is_done=True)
    take(
        paper(stranger(work=[work(lessons=[gone, kept], tasks_done=["t9"], course_version="0.1")]))
    )
    class_id = open_class()

    desk(class_id, SANG)

    with database.read() as db:
        (row,) = class_wall(db, class_id, course=course, now=now)
    assert (row.lessons_done, row.tasks_done) == (1, 0)


def test_a_lesson_that_has_fewer_pages_now_opens_at_its_last_one(
    take, paper, stranger, work, as_learner, open_class, desk, course
):
    lesson = course.lessons[0]
    longer = LessonReached(lesson_id=lesson.lesson_id, page=99, is_done=False)
    take(paper(stranger(work=[work(lessons=[longer])])))
    class_id = open_class()
    desk(class_id, SANG)
    learner = as_learner(class_id, SANG)

    answer = learner.get(f"/learn/lesson/{lesson.lesson_id}")

    assert answer.location == f"/learn/lesson/{lesson.lesson_id}/{len(lesson.pages)}"


def test_a_quiz_passed_there_is_passed_here(
    take, paper, stranger, open_class, desk, state, work, now
):
    quiz = QuizPassed(
        attempt_id=derive_id("attempt", 1),
        correct=9.0,
        items=10,
        scaled=0.9,
        is_oral=True,
        submitted_at=now - timedelta(days=9),
    )
    take(paper(stranger(work=[work(quiz=quiz)])))
    class_id = open_class()

    desk(class_id, SANG)

    best = state(class_id).quiz.best
    assert (best.scaled, best.is_passed, best.is_oral) == (0.9, True, True)


def test_a_form_sent_twice_makes_one_learner(take, paper, stranger, open_class, desk, db_count):
    take(paper(stranger()))
    class_id = open_class()

    answers = [desk(class_id, SANG), desk(class_id, SANG)]

    assert [one.status_code for one in answers] == [302, 302]
    assert db_count(Learner) == 1


def test_who_is_typed_in_as_new_is_asked_about_first(
    take, paper, stranger, open_class, desk, db_count
):
    take(paper(stranger()))
    class_id = open_class()

    asked = desk(class_id).text

    assert "Đã học ở xe khác" in asked
    assert f'name="elsewhere_id" value="{SANG}"' in asked
    assert db_count(Learner) == 0
    answer = desk(class_id, is_other_person="lo thi sang|1958|ban mot")
    assert answer.status_code == 302
    assert db_count(Learner) == 1


def test_who_is_chosen_from_another_bus_may_still_be_somebody_known_here(
    take, paper, stranger, open_class, desk, register, db_count
):
    """Two learners would get two certificates."""
    take(paper(stranger()))
    known_here = register("Lò Thị Sáng", year=1958, village="bản Một")
    class_id = open_class()

    asked = desk(class_id, SANG).text

    assert f"/staff/classes/{class_id}/enrol/{known_here}" in asked
    assert f'name="elsewhere_id" value="{SANG}"' in asked
    assert db_count(Learner) == 1
    answer = desk(class_id, SANG, is_other_person="lo thi sang|1958|ban mot")
    assert answer.status_code == 302
    assert db_count(Learner) == 2


def test_an_id_that_the_province_did_not_name_is_refused(open_class, desk, db_count):
    answer = desk(open_class(), SANG)

    assert answer.status_code == 404
    assert db_count(Learner) == 0


def test_without_consent_read_anew_nobody_is_taken_over(
    take, paper, stranger, open_class, desk, db_count
):
    take(paper(stranger()))

    answer = desk(open_class(), SANG, purposes=[])

    assert answer.status_code == 400
    assert db_count(Learner) == 0


def test_her_minutes_there_stand_on_no_class_of_somebody_else(
    take, paper, stranger, open_class, register, enrol, database
):
    take(paper(stranger()))
    enrolment_id = enrol(open_class(), register("Lò Thị Sáng"))

    with database.read() as db:
        assert get_attendance(db, enrolment_id).all_minutes == 0


def test_her_class_here_is_not_counted_again_when_a_paper_names_it(
    take, paper, stranger, open_class, desk, state, work
):
    take(paper(stranger()))
    class_id = open_class()
    desk(class_id, SANG)
    own = derive_id("enrolment", class_id, SANG)

    twice = work(1, enrolment_id=own)
    take(paper(stranger(work=[work(1), twice]), day=1))

    assert state(class_id).reached.attended_minutes == 40
