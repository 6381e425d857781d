"""A guest at a machine who reads a lesson and does a task, and learners who come after."""

import pytest

from common.clock import to_wire, utc_now
from common.ids import new_id
from lms_server.learners.queries import get_learner
from lms_server.training.guests import list_visits
from tests.playing import straight_way

LESSON, TASK = "KNS-04-L1", "KNS-04-T1"


@pytest.fixture
def as_guest(as_device, open_class, form_token, database):
    """Return a browser of a guest; the ids are its attributes."""

    def make(client=None, training_session_id=None):
        client = client or as_device()
        client.training_session_id = training_session_id or open_class()
        client.token = form_token(client, "/learn/card")
        form = {"csrf_token": client.token, "class": str(client.training_session_id)}
        answer = client.post("/learn/guest", data=form)
        assert answer.location == "/learn/course"
        client.token = form_token(client, f"/learn/lesson/{LESSON}/1")
        with database.read() as db:
            client.enrolment_id = list_visits(db, client.training_session_id, most=1)[
                0
            ].enrolment_id
        return client

    return make


@pytest.fixture
def work(course):
    """Let somebody read the first lesson to its end and do the first task right."""

    def do(client):
        client.post(f"/learn/lesson/{LESSON}/done", data={"csrf_token": client.token})
        page = client.get(f"/learn/task/{TASK}").text
        message = {
            "id": str(new_id()),
            "simulator_attempt_id": page.split('"attempt_id": "')[1][:36],
            "events": straight_way(course.simulators[TASK]),
            "finished_at": to_wire(utc_now()),
        }
        headers = {"X-CSRFToken": client.token}
        (receipt,) = client.post("/api/v1/traces", json=[message], headers=headers).json
        assert receipt["status"] == "accepted"
        return message

    return do


@pytest.fixture
def come_by_card(database, form_token):
    """Let a learner sign in by card at a machine that nobody sits at; return the answer."""

    def come(client, learner_id):
        if client.get("/learn/").location:
            client.post("/learn/leave", data={"csrf_token": client.token})
        with database.read() as db:
            code = get_learner(db, learner_id).card_code
        token = form_token(client, "/learn/card")
        answer = client.post("/learn/card", data={"code": code, "csrf_token": token})
        client.token = form_token(client, f"/learn/lesson/{LESSON}/1")
        return answer

    return come


@pytest.fixture
def newcomer(register, enrol):
    """Enrol a new learner into a class; returns learner and enrolment."""

    def make(training_session_id, name="Lò Văn Ánh"):
        learner_id = register(name)
        return learner_id, enrol(training_session_id, learner_id)

    return make
