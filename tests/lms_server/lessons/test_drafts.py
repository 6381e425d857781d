"""An unfinished task goes on where the learner stopped, at this machine or another."""

import json
import re

import pytest

from lms_server.learners.queries import get_learner
from lms_server.lessons.actions import move_work
from lms_server.lessons.models import SimulatorDraft

TASK = "KNS-04-T1"
DRAFTS = "/api/v1/drafts"


def task_of(browser):
    """Return the first player of the task's page."""
    page = browser.get(f"/learn/task/{TASK}").text
    found = re.search(r'id="task">(.*?)</script>', page, re.DOTALL).group(1)
    return json.loads(found)["players"][0]


@pytest.fixture
def keep():
    """Send how far a try came."""

    def send(browser, events, attempt_id=None):
        body = {
            "simulator_attempt_id": attempt_id or task_of(browser)["attempt_id"],
            "events": events,
        }
        return browser.post(DRAFTS, json=body, headers={"X-CSRFToken": browser.token})

    return send


@pytest.fixture
def sit_elsewhere(as_device, form_token, database):
    """Let the learner of a browser sign in at another machine."""

    def move(browser):
        other = as_device()
        with database.read() as db:
            card = get_learner(db, browser.learner_id).card_code
        token = form_token(other, "/learn/card")
        answer = other.post("/learn/card", data={"code": card, "csrf_token": token})
        assert answer.location == "/learn/course"
        other.token = form_token(other, "/learn/course")
        return other

    return move


def test_the_page_goes_on_with_what_was_kept(as_learner, keep, play):
    browser = as_learner()
    events = play(TASK)[:3]

    assert task_of(browser)["draft"] == []
    assert keep(browser, events[:1]).status_code == 204
    assert keep(browser, events).status_code == 204
    assert task_of(browser)["draft"] == events


def test_another_machine_goes_on_with_it(as_learner, keep, play, sit_elsewhere):
    browser = as_learner()
    events = play(TASK)[:3]
    keep(browser, events)
    before = task_of(browser)["attempt_id"]

    other = sit_elsewhere(browser)

    assert task_of(other)["draft"] == events
    assert task_of(other)["attempt_id"] != before


def test_a_try_begun_anew_forgets_the_one_before(as_learner, keep, play, db_count):
    browser = as_learner()
    keep(browser, play(TASK)[:3])

    keep(browser, [])

    assert db_count(SimulatorDraft) == 0


def test_a_finished_try_is_forgotten(as_learner, keep, play, db_count, now):
    browser = as_learner()
    events = play(TASK)
    keep(browser, events[:-1])
    trace = {
        "id": "0195554f-0000-7000-8000-000000000009",
        "simulator_attempt_id": task_of(browser)["attempt_id"],
        "events": events,
        "finished_at": now.isoformat(),
    }

    answer = browser.post("/api/v1/traces", json=[trace], headers={"X-CSRFToken": browser.token})

    assert answer.json[0]["status"] == "accepted"
    assert db_count(SimulatorDraft) == 0
    assert task_of(browser)["draft"] == []


@pytest.mark.parametrize(("own", "expected"), [(0, 3), (2, 2)])
def test_work_that_becomes_somebody_elses_takes_the_unfinished_try_along(
    as_learner, keep, play, database, now, own, expected
):
    guest, learner = as_learner(), as_learner()
    events = play(TASK)
    keep(guest, events[:3])
    keep(learner, events[:own])

    with database.write() as db:
        move_work(
            db,
            from_enrolment=guest.enrolment_id,
            enrolment_id=learner.enrolment_id,
            learner_id=learner.learner_id,
            now=now,
        )

    assert task_of(learner)["draft"] == events[:expected]
    assert task_of(guest)["draft"] == []


def test_nobody_keeps_or_reads_a_foreign_try(as_learner, keep, play, db_count):
    first, second = as_learner(), as_learner()

    answer = keep(second, play(TASK)[:2], task_of(first)["attempt_id"])

    assert (answer.status_code, answer.json["code"]) == (403, "lessons.wrong_device")
    assert db_count(SimulatorDraft) == 0
    keep(first, play(TASK)[:2])
    assert task_of(second)["draft"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "lessons.malformed"),
        (b"{", "lessons.malformed"),
        (b"x" * 300_000, "lessons.malformed"),
        (b'{"simulator_attempt_id": "7", "events": []}', "lessons.malformed"),
        (
            b'{"simulator_attempt_id": "0195554f-0000-7000-8000-000000000009", "events": []}',
            "lessons.attempt_not_found",
        ),
    ],
)
def test_what_is_no_draft_is_refused(as_learner, body, code):
    browser = as_learner()

    answer = browser.post(
        DRAFTS, data=body, headers={"X-CSRFToken": browser.token}, content_type="application/json"
    )

    assert answer.json["code"] == code
