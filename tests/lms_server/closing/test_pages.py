"""The trainer ends a class: who is in a quiz and what has still to come is said before."""

import re

import pytest

from common.clock import to_wire
from lms_server.devices.actions import SignOfLife, store_signs_of_life
from lms_server.quizzes import queries


@pytest.fixture
def in_the_quiz(as_learner):
    """A learner who has begun the quiz."""
    browser = as_learner()
    browser.post("/learn/quiz", data={"csrf_token": browser.token})
    return browser


@pytest.fixture
def answer(now):
    """Answer the question at a place with its first choice; returns the receipt."""

    def send(browser, place):
        page = browser.get("/learn/quiz/questions").text
        attempt_id = re.search(r'"attempt_id": ?"([^"]+)"', page).group(1)
        item = browser.get(f"/api/v1/attempts/{attempt_id}").json["items"][place]
        message = {
            "id": f"0195554f-0000-7000-8000-{place:012}",
            "attempt_id": attempt_id,
            "item_id": item["item_id"],
            "revision": 1,
            "value": [],
            "answered_at": to_wire(now),
        }
        headers = {"X-CSRFToken": browser.token}
        return browser.post("/api/v1/responses", json=[message], headers=headers).json[0]

    return send


def test_who_is_in_a_quiz_is_said_before_and_scored_after(
    database, as_staff, in_the_quiz, answer, form_token
):
    trainer = as_staff("trainer")
    path = f"/staff/classes/{in_the_quiz.training_session_id}/close"
    answer(in_the_quiz, 0)

    page = trainer.get(path).text
    trainer.post(path, data={"csrf_token": form_token(trainer, path)})

    assert "1 học viên đang làm bài kiểm tra." in page
    with database.read() as db:
        facts = queries.get_quiz_facts(db, in_the_quiz.enrolment_id)
    assert (facts.tries, facts.item_count, facts.best.correct) == (1, 0, 0)


def test_a_laptop_with_answers_is_named(database, as_staff, as_learner, add_device, now):
    learner = as_learner()
    device_id, _ = add_device("Máy 12")
    with database.write() as db:
        store_signs_of_life(db, {device_id: SignOfLife(now, "1", 3, 0, 0)})

    page = as_staff("trainer").get(f"/staff/classes/{learner.training_session_id}/close").text

    assert "Còn câu trả lời chờ gửi ở: Máy 12." in page


def test_nothing_is_said_when_nobody_has_answered(as_staff, in_the_quiz):
    learner = in_the_quiz

    page = as_staff("trainer").get(f"/staff/classes/{learner.training_session_id}/close").text

    assert 'id="quizzes"' not in page
    assert 'id="behind"' not in page


def test_a_learner_of_an_ended_class_is_signed_out_at_once(as_staff, in_the_quiz, form_token):
    trainer = as_staff("trainer")
    path = f"/staff/classes/{in_the_quiz.training_session_id}/close"

    trainer.post(path, data={"csrf_token": form_token(trainer, path)})

    assert in_the_quiz.get("/learn/quiz").location == "/learn/over"
