"""Trying without a name: what a guest may do, where it never shows, whose it becomes."""

import json
import re

import pytest

from lms_server.attendance.actions import close_training_session
from lms_server.attendance.queries import list_attendance
from lms_server.checking import verify
from lms_server.guests.actions import claim
from lms_server.guests.errors import AlreadyClaimedError, GuestNotFoundError, OtherCourseError
from lms_server.issuing.queries import learner_facts
from lms_server.journal.queries import read_range
from lms_server.learners.queries import search_learners
from lms_server.lessons.queries import get_lesson_facts
from lms_server.quizzes.models import Attempt
from lms_server.reports.queries import report_rows
from lms_server.statements.queries import list_facts
from lms_server.training.actions import NewTrainingSession, open_training_session
from lms_server.training.errors import EnrolmentNotFoundError, TrainingSessionClosedError
from lms_server.training.queries import count_enrolments, get_enrolment, list_enrolments
from sync.chain import Stream

LESSON, TASK = "KNS-04-L1", "KNS-04-T1"


@pytest.fixture
def journal(database):
    """Return the records of all streams but those of setting up."""

    def read(*kinds):
        with database.read() as db:
            raw = [one for s in Stream for one in read_range(db, "0a1b2c3d", s, 1, 1000)]
        lines = [json.loads(one) for one in raw]
        return [one for one in lines if not kinds or one["t"] in kinds]

    return read


@pytest.fixture
def facts(database):
    def read(enrolment_id):
        with database.read() as db:
            return get_lesson_facts(db, enrolment_id)

    return read


@pytest.fixture
def claim_for(database, now):
    def make(guest_enrolment_id, enrolment_id):
        with database.write() as db:
            claim(db, guest_enrolment_id, enrolment_id, actor="system", now=now)

    return make


def test_the_door_offers_to_try_and_a_guest_learns_and_practises(as_device, as_guest, work, facts):
    client = as_guest()
    work(client)

    assert "Thử một chút" in as_device().get("/learn/").text
    assert facts(client.enrolment_id).lessons_done == {LESSON}
    assert facts(client.enrolment_id).tasks_done == {TASK}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/learn/quiz"),
        ("post", "/learn/quiz"),
        ("get", "/learn/quiz/questions"),
        ("get", "/learn/result"),
        ("get", "/learn/extras"),
        ("post", "/learn/together/add"),
        ("get", "/learn/guest/claim"),
    ],
)
def test_what_counts_is_for_those_in_the_class(as_guest, db_count, method, path):
    client = as_guest()

    answer = client.open(path, method=method, data={"csrf_token": client.token})

    assert answer.location == "/learn/guest/stop"
    assert "người có tên trong lớp" in client.get(answer.location).text
    assert db_count(Attempt) == 0


@pytest.mark.parametrize("path", ["/learn/course", "/learn/together", "/learn/deeds"])
def test_a_guest_is_offered_nothing_that_leads_to_the_stop(as_guest, path):
    client = as_guest()

    page = client.get(path).text
    offered = re.findall(r'<a [^>]*href="(/learn/[^"?]*)', page)
    refused = [one for one in offered if client.get(one).location == "/learn/guest/stop"]

    assert refused == []
    assert "/learn/together/add" not in page


def test_a_program_that_asks_for_a_guest_is_told_by_code(as_guest):
    client = as_guest()

    answer = client.get("/api/v1/attempts/01234567-89ab-cdef-0123-456789abcdef")

    assert answer.status_code == 403
    assert answer.json["code"] == "guests.not_for_guests"


def test_a_guest_is_in_no_list_no_report_no_record(
    as_guest, work, newcomer, database, course, bundled, journal, now
):
    client = as_guest()
    _, enrolment_id = newcomer(client.training_session_id)
    before = len(journal())
    work(client)
    class_id = client.training_session_id

    with database.read() as db:
        assert [one.id for one in list_enrolments(db, class_id)] == [enrolment_id]
        assert count_enrolments(db)[class_id] == 1
        assert list(list_attendance(db, class_id)) == [enrolment_id]
        assert [one.enrolment_id for one in learner_facts(db, class_id, course)] == [enrolment_id]
        rows = report_rows(db, course.course_id, course.version, course=course)
        assert not any(row.answers for row in rows)
        assert list_facts(db, bundled) == []
        assert search_learners(db, "khach") == []
        with pytest.raises(EnrolmentNotFoundError):
            get_enrolment(db, client.enrolment_id)
    assert len(journal()) == before
    with database.write() as db:
        close_training_session(db, class_id, actor="system", now=now)
    noted = [one["d"]["enrolment_id"] for one in journal("attendance.noted")]
    assert noted == [str(enrolment_id)]


def test_the_check_of_a_bus_does_not_miss_guests_in_the_journal(as_guest, work, database):
    work(as_guest())

    told = [one for one in verify(database) if not one.is_good]

    assert told == []


def test_no_card_and_no_picture_make_a_guest_of_somebody_else(as_guest, as_device):
    guest = as_guest()

    assert as_device().get(f"/learn/who/{guest.enrolment_id}").status_code == 404


def test_who_signs_in_next_is_asked_and_takes_the_work_over(
    as_guest, work, newcomer, come_by_card, facts, journal
):
    client = as_guest()
    message = work(client)
    learner_id, enrolment_id = newcomer(client.training_session_id)

    answer = come_by_card(client, learner_id)
    asked = client.get("/learn/guest/claim").text
    done = client.post("/learn/guest/claim", data={"csrf_token": client.token, "mine": "yes"})

    assert answer.location == "/learn/guest/claim"
    assert "Vừa có người học thử ở máy này." in asked
    assert "Số bài đã mở: 1." in asked
    assert done.location == "/learn/course"
    assert facts(enrolment_id).lessons_done == {LESSON}
    assert facts(enrolment_id).tasks_done == {TASK}
    assert facts(client.enrolment_id).lessons == ()
    (traced,) = journal("trace.accepted")
    assert (traced["d"]["trace_id"], traced["d"]["enrolment_id"]) == (
        message["id"],
        str(enrolment_id),
    )
    (claimed,) = journal("guest.claimed")
    assert claimed["d"]["enrolment_id"] == str(enrolment_id)


def test_who_says_no_keeps_nothing_and_nobody_else_is_asked(
    as_guest, work, newcomer, come_by_card, facts
):
    client = as_guest()
    work(client)
    first_id, first = newcomer(client.training_session_id)
    second_id, _ = newcomer(client.training_session_id, "Vàng A Páo")

    come_by_card(client, first_id)
    client.post("/learn/guest/claim", data={"csrf_token": client.token, "mine": "no"})
    next_one = come_by_card(client, second_id)

    assert next_one.location == "/learn/course"
    assert not facts(first).lessons_done | facts(first).tasks_tried
    assert facts(client.enrolment_id).lessons_done == {LESSON}


def test_a_guest_who_did_nothing_is_not_asked_about(as_device, as_guest, newcomer, come_by_card):
    client = as_guest()
    client.post("/learn/leave", data={"csrf_token": client.token})
    client = as_guest(client, client.training_session_id)
    learner_id, _ = newcomer(client.training_session_id)
    come_by_card(client, learner_id)

    other = as_device()
    learner_id, _ = newcomer(client.training_session_id, "Vàng A Páo")

    assert come_by_card(other, learner_id).location == "/learn/course"


def test_a_trace_that_comes_late_goes_to_who_took_the_work_over(
    as_guest, work, newcomer, claim_for, journal
):
    client = as_guest()
    _, enrolment_id = newcomer(client.training_session_id)
    work(client)
    claim_for(client.enrolment_id, enrolment_id)

    work(client)

    assert {one["d"]["enrolment_id"] for one in journal("trace.accepted")} == {str(enrolment_id)}


def test_work_is_taken_over_once_and_asking_again_changes_nothing(
    as_guest, work, newcomer, claim_for, journal
):
    client = as_guest()
    work(client)
    _, first = newcomer(client.training_session_id)
    _, second = newcomer(client.training_session_id, "Vàng A Páo")

    claim_for(client.enrolment_id, first)
    claim_for(client.enrolment_id, first)

    with pytest.raises(AlreadyClaimedError):
        claim_for(client.enrolment_id, second)
    assert len(journal("guest.claimed", "trace.accepted")) == 2


def test_own_work_is_never_made_less_by_that_of_a_guest(
    as_guest, work, as_learner, claim_for, facts
):
    guest = as_guest()
    work(guest)
    learner = as_learner(guest.training_session_id)
    learner.get("/learn/lesson/KNS-04-L2/1")
    learner.get(f"/learn/lesson/{LESSON}/1")

    claim_for(guest.enrolment_id, learner.enrolment_id)

    lessons = {one.lesson_id: one for one in facts(learner.enrolment_id).lessons}
    assert set(lessons) == {LESSON, "KNS-04-L2"}
    assert lessons[LESSON].completed_at is not None
    assert lessons[LESSON].furthest_page > 1


def test_only_work_of_the_same_course_is_taken_over(
    as_guest, work, newcomer, claim_for, database, bundled, add_account, now
):
    guest = as_guest()
    work(guest)
    where = NewTrainingSession(
        commune_code="17071",
        village="bản Hai",
        place="sân",
        trainer_id=add_account("trainer"),
        trainer_name="Lò Thị Mai",
    )
    with database.write() as db:
        other = open_training_session(
            db, where, course=bundled.get_course("KNS-01"), actor="system", now=now
        )
    _, enrolment_id = newcomer(other)

    with pytest.raises(OtherCourseError):
        claim_for(guest.enrolment_id, enrolment_id)


def test_nothing_moves_into_a_class_that_ended_or_from_nobody(
    as_guest, work, newcomer, claim_for, database, now
):
    guest = as_guest()
    work(guest)
    _, enrolment_id = newcomer(guest.training_session_id)
    with pytest.raises(GuestNotFoundError):
        claim_for(enrolment_id, enrolment_id)

    with database.write() as db:
        close_training_session(db, guest.training_session_id, actor="system", now=now)

    with pytest.raises(TrainingSessionClosedError):
        claim_for(guest.enrolment_id, enrolment_id)


def test_the_trainer_says_at_the_desk_whose_it_was(
    as_guest, work, newcomer, as_staff, form_token, facts, journal
):
    guest = as_guest()
    work(guest)
    _, enrolment_id = newcomer(guest.training_session_id)
    trainer = as_staff("trainer")
    desk = f"/staff/classes/{guest.training_session_id}/guests"

    shown = trainer.get(desk).text
    trainer.post(
        f"{desk}/{guest.enrolment_id}",
        data={"csrf_token": form_token(trainer, desk), "enrolment_id": str(enrolment_id)},
    )

    assert "Máy 7" in shown
    assert facts(enrolment_id).tasks_done == {TASK}
    assert journal("guest.claimed")[0]["who"] == f"account:{trainer.account_id}"
    assert str(guest.enrolment_id) not in trainer.get(desk).text


def test_an_officer_does_not_say_whose_it_was(as_guest, as_staff):
    guest, officer = as_guest(), as_staff("officer")
    desk = f"/staff/classes/{guest.training_session_id}/guests"

    assert officer.get(desk).status_code == 403


def test_nobody_tries_in_a_class_that_ended(as_device, open_class, form_token, database, now):
    class_id = open_class()
    with database.write() as db:
        close_training_session(db, class_id, actor="system", now=now)
    client = as_device()
    form = {"csrf_token": form_token(client, "/learn/card"), "class": str(class_id)}

    assert client.post("/learn/guest", data=form).status_code == 409
