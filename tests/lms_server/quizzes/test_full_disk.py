"""A full disk: nothing is acknowledged, nothing earlier is lost, and people can still read."""

import re
import resource
import signal
from contextlib import contextmanager

import pytest

from common.clock import to_wire
from common.ids import new_id
from lms_server.learners.queries import get_learner


@pytest.fixture
def full_disk():
    """While the block runs, every write of this process to a file past 64 KiB fails."""

    @contextmanager
    def limit():
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, earlier)

    return limit


@pytest.fixture
def answering(as_learner, now):
    """A learner in the quiz; ``.answer(place)`` makes a message, ``.send`` sends one."""
    browser = as_learner()
    browser.post("/learn/quiz", data={"csrf_token": browser.token})
    page = browser.get("/learn/quiz/questions").text
    attempt_id = re.search(r'"attempt_id": ?"([^"]+)"', page).group(1)
    drawn = browser.get(f"/api/v1/attempts/{attempt_id}").json["items"]
    # One choice alone answers these; pairs, numbers and texts would be refused for their form.
    items = [one for one in drawn if one["kind"] == "choice"]

    def answer(place):
        return {
            "id": str(new_id()),
            "attempt_id": attempt_id,
            "item_id": items[place]["item_id"],
            "revision": 1,
            "value": [items[place]["choices"][0]["choice_id"]],
            "answered_at": to_wire(now),
        }

    def send(message):
        headers = {"X-CSRFToken": browser.token}
        return browser.post("/api/v1/responses", json=[message], headers=headers)

    browser.answer, browser.send = answer, send
    return browser


def test_an_answer_is_refused_and_taken_once_there_is_room(answering, full_disk):
    first, second = answering.answer(0), answering.answer(1)
    answering.send(first)

    with full_disk():
        refused = answering.send(second)
    taken = answering.send(second)

    assert (refused.status_code, refused.json["code"]) == (503, "common.storage")
    assert taken.json[0]["status"] == "accepted"
    assert answering.send(first).json[0]["status"] == "duplicate"


def test_a_lesson_can_be_read(app, answering, full_disk):
    app.extensions["bus_lms.watch"].forget()  # so that presence is due

    with full_disk():
        assert answering.get("/learn/lesson/KNS-04-L1/1").status_code == 200


def test_a_learner_can_leave_and_nobody_sits_down_as_them(answering, full_disk):
    copied = answering.get_cookie("bus_session").value

    with full_disk():
        left = answering.post("/learn/leave", data={"csrf_token": answering.token})
    answering.set_cookie("bus_session", copied)

    assert left.location == "/learn/"
    assert answering.get("/learn/course").status_code == 401


def test_who_cannot_be_signed_in_is_told_why(database, answering, form_token, full_disk):
    with database.read() as db:
        code = get_learner(db, answering.learner_id).card_code
    answering.post("/learn/leave", data={"csrf_token": answering.token})
    token = form_token(answering, "/learn/card")

    with full_disk():
        answer = answering.post("/learn/card", data={"code": code, "csrf_token": token})

    assert answer.status_code == 503
    assert "common.storage" in answer.text
