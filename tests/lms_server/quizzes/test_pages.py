"""The quiz through a browser: no keys in the page, resumed after a reload, submitted once."""

import uuid

import pytest

from common.clock import to_wire
from lms_server.quizzes.models import Response

PUBLIC = {"item_id", "kind", "prompt", "picture", "most", "choices", "targets"}


@pytest.fixture
def sitting(as_learner, course):
    """A learner who has begun the quiz; ``.attempt`` is what the page gets."""
    client = as_learner()
    client.quiz = course.quiz
    client.post("/learn/quiz", data={"csrf_token": client.token})
    page = client.get("/learn/quiz/questions").text
    client.attempt_id = page.split('"attempt_id": "')[1][:36]
    client.attempt = client.get(f"/api/v1/attempts/{client.attempt_id}").json
    return client


def answer(client, index, **change):
    item = client.attempt["items"][index]
    message = {
        "id": str(uuid.UUID(int=index + 1)),
        "attempt_id": client.attempt_id,
        "item_id": item["item_id"],
        "revision": 1,
        "value": some_answer(client.quiz.get_item(item["item_id"]), item),
        "answered_at": "2026-03-02T01:30:00.000Z",
    }
    return {**message, **change}


def some_answer(item, shown):
    """The first choice; the right answer where there is nothing to choose from."""
    is_chosen = shown["choices"] and not shown["targets"]
    return [shown["choices"][0]["choice_id"]] if is_chosen else list(item.key)


def send(client, *messages):
    headers = {"X-CSRFToken": client.token}
    return client.post("/api/v1/responses", json=list(messages), headers=headers)


def test_the_page_gets_items_without_keys_and_explanations(sitting, course):
    raw = sitting.get(f"/api/v1/attempts/{sitting.attempt_id}").text
    page = sitting.get("/learn/quiz/questions").text

    assert len(sitting.attempt["items"]) == 10
    assert set(sitting.attempt["items"][0]) == PUBLIC
    for item in course.quiz.items:
        assert item.explanation not in raw
        assert item.explanation not in page


def test_an_answer_is_receipted_and_found_again_after_a_reload(sitting, db_count):
    (receipt,) = send(sitting, answer(sitting, 0)).json

    again = sitting.get(f"/api/v1/attempts/{sitting.attempt_id}").json
    item_id = sitting.attempt["items"][0]["item_id"]
    assert receipt["status"] == "accepted"
    assert db_count(Response) == 1
    assert again["responses"][item_id]["feedback"] == receipt["feedback"]
    assert again["items"] == sitting.attempt["items"]


def test_resending_a_batch_stores_it_once(sitting, db_count):
    """The kiosk lost the reply and sends again."""
    first = send(sitting, answer(sitting, 0))
    second = send(sitting, answer(sitting, 0))

    assert [r["status"] for r in first.json + second.json] == ["accepted", "duplicate"]
    assert db_count(Response) == 1


def test_a_malformed_message_is_rejected_alone(sitting, db_count):
    bad = {"id": str(uuid.UUID(int=77)), "value": 3}

    receipts = send(sitting, bad, answer(sitting, 0), "x").json

    assert [one["status"] for one in receipts] == ["rejected", "accepted", "rejected"]
    assert receipts[0]["code"] == "quizzes.malformed"
    assert receipts[0]["id"] == bad["id"]
    assert db_count(Response) == 1


def test_a_body_that_is_no_batch_is_refused_whole(sitting):
    headers = {"X-CSRFToken": sitting.token}

    answered = sitting.post("/api/v1/responses", data=b"{", headers=headers)

    assert (answered.status_code, answered.json["code"]) == (400, "wire.bad_batch")


def test_a_cookie_alone_cannot_send_answers(sitting, db_count):
    refused = sitting.post("/api/v1/responses", json=[answer(sitting, 0)])

    assert (refused.status_code, refused.json["code"]) == (400, "web.forged_request")
    assert db_count(Response) == 0


def test_a_kiosk_sends_answers_also_after_the_learner_left(sitting, app):
    device = app.test_client()
    token = sitting.get_cookie("bus_device").value
    sitting.post("/learn/leave", data={"csrf_token": sitting.token})

    receipts = device.post(
        "/api/v1/responses",
        json=[answer(sitting, 0)],
        headers={"Authorization": f"Bearer {token}"},
    ).json

    assert receipts[0]["status"] == "accepted"


def test_an_unknown_device_is_told_so(sitting, client):
    refused = client.post(
        "/api/v1/responses",
        json=[answer(sitting, 0)],
        headers={"Authorization": "Bearer nobody"},
    )

    assert refused.status_code == 401


def test_the_end_shows_the_score_and_what_is_missing(sitting):
    for index in range(10):
        send(sitting, answer(sitting, index))
    headers = {"X-CSRFToken": sitting.token}

    url = f"/api/v1/attempts/{sitting.attempt_id}/submit"
    first = sitting.post(url, headers=headers).json
    second = sitting.post(url, headers=headers).json

    page = sitting.get("/learn/result").text
    assert first == second
    assert first["item_count"] == 10
    assert "Việc còn lại" in page
    assert sitting.get("/learn/quiz/questions").location == "/learn/quiz"
    assert "Lần tốt nhất của bác" in sitting.get("/learn/quiz").text


def test_an_attempt_of_another_learner_cannot_be_read_or_submitted(sitting, as_learner, register):
    other = as_learner(sitting.training_session_id, register("Vàng A Páo"))
    headers = {"X-CSRFToken": other.token}
    url = f"/api/v1/attempts/{sitting.attempt_id}"

    assert other.get(url).json["code"] == "quizzes.attempt_not_found"
    assert other.post(f"{url}/submit", headers=headers).status_code == 404


def test_the_attempt_follows_the_learner_to_another_machine(sitting, as_learner):
    send(sitting, answer(sitting, 0))
    there = as_learner(sitting.training_session_id, sitting.learner_id)
    url = f"/api/v1/attempts/{sitting.attempt_id}"

    assert there.get("/learn/quiz/questions").location == "/learn/quiz"
    assert there.get(url).json["code"] == "quizzes.wrong_device"
    there.post("/learn/quiz", data={"csrf_token": there.token})

    assert len(there.get(url).json["responses"]) == 1
    assert sitting.get(url).json["code"] == "web.sign_in_needed"
    assert send(sitting, answer(sitting, 1)).json[0]["status"] == "accepted"


def test_a_signed_out_learner_is_sent_to_the_door(sitting):
    sitting.post("/learn/leave", data={"csrf_token": sitting.token})

    assert sitting.get(f"/api/v1/attempts/{sitting.attempt_id}").status_code == 401
    assert sitting.get("/learn/quiz").location == "/learn/"


def test_a_clock_ahead_is_stored_as_it_was_shown(sitting, database):
    send(sitting, answer(sitting, 0, answered_at="2031-01-01T00:00:00+07:00"))

    with database.read() as db:
        (row,) = db.query(Response).all()
        assert to_wire(row.answered_at) == "2030-12-31T17:00:00.000Z"
        assert row.received_at != row.answered_at
