"""Classes on two versions of one course, through the pages."""

import json
import uuid

import pytest

from common.ids import new_id
from lms_server.accounts.models import Role

LESSON = "lessons/01-tai-khoan-vi.md"
OPENING = {
    "course_id": "KNS-04",
    "commune_code": "17071",
    "village": "bản Cá Giáng",
    "place": "Nhà văn hóa bản",
}


@pytest.fixture
def open_by_page(as_staff, form_token):
    """Open a class as a trainer does; returns its id."""

    def open_():
        client = as_staff(Role.TRAINER)
        token = form_token(client, "/staff/classes/open")
        answer = client.post("/staff/classes/open", data={**OPENING, "csrf_token": token})
        assert answer.status_code == 302, answer.text
        return uuid.UUID(answer.location.rpartition("/")[2])

    return open_


@pytest.fixture
def app(start):
    """The program as it runs now; ``restart`` replaces it."""
    return _Running(start)


class _Running:
    """A program that can be started again under those who hold it."""

    def __init__(self, start):
        self._start = start
        self.restart()

    def restart(self):
        self._app = self._start()

    def __getattr__(self, name):
        return getattr(self._app, name)


def answer_first(client, course, *, right):
    """Begin the quiz and answer one of its items; return the item's id and the receipt."""
    client.post("/learn/quiz", data={"csrf_token": client.token})
    page = client.get("/learn/quiz/questions").text
    attempt_id = page.split('"attempt_id": "')[1][:36]
    view = client.get(f"/api/v1/attempts/{attempt_id}").json
    item = next(
        found
        for one in view["items"]
        if (found := course.quiz.get_item(one["item_id"])).kind == "choice"
    )
    wrong = next(one.choice_id for one in item.choices if one.choice_id not in item.key)
    message = {
        "id": str(new_id()),
        "attempt_id": attempt_id,
        "item_id": item.item_id,
        "revision": 1,
        "value": list(item.key) if right else [wrong],
        "answered_at": "2026-03-02T01:30:00.000Z",
    }
    headers = {"X-CSRFToken": client.token}
    (receipt,) = client.post("/api/v1/responses", data=json.dumps([message]), headers=headers).json
    return item, receipt


def test_an_old_class_goes_on_with_its_version_and_a_new_one_gets_the_newest(
    app, as_learner, register, open_by_page, edit
):
    old_class = open_by_page()
    edit(LESSON, "# ", "# Bản mới: ", version="1.1")
    app.restart()
    new_class = open_by_page()

    old = as_learner(training_session_id=old_class)
    new = as_learner(training_session_id=new_class, learner_id=register("Lò Văn Ánh"))

    assert "Bản mới: " not in old.get("/learn/lesson/KNS-04-L1/1").text
    assert "Bản mới: " in new.get("/learn/lesson/KNS-04-L1/1").text


def test_an_old_class_is_graded_by_the_items_it_saw(
    app, as_learner, open_by_page, edit, catalog_of
):
    old_class = open_by_page()
    old_course = catalog_of(app).get_course("KNS-04")
    # In 1.1 every choice has other words, and with them another id.
    edit("quizzes/kiem-tra.yaml", 'text: "', 'text: "Bản mới ', version="1.1")
    app.restart()
    learner = as_learner(training_session_id=old_class)

    item, receipt = answer_first(learner, old_course, right=True)

    assert receipt["status"] == "accepted"
    assert receipt["feedback"]["score"] == 1.0
    new_item = catalog_of(app).get_course("KNS-04").quiz.get_item(item.item_id)
    assert set(new_item.key).isdisjoint(item.key)


def test_pictures_come_from_the_version_of_the_class(
    app, as_learner, open_by_page, edit, courses_dir
):
    old_class = open_by_page()
    picture = min((courses_dir / "KNS-04" / "media").glob("*.svg"))
    before = picture.read_bytes()
    edit(f"media/{picture.name}", "<svg", "<svg ", version="1.1")
    app.restart()
    learner = as_learner(training_session_id=old_class)
    page = learner.get("/learn/task/KNS-04-T1").text
    folder = page.split('"media": "')[1].split('"')[0]

    with learner.get(f"{folder}media/{picture.name}") as answer:
        assert answer.data == before
        assert "immutable" in answer.headers["Cache-Control"]


def test_opening_a_class_keeps_the_package_at_once(app, open_by_page, config, catalog_of):
    open_by_page()
    course = catalog_of(app).get_course("KNS-04")

    assert course.folder == config.data_dir / "courses" / course.package_hash
    assert (course.folder / "course.yaml").exists()


def test_no_class_opens_on_files_that_changed_since_the_start(as_staff, edit, form_token):
    client = as_staff(Role.TRAINER)
    token = form_token(client, "/staff/classes/open")
    edit(LESSON, "túi", "ví")

    answer = client.post("/staff/classes/open", data={**OPENING, "csrf_token": token})

    assert answer.status_code == 409
    assert "Khởi động lại" in answer.text
