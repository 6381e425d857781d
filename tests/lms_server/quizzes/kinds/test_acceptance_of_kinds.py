"""Answers of every kind come in by the one path of all answers; what no screen sends does not."""

import json
import uuid

import pytest
from sqlalchemy import select

from courses.model import ItemKind
from lms_server.journal.queries import read_range
from lms_server.quizzes.models import Response
from sync.chain import Stream

REFUSED = {
    ItemKind.CHOICE: ["nonsense"],
    ItemKind.TRUE_FALSE: ["true", "false"],
    ItemKind.MULTIPLE: ["true"],
    ItemKind.PICTURE_CHOICE: ["media/ma-vuong.svg"],
    ItemKind.HOTSPOT: ["120,120"],
    ItemKind.ORDER: ["1", "2", "3"],
    ItemKind.MATCH: ["a=b"],
    ItemKind.CATEGORIZE: ["Tin giả"],
    ItemKind.NUMBER: ["1e9"],
    ItemKind.TEXT: ["a\u202eb"],
}


@pytest.fixture
def send(learner):
    """Send an answer to an item as the page does; returns its receipt."""
    page = learner.get("/learn/quiz/questions").text
    attempt_id = page.split('"attempt_id": "')[1][:36]

    def post(item, value):
        message = {
            "id": str(uuid.uuid1()),
            "attempt_id": attempt_id,
            "item_id": item.item_id,
            "revision": 1,
            "value": value,
            "answered_at": "2026-03-02T01:30:00.000Z",
        }
        headers = {"X-CSRFToken": learner.token}
        return learner.post("/api/v1/responses", json=[message], headers=headers).json[0]

    post.attempt_id = attempt_id
    return post


def test_every_kind_is_taken_graded_and_explained(send, course, learner):
    receipts = [send(item, list(item.key)) for item in course.quiz.items]

    again = learner.get(f"/api/v1/attempts/{send.attempt_id}").json
    assert {one["status"] for one in receipts} == {"accepted"}
    assert {one["feedback"]["score"] for one in receipts} == {1.0}
    for item, receipt in zip(course.quiz.items, receipts, strict=True):
        assert item.explanation in receipt["feedback"]["text"]
        assert again["responses"][item.item_id]["feedback"] == receipt["feedback"]
        assert again["responses"][item.item_id]["value"] == list(item.key)


def test_the_journal_keeps_the_answer_of_each_kind_in_the_same_shape(send, course, database):
    for item in course.quiz.items:
        send(item, list(item.key))

    with database.read() as db:
        lines = [json.loads(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 1000)]
    kept = [line["d"] for line in lines if line["t"] == "response.accepted"]

    assert {one["item_id"]: one["value"] for one in kept} == {
        item.item_id: list(item.key) for item in course.quiz.items
    }
    assert {tuple(sorted(one)) for one in kept} == {
        (
            *("answered_at", "attempt_id", "flag", "is_counted", "item_id", "received_at"),
            *("response_id", "revision", "score", "value"),
        )
    }


def test_words_that_no_author_knows_stay_out_of_the_journal(send, course, database):
    item = next(one for one in course.quiz.items if one.kind is ItemKind.TEXT)

    receipt = send(item, ["Lò Thị Mai"])

    with database.read() as db:
        raw = [bytes(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 1000)]
        stored = db.scalars(select(Response.value)).all()
    (kept,) = [one["d"] for one in map(json.loads, raw) if one["t"] == "response.accepted"]
    assert receipt["status"] == "accepted"
    assert (kept["value"], kept["score"]) == (["…"], 0.0)
    assert stored == [["Lò Thị Mai"]]


@pytest.mark.parametrize("kind", ItemKind)
def test_what_no_screen_sends_is_refused_and_not_stored(kind, send, course, db_count):
    item = next(one for one in course.quiz.items if one.kind is kind)

    receipt = send(item, REFUSED[kind])

    assert (receipt["status"], receipt["code"]) == ("rejected", "courses.unknown_choice")
    assert db_count(Response) == 0


def test_a_real_number_is_refused_by_name_and_kept_nowhere(send, course, database, db_count):
    item = next(one for one in course.quiz.items if one.kind is ItemKind.TEXT)

    receipt = send(item, ["số thẻ 1234 5678 9012"])

    with database.read() as db:
        lines = "".join(map(str, read_range(db, "0a1b2c3d", Stream.D, 1, 1000)))
    assert (receipt["status"], receipt["code"]) == ("rejected", "courses.secret_typed")
    assert db_count(Response) == 0
    assert "1234 5678" not in lines


def test_the_page_is_told_no_answer_before_it_is_given(learner, send, course):
    raw = learner.get(f"/api/v1/attempts/{send.attempt_id}").get_data(as_text=True)
    words = json.dumps(json.loads(raw), ensure_ascii=False)

    for item in course.quiz.items:
        assert item.explanation not in words
        assert not [one for one in item.choices if one.feedback and one.feedback in words]
        assert not [one for one in item.key if "=" in one and one in words]
    assert "Nghệ An" not in words
    assert "30000" not in words
