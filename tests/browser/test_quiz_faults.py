"""The quiz page when the bus does not answer as it should: nothing is lost, all is told."""

import json
import re

import pytest
from playwright.sync_api import expect

from common.sql import SqliteDatabase
from courses.catalog import Catalog
from lms_server import demo
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.queries import find_open_attempt, list_counted
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.browser import paths

pytestmark = pytest.mark.browser
ANSWERS = "**/api/v1/responses"
ITEMS = {item.prompt: item for item in Catalog.load().get_course(demo.COURSE_ID).quiz.items}
NAMES = iter(["Lầu Bá Ơn", "Cao Tiến Dũng", "Hồ Xuân Hùng", "Vi Thị Ánh"])


@pytest.fixture
def database(live_bus):
    database = SqliteDatabase(
        live_bus.data_dir / DATABASE_NAME, key=load_database_key(live_bus.data_dir)
    )
    yield database
    database.close()


@pytest.fixture
def enrolment(database):
    """A learner of the demo whom no other test of this file has used."""
    name = next(NAMES)
    with database.read() as db:
        everyone = list_enrolments(db, list_open_sessions(db)[0].id)
    return next(one for one in everyone if one.learner.full_name == name)


@pytest.fixture
def quiz(live_bus, chromium, sign_in, enrolment):
    """The first question of a quiz that has just begun; failing requests may complain here."""
    context = chromium.new_context(
        ignore_https_errors=True, viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    paths.pair_browser(sign_in("trainer"), page, live_bus.lan)
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
    paths.give(page, ITEMS[page.text_content("#prompt")])
    page.click("#go")


def test_an_answer_without_connection_survives_a_reload_and_is_then_explained(quiz, stored):
    quiz.route(ANSWERS, lambda route: route.abort())
    answer(quiz)
    expect(quiz.locator("#kept")).to_have_text("Mất kết nối. Máy đang thử lại.")
    assert stored() == 0

    quiz.reload()
    expect(quiz.locator("#kept")).to_have_text("Mất kết nối. Máy đang thử lại.")
    quiz.unroute(ANSWERS)

    expect(quiz.locator(".explained")).to_be_visible()
    expect(quiz.locator("#progress")).to_have_text("Câu 1 trên 10")
    assert stored() == 1
    assert quiz.evaluate("localStorage.length") == 0


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


def test_a_refused_answer_is_told_and_the_learner_goes_on(quiz, stored):
    refusal = [{"index": 0, "status": "rejected", "code": "quizzes.item_not_drawn"}]
    quiz.route(
        ANSWERS,
        lambda route: route.fulfill(
            status=200, content_type="application/json", body=json.dumps(refusal)
        ),
    )
    answer(quiz)
    expect(quiz.locator("#kept")).to_have_text("Chưa lưu được câu này. Bác gọi giảng viên nhé.")
    quiz.unroute(ANSWERS)

    quiz.click("#go")
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text("Đã lưu")
    assert stored() == 1


def test_a_session_that_ended_leads_to_the_door_and_the_answer_is_kept(quiz, live_bus, stored):
    other = quiz.context.new_page()
    other.goto(f"{live_bus.lan}/learn/course")
    other.click("text=Đổi người học")
    expect(other).to_have_url(re.compile("/learn/$"))
    answer(quiz)

    expect(quiz.locator("#kept")).to_have_text("Mời bác vào lại. Câu trả lời vẫn còn.")
    assert quiz.evaluate("localStorage.length") == 1
    assert stored() == 0
    quiz.click("#go")
    expect(quiz).to_have_url(re.compile("/learn/$"))
