"""Who does not read is asked by word of mouth: same questions, same mark, and it is told."""

import re
import uuid

import pytest

from lms_server.issuing import labels
from lms_server.issuing.queries import learner_facts
from lms_server.oral.errors import ReasonUnknownError
from lms_server.oral.models import OralMode
from lms_server.oral.rules import OralReason
from lms_server.quizzes.queries import get_attempt, get_quiz_facts
from lms_server.reports.queries import report_rows
from lms_server.statements.queries import list_facts
from lms_server.statements.rules import build_statement


def mode_url(client):
    return f"/staff/classes/{client.training_session_id}/oral/{client.enrolment_id}"


@pytest.fixture
def trainer(as_staff):
    return as_staff("trainer")


@pytest.fixture
def post(form_token):
    def send(staff, url, **form):
        token = form_token(staff, "/staff/classes/")
        return staff.post(url, data={"csrf_token": token, **form})

    return send


def test_the_trainer_starts_and_ends_it_and_the_journal_says_who_and_why(
    trainer, post, as_learner, records
):
    learner = as_learner()

    post(trainer, mode_url(learner), reason="reading")
    post(trainer, mode_url(learner), reason="wish")
    post(trainer, f"{mode_url(learner)}/end")

    (started,), (ended,) = records("oral_mode.started"), records("oral_mode.ended")
    assert started["who"] == ended["who"] == f"account:{trainer.account_id}"
    assert started["d"]["reason"] == "reading"
    assert started["d"]["enrolment_id"] == ended["d"]["enrolment_id"] == str(learner.enrolment_id)
    assert "Nguyễn" not in str(started)


def test_without_a_reason_nothing_begins(trainer, post, as_learner, db_count):
    answer = post(trainer, mode_url(as_learner()), reason="laziness")

    assert answer.status_code == ReasonUnknownError.http_status
    assert "Mời chọn lý do" in answer.text
    assert db_count(OralMode) == 0


@pytest.mark.parametrize(
    ("role", "status"), [("trainer", 200), ("assistant", 200), ("officer", 403), ("admin", 403)]
)
def test_those_in_front_of_the_class_decide(as_staff, as_learner, role, status):
    assert as_staff(role).get(mode_url(as_learner())).status_code == status


def test_after_the_class_nobody_begins_it(trainer, post, as_learner, db_count):
    learner = as_learner()
    closing = f"/staff/classes/{learner.training_session_id}/close"
    post(trainer, closing)

    answer = post(trainer, mode_url(learner), reason="reading")

    assert answer.status_code == 409
    assert db_count(OralMode) == 0


def test_the_attempt_the_result_and_the_journal_say_so(
    database, as_learner, begin_oral, begin_quiz, finish_quiz, records
):
    learner = as_learner()
    begin_oral(learner)

    result = finish_quiz(learner, begin_quiz(learner))

    with database.read() as db:
        best = get_quiz_facts(db, learner.enrolment_id).best
        assert get_attempt(db, best.attempt_id).is_oral
    assert best.is_oral
    assert result["item_count"] == 10
    assert records("attempt.opened")[0]["d"]["is_oral"]
    assert records("attempt.submitted")[0]["d"]["is_oral"]
    assert "Kiểm tra miệng" in learner.get("/learn/result").text


def test_begun_in_the_middle_and_ended_before_the_end_it_still_says_so(
    database, as_learner, begin_oral, stop_oral, begin_quiz, finish_quiz
):
    learner = as_learner()
    attempt_id = begin_quiz(learner)
    begin_oral(learner)
    stop_oral(learner)

    finish_quiz(learner, attempt_id)

    with database.read() as db:
        assert get_quiz_facts(db, learner.enrolment_id).best.is_oral


def test_an_attempt_after_it_is_as_usual(
    database, as_learner, begin_oral, stop_oral, begin_quiz, finish_quiz
):
    learner = as_learner()
    begin_oral(learner)
    stop_oral(learner)

    finish_quiz(learner, begin_quiz(learner))

    with database.read() as db:
        assert not get_quiz_facts(db, learner.enrolment_id).best.is_oral


def test_what_begins_after_the_end_does_not_mark_a_late_answer(
    database, as_learner, begin_oral, begin_quiz, finish_quiz
):
    learner = as_learner()
    attempt_id = begin_quiz(learner)
    finish_quiz(learner, attempt_id)
    begin_oral(learner)

    finish_quiz(learner, attempt_id)

    with database.read() as db:
        assert not get_quiz_facts(db, learner.enrolment_id).best.is_oral


def test_lists_reports_and_other_systems_are_told(
    app, database, bundled, course, trainer, as_learner, begin_oral, begin_quiz, finish_quiz
):
    learner = as_learner()
    begin_oral(learner)
    finish_quiz(learner, begin_quiz(learner))

    with app.test_request_context(), database.read() as db:
        (facts,) = learner_facts(db, learner.training_session_id, course)
        rows = report_rows(db, course.course_id, course.version, course=course)
        stated = [build_statement(one, bus_code="79B03") for one in list_facts(db, bundled)]
        assert labels.score_text(facts) == "10/10, kiểm tra miệng"
    wall = trainer.get(f"/staff/classes/{learner.training_session_id}/wall").text
    report = trainer.get("/staff/reports/items").text
    assert sum(row.item.oral for row in rows if row.item) == 10
    assert sum("extensions" in one.get("result", {}) for one in stated) == 1
    assert "<small>kiểm tra miệng</small>" in wall
    assert "Lượt trả lời miệng" in report


def test_questions_and_pass_mark_are_those_of_everybody(
    database, as_learner, begin_oral, begin_quiz, finish_quiz, course
):
    learner = as_learner()
    begin_oral(learner)
    attempt_id = begin_quiz(learner)

    with database.read() as db:
        items = [one["item_id"] for one in get_attempt(db, uuid.UUID(attempt_id)).items]
    assert len(items) == course.quiz.draw
    assert set(items) <= {one.item_id for one in course.quiz.items}
    assert finish_quiz(learner, attempt_id)["is_passed"]


def test_the_questions_read_themselves_aloud_only_then(as_learner, begin_oral, begin_quiz):
    learner = as_learner()
    begin_quiz(learner)
    before = learner.get("/learn/quiz/questions").text

    begin_oral(learner, OralReason.SEEING)

    page = learner.get("/learn/quiz/questions").text
    assert "data-reads-by-itself" not in before
    assert "data-reads-by-itself" in page
    assert re.search("Kiểm tra miệng: máy đọc, bác chỉ tay", page)


@pytest.mark.parametrize("is_begun", [False, True])
def test_the_page_before_the_quiz_says_so_by_itself(
    as_learner, begin_oral, stop_oral, begin_quiz, is_begun
):
    learner = as_learner()
    if is_begun:
        begin_quiz(learner)
    told = "Bài này là kiểm tra miệng."

    before = learner.get("/learn/quiz").text
    begin_oral(learner)
    page = learner.get("/learn/quiz").text
    stop_oral(learner)

    assert told not in before
    assert told in page
    assert "Bác chỉ vào câu trả lời, hoặc nói ra." in page
    assert "data-reads-by-itself" in page
    assert told not in learner.get("/learn/quiz").text
