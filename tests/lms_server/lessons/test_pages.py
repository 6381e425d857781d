"""Lesson and practice pages through a browser."""

import uuid

import pytest

from lms_server.lessons.models import LessonProgress


def test_a_lesson_is_read_page_by_page_and_resumed(as_learner, course, db_count):
    client, lesson = as_learner(), course.lessons[0]
    path = f"/learn/lesson/{lesson.lesson_id}"

    assert client.get(path).location == f"{path}/1"
    for number in (1, 2, 3, 2):
        page = client.get(f"{path}/{number}").text
        assert lesson.pages[number - 1].heading in page

    assert client.get(path).location == f"{path}/3"
    assert db_count(LessonProgress) == 1


def test_the_last_page_leads_to_practice(as_learner, course):
    client = as_learner()
    lesson = next(one for one in course.lessons if one.simulator_ids)
    path = f"/learn/lesson/{lesson.lesson_id}"

    last = client.get(f"{path}/{len(lesson.pages)}").text
    answer = client.post(f"{path}/done", data={"csrf_token": client.token})

    assert "Thực hành" in last
    assert answer.location == f"/learn/task/{lesson.simulator_ids[0]}"
    assert client.get(path).location == f"{path}/1", "a finished lesson begins anew"


@pytest.mark.parametrize("path", ["KNS-04-L9", "KNS-04-L1/0", "KNS-04-L1/99"])
def test_a_page_that_is_not_there_is_told_kindly(as_learner, path):
    answer = as_learner().get(f"/learn/lesson/{path}")

    assert answer.status_code == 404
    assert "Không tìm thấy trang này của bài học." in answer.text


def test_practice_is_sent_and_shows_on_the_path(as_learner, play):
    client = as_learner()
    page = client.get("/learn/task/KNS-04-T1").text
    attempt_id = page.split('"attempt_id": "')[1][:36]
    message = {
        "id": str(uuid.UUID(int=5)),
        "simulator_attempt_id": attempt_id,
        "events": play("KNS-04-T1"),
        "finished_at": "2026-03-02T01:30:00.000Z",
    }

    headers = {"X-CSRFToken": client.token}
    (receipt,) = client.post("/api/v1/traces", json=[message], headers=headers).json

    assert receipt["status"] == "accepted"
    assert receipt["feedback"] == {"is_done": True}
    assert client.get("/learn/task/KNS-04-T1").text.split('"attempt_id": "')[1][:36] == attempt_id
    assert client.get("/learn/course").text.count("sign-done") == 1


def test_pictures_come_from_the_package_and_from_nowhere_else(as_learner, course):
    client = as_learner()
    name = min(course.media)

    folder = f"/learn/media/{course.package_hash}"
    with client.get(f"{folder}/{name}") as good:
        assert good.status_code == 200
        assert "max-age=31536000" in good.headers["Cache-Control"]
        policy = good.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox"} < set(policy)
    for bad in ("course.yaml", "../KNS-04/course.yaml", "quizzes/kiem-tra.yaml"):
        assert client.get(f"{folder}/{bad}").status_code == 404
    assert client.get(f"/learn/media/{'0' * 64}/{name}").status_code == 404


def test_the_player_is_served_and_nothing_beside_it(client):
    with client.get("/static/player/player.js") as good:
        assert good.status_code == 200
    assert client.get("/static/player/../machine.py").status_code == 404


def test_an_unknown_task_is_told_kindly(as_learner):
    assert as_learner().get("/learn/task/KNS-04-T9").status_code == 404
