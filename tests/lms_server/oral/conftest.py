"""A class with an oral mode, and a learner who takes the whole quiz."""

import json
import uuid

import pytest

from common.clock import utc_now
from lms_server.journal.models import JournalEntry
from lms_server.oral.actions import end_oral, start_oral
from lms_server.oral.rules import OralReason


@pytest.fixture
def begin_oral(database):
    """Start the oral mode of a learner as an account."""

    def begin(client, reason=OralReason.READING):
        with database.write() as db:
            start_oral(db, client.enrolment_id, reason=reason, actor="account:mai", now=utc_now())

    return begin


@pytest.fixture
def stop_oral(database):
    def stop(client):
        with database.write() as db:
            end_oral(db, client.enrolment_id, actor="account:mai", now=utc_now())

    return stop


@pytest.fixture
def begin_quiz():
    """Open the quiz as the page does; returns its id."""

    def begin(client):
        client.post("/learn/quiz", data={"csrf_token": client.token})
        page = client.get("/learn/quiz/questions").text
        return page.split('"attempt_id": "')[1][:36]

    return begin


@pytest.fixture
def finish_quiz(course):
    """Answer everything right and end the quiz."""

    def finish(client, attempt_id):
        shown = client.get(f"/api/v1/attempts/{attempt_id}").json
        answers = [
            {
                "id": str(uuid.uuid5(uuid.UUID(attempt_id), one["item_id"])),
                "attempt_id": attempt_id,
                "item_id": one["item_id"],
                "revision": 1,
                "value": list(course.quiz.get_item(one["item_id"]).key),
                "answered_at": "2026-03-02T01:30:00.000Z",
            }
            for one in shown["items"]
        ]
        headers = {"X-CSRFToken": client.token}
        client.post("/api/v1/responses", json=answers, headers=headers)
        return client.post(f"/api/v1/attempts/{attempt_id}/submit", headers=headers).json

    return finish


@pytest.fixture
def records(database):
    """Return what the journal holds of a kind."""

    def find(kind):
        with database.read() as db:
            lines = [json.loads(one.raw) for one in db.query(JournalEntry).all()]
        return [one for one in lines if one["t"] == kind]

    return find
