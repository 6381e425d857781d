"""The quiz page when the bus does not answer as it should: nothing is lost, all is told."""

import json
import re

import pytest
from playwright.sync_api import expect

from common.clock import utc_now
from lms_server import demo
from lms_server.quizzes.ending import end_for_class
from lms_server.quizzes.queries import find_open_attempt, list_counted
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.browser import paths
from tests.bundled import bundled_courses

pytestmark = pytest.mark.browser
ANSWERS = "**/api/v1/responses"
ITEMS = {item.item_id: item for item in bundled_courses().get_course(demo.COURSE_ID).quiz.items}
LEAVE = """() => fetch("/learn/leave", {method: "POST", headers: {
    "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content}})"""
KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('bus.'))"
"""The answers that the page holds; beside them it notes which files it has fetched ahead."""
JSON = "application/json"
WAITING = "Đang chờ gửi. Máy đang thử lại."
REFUSED = "Chưa lưu được câu này. {you} gọi giảng viên nhé."
COME_BACK = "Mời {you} vào lại. Câu trả lời vẫn còn."
NO_ROOM = "Máy hết chỗ, chưa lưu được. {you} gọi giảng viên nhé."
OTHER = "0195554f-0000-7000-8000-000000000001"
FAULTS = {
    "gateway's disk full": (503, JSON, '{"code": "kiosk.not_saved"}', NO_ROOM),
    "bus's disk full": (503, JSON, '{"code": "common.storage"}', NO_ROOM),
    "server stumbles": (500, "text/html", "<h1>Lỗi</h1>", WAITING),
    "bus away": (503, JSON, '{"code": "kiosk.bus_away"}', WAITING),
    "not what was asked": (200, "text/html", "<html>Wi-Fi</html>", WAITING),
    "no receipt": (200, JSON, "[]", WAITING),
    "receipt of another": (
        200,
        JSON,
        f'[{{"index":0,"id":"{OTHER}","status":"accepted"}}]',
        WAITING,
    ),
    "unknown word": (200, JSON, '[{"index":0,"status":"perhaps"}]', WAITING),
}
"""Status, type and body of an answer to a response, and what the page says meanwhile."""


@pytest.fixture
def database(live_bus):
    with live_bus.database() as database:
        yield database


@pytest.fixture
def enrolment(database):
    """A learner of the demo who is in no quiz; afterwards as well."""
    with database.read() as db:
        everyone = list_enrolments(db, list_open_sessions(db)[0].id)
    one = everyone[-1]
    yield one
    with database.write() as db:
        going_on = find_open_attempt(db, one.id)
        if going_on is not None:
            end_for_class(db, going_on.id, items=bundled_courses(), now=utc_now())


@pytest.fixture
def you(enrolment):
    """How the learner wants to be called."""
    return enrolment.learner.you


@pytest.fixture
def quiz(live_bus, chromium, enrolment):
    """The first question of a quiz that has just begun; failing requests may complain here."""
    context = chromium.new_context(
        ignore_https_errors=True, viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    live_bus.pair(page)
    learner = paths.Villager(enrolment.learner.full_name, enrolment.learner.picture)
    paths.sit_down(page, learner, lambda _page, _name: None)
    page.goto(f"{live_bus.lan}/learn/quiz")
    page.click(".button-main:visible")
    expect(page.locator("#prompt")).not_to_be_empty()
    yield page
    context.close()


@pytest.fixture
def stored(database, enrolment):
    """Count the answers that the bus holds."""

    def count():
        with database.read() as db:
            return len(list_counted(db, find_open_attempt(db, enrolment.id).id))

    return count


def answer(page):
    """Answer the question on the screen right, and press the button."""
    paths.give(page, ITEMS[page.get_attribute("#quiz", "data-item")])
    page.click("#go")


def test_an_answer_without_connection_survives_a_reload_and_is_then_explained(quiz, stored):
    quiz.route(ANSWERS, lambda route: route.abort())
    answer(quiz)
    expect(quiz.locator("#kept")).to_have_text("Đang chờ gửi. Máy đang thử lại.")
    assert stored() == 0

    quiz.reload()
    expect(quiz.locator("#kept")).to_have_text("Đang chờ gửi. Máy đang thử lại.")
    quiz.unroute(ANSWERS)

    expect(quiz.locator(".explained")).to_be_visible()
    expect(quiz.locator("#progress")).to_have_text("Câu 1 trên 10")
    assert stored() == 1
    assert quiz.evaluate(KEPT) == []


def test_saved_is_said_only_with_a_receipt_of_the_bus(quiz, stored):
    """A kiosk says "queued" while its own disk holds the answer."""
    tries = []

    def queue_twice(route):
        tries.append(json.loads(route.request.post_data)[0]["id"])
        if len(tries) > 2:
            route.continue_()
            return
        receipt = [{"index": 0, "id": tries[-1], "status": "queued"}]
        route.fulfill(status=200, content_type="application/json", body=json.dumps(receipt))

    quiz.route(ANSWERS, queue_twice)
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")
    expect(quiz.locator("#go")).to_have_text("Câu tiếp theo")
    expect(quiz.locator("#kept")).to_have_text("Đã lưu")
    expect(quiz.locator(".explained strong")).to_be_visible()
    assert len(set(tries)) == 1
    assert stored() == 1


def respond(page, status, kind, body):
    """Let every answer meet this response."""
    page.route(ANSWERS, lambda route: route.fulfill(status=status, content_type=kind, body=body))


def test_no_fault_is_called_saved_and_none_loses_the_answer(quiz, stored, you):
    """Each fault meets another question of one quiz."""
    for number, (fault, (status, kind, body, words)) in enumerate(FAULTS.items()):
        respond(quiz, status, kind, body)

        answer(quiz)

        expect(quiz.locator("#kept"), fault).to_have_text(words.format(you=you.capitalize()))
        expect(quiz.locator("#go"), fault).to_be_disabled()
        assert stored() == number, fault
        quiz.unroute(ANSWERS)
        expect(quiz.locator("#kept"), fault).to_have_text("Đã lưu")
        assert stored() == number + 1, fault
        paths.next_question(quiz)


def test_the_mark_stays_on_the_next_question_until_the_bus_has_the_answer(quiz, stored, picture):
    waiting = []

    def queue(route):
        sent = json.loads(route.request.post_data)[0]["id"]
        waiting.append(sent)
        receipt = [{"index": 0, "id": sent, "status": "queued"}]
        route.fulfill(status=200, content_type=JSON, body=json.dumps(receipt))

    quiz.route(ANSWERS, queue)
    answer(quiz)
    expect(quiz.locator("#go")).to_have_text("Câu tiếp theo")
    quiz.click("#go")

    expect(quiz.locator("#kept")).to_have_text("1 câu đang chờ gửi")
    expect(quiz.locator("#dots i").first).to_have_attribute("data-stand", "waiting")
    picture(quiz, "learn-question-waiting")
    quiz.unroute(ANSWERS)
    expect(quiz.locator("#kept")).to_have_text("Đã lưu 1 câu", timeout=20_000)
    expect(quiz.locator("#dots i").first).to_have_attribute("data-stand", "saved")
    assert stored() == 1


def test_an_answer_after_the_class_is_told_kindly(quiz, picture):
    """What the bus says of it comes with the receipt."""

    def flag(route):
        receipts = route.fetch().json()
        route.fulfill(status=200, content_type=JSON, json=[{**receipts[0], "flag": "after_class"}])

    quiz.route(ANSWERS, flag)
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text("Đã lưu")
    expect(quiz.locator("#explanation")).to_contain_text(
        "Lớp đã kết thúc. Xe giữ và vẫn tính câu này."
    )
    picture(quiz, "learn-question-late")


def test_a_request_that_will_never_be_taken_is_told_and_not_repeated(quiz, stored, you):
    asked = []

    def refuse(route):
        asked.append(1)
        route.fulfill(status=413, content_type=JSON, body='{"code": "web.too_large"}')

    quiz.route(ANSWERS, refuse)
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text(REFUSED.format(you=you.capitalize()))
    assert (len(asked), stored()) == (1, 0)
    assert [key.rpartition(".")[0] for key in quiz.evaluate(KEPT)] == ["bus.refused"]


def test_a_refused_answer_is_told_and_the_learner_goes_on(quiz, stored, you):
    refusal = [{"index": 0, "status": "rejected", "code": "quizzes.item_not_drawn"}]
    quiz.route(
        ANSWERS,
        lambda route: route.fulfill(
            status=200, content_type="application/json", body=json.dumps(refusal)
        ),
    )
    answer(quiz)
    expect(quiz.locator("#kept")).to_have_text(REFUSED.format(you=you.capitalize()))
    quiz.unroute(ANSWERS)

    quiz.click("#go")
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text("Đã lưu")
    assert stored() == 1


def test_a_session_that_ended_leads_to_the_door_and_the_answer_is_kept(quiz, live_bus, stored, you):
    other = quiz.context.new_page()
    other.goto(f"{live_bus.lan}/learn/course")
    other.evaluate(LEAVE)
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text(COME_BACK.format(you=you))
    assert [key.rpartition(".")[0] for key in quiz.evaluate(KEPT)] == ["bus.outbox"]
    assert stored() == 0
    quiz.click("#go")
    expect(quiz).to_have_url(re.compile("/learn/$"))
