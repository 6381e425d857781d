"""What a kiosk may keep for a learner, and that it tells nothing it must not."""

import hashlib
import json
import re

import pytest
from sqlalchemy import select

from common.wire.away import (
    AHEAD,
    FILES_PATH,
    PREPARE_PATH,
    TURN_HEADER,
    parse_files,
    parse_provisions,
)
from lms_server.attendance.actions import close_training_session
from lms_server.attendance.models import Presence
from lms_server.lessons.models import LessonProgress
from lms_server.quizzes.models import Attempt

AHEAD_HEADERS = dict([AHEAD])


def source_of(page):
    return page.source or page.path


def test_every_page_listed_is_there_and_belongs_to_the_turn(kiosk, provisions):
    answers = {
        page.path: kiosk.get(source_of(page), headers=AHEAD_HEADERS) for page in provisions.pages
    }
    turns = {answer.headers[TURN_HEADER] for answer in answers.values()}

    assert {answer.status_code for answer in answers.values()} <= {200, 302}
    assert len(turns) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers.values())


def test_a_learner_can_go_from_the_door_to_the_result(course, provisions):
    known = {page.path for page in provisions.pages}
    posts = {action.path: action.then for action in provisions.actions}

    for lesson in course.lessons:
        pages = {f"/learn/lesson/{lesson.lesson_id}/{n + 1}" for n in range(len(lesson.pages))}
        assert pages | {f"/learn/lesson/{lesson.lesson_id}"} <= known
        assert posts[f"/learn/lesson/{lesson.lesson_id}/done"] in known
    assert {f"/learn/task/{task}" for task in course.simulators} <= known
    assert {"/learn/", "/learn/course", "/learn/quiz", "/learn/result"} <= known
    assert posts["/learn/quiz"] in known
    assert posts["/learn/together/leave"] in known
    assert sum(path.startswith("/api/v1/attempts/") for path in known) == 1


def test_the_page_of_going_home_is_answered_without_the_bus(kiosk, provisions):
    [page] = [page for page in provisions.pages if page.path == "/learn/together"]
    text = kiosk.get(source_of(page), headers=AHEAD_HEADERS).text
    [form] = set(re.findall(r'<form method="post" action="([^"]*/leave)">', text))
    deeds = {action.path: action for action in provisions.actions}

    assert deeds[form].is_leaving
    assert deeds[form].when == {}
    assert 'href="/_kiosk/back"' in text
    assert "Bác ra về bây giờ ạ?" in text


def test_of_several_at_a_machine_all_go_home_without_the_bus_or_nobody(shared_kiosk):
    deeds = parse_provisions(shared_kiosk.post(PREPARE_PATH).data).actions
    [deed] = [one for one in deeds if one.path == "/learn/together/leave"]
    text = shared_kiosk.get("/learn/away/home").text

    assert deed.when == {"who": "all"}
    assert "Tất cả ra về" in text
    assert "Máy chưa nối lại với xe, nên cả nhóm cùng ra về." in text
    assert "Đổi lượt" not in text


def test_what_is_kept_holds_no_answer(kiosk, provisions, course):
    """Explanations and keys come with the receipt of an answer, never before."""
    kept = [kiosk.get(source_of(page), headers=AHEAD_HEADERS).text for page in provisions.pages]
    [attempt] = [json.loads(text) for text in kept if text.startswith('{"attempt_id"')]

    explained = [item.feedback for item in course.quiz.items if getattr(item, "feedback", "")]

    assert attempt["responses"] == {}
    assert not [text for one in explained for text in kept if str(one) in text]
    assert not [item for item in attempt["items"] if {"key", "feedback", "score"} & item.keys()]


def test_every_file_listed_is_what_its_hash_says(kiosk):
    files = parse_files(kiosk.get(FILES_PATH).data)
    wrong = []
    for file in files:
        body = kiosk.get(file.path, buffered=True).data
        if hashlib.sha256(body).hexdigest() != file.sha256:
            wrong.append(file.path)

    assert wrong == []
    assert any(file.path.endswith("/learn/quiz.js") for file in files)
    assert any(file.path.startswith("/learn/media/") for file in files)


def test_fetching_ahead_is_neither_reading_nor_presence(kiosk, provisions, db_count):
    before = db_count(Presence)

    for page in provisions.pages:
        kiosk.get(source_of(page), headers=AHEAD_HEADERS)

    assert (db_count(LessonProgress), db_count(Presence)) == (0, before)


def test_preparing_twice_opens_one_quiz(kiosk, provisions, database):
    again = parse_provisions(kiosk.post(PREPARE_PATH).data)

    with database.read() as db:
        attempts = db.scalars(select(Attempt)).all()
    assert len(attempts) == 1
    assert [page.path for page in again.pages] == [page.path for page in provisions.pages]


def test_no_quiz_is_opened_ahead_in_a_class_that_ended(kiosk, database, db_count, now):
    with database.write() as db:
        close_training_session(db, kiosk.training_session_id, actor="system", now=now)

    kiosk.post(PREPARE_PATH, headers=AHEAD_HEADERS)

    assert db_count(Attempt) == 0


@pytest.mark.usefixtures("provisions")
def test_a_quiz_opened_ahead_is_not_begun(kiosk, as_staff):
    wall = as_staff("trainer").get(f"/staff/classes/{kiosk.training_session_id}/wall").text
    begin = kiosk.get("/learn/quiz").text

    assert "Kiểm tra: câu" not in wall
    assert "làm tiếp" not in begin
    assert "Bắt đầu" in begin
    assert kiosk.get("/learn/result").status_code == 200


def test_nobody_who_is_not_signed_in_hears_anything(other_kiosk):
    answer = other_kiosk.post(PREPARE_PATH)

    assert answer.status_code == 401
    assert TURN_HEADER not in other_kiosk.get("/learn/").headers


@pytest.mark.parametrize("path", ["/learn/course", "/learn/away/course"])
def test_the_mark_of_a_turn_names_nobody_and_ends_with_it(kiosk, form_token, path):
    first = kiosk.get(path).headers[TURN_HEADER]
    token = form_token(kiosk, path)
    kiosk.post("/learn/leave", data={"csrf_token": token})

    assert first == first.lower()
    assert len(bytes.fromhex(first)) == 16
    assert TURN_HEADER not in kiosk.get(path).headers


def test_larger_letters_make_another_turn(kiosk, form_token):
    before = kiosk.get("/learn/course").headers[TURN_HEADER]
    form = {"csrf_token": form_token(kiosk, "/learn/course"), "text_size": "large"}

    kiosk.post("/learn/preferences", data=form)

    assert kiosk.get("/learn/course").headers[TURN_HEADER] != before


def test_a_plain_browser_gets_no_mark(as_learner):
    assert TURN_HEADER not in as_learner().get("/learn/course").headers
