"""The practice page when the bus does not take what was done: only what is there is praised."""

import json

import pytest
from playwright.sync_api import expect

from lms_server import demo
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.playing import play_step

pytestmark = pytest.mark.browser
NAME = "Moong Văn Ổn"
SIMULATORS = bundled_courses().get_course(demo.COURSE_ID).simulators
TASKS = iter(SIMULATORS)
"""Each test does another one: what one leaves unfinished is no other's to go on with."""
TRACES = "**/api/v1/traces"


@pytest.fixture
def page(live_bus, chromium, find_villager):
    """A task that has just begun; failing requests may complain here."""
    context = chromium.new_context(
        ignore_https_errors=True, viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    live_bus.pair(page)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)
    page.goto(f"{live_bus.lan}/learn/task/{next(TASKS)}")
    page.wait_for_selector(".sim-phone")
    yield page
    context.close()


@pytest.fixture
def answered(page):
    """Let the bus answer the next traces with one word."""

    def answer(status):
        receipt = [{"index": 0, "status": status, "code": "courses.impossible_trace"}]

        def fulfill(route):
            receipt[0]["id"] = json.loads(route.request.post_data)[0]["id"]
            route.fulfill(status=200, content_type="application/json", body=json.dumps(receipt))

        page.route(TRACES, fulfill)

    return answer


def do(page):
    task = json.loads(page.text_content("#task"))["simulator"]["id"]
    for step in SIMULATORS[task].steps:
        play_step(page, step)


def test_a_refused_task_leads_nowhere_but_to_do_it_again(page, answered, picture):
    answered("rejected")
    do(page)

    expect(page.locator("#kept")).to_contain_text("Máy chưa lưu được.")
    expect(page.locator("#next")).to_be_hidden()
    expect(page.locator("#again")).to_be_visible()
    expect(page.locator(".help-button")).to_be_visible()
    picture(page, "task-refused")


def test_after_a_refusal_the_same_task_can_be_done_and_is_saved(page, answered):
    answered("rejected")
    do(page)
    expect(page.locator("#again")).to_be_visible()
    page.unroute(TRACES)

    with page.expect_navigation():
        page.click("#again")
    page.wait_for_selector(".sim-phone")
    do(page)

    expect(page.locator("#kept")).to_have_text("Đã lưu")
    paths.follow(page)
    expect(page.locator(".kept-saved")).to_be_visible()


def test_a_task_on_its_way_leads_on_and_is_told_as_such(page, answered):
    answered("queued")
    do(page)
    expect(page.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")

    paths.follow(page)

    expect(page.locator("h1")).to_contain_text("Xong rồi")
    expect(page.locator(".kept-queued")).to_be_visible()


def test_without_the_bus_nothing_leads_on_until_the_task_is_kept(page):
    page.route(TRACES, lambda route: route.abort())
    do(page)
    expect(page.locator("#kept")).to_have_text("Đang chờ gửi. Máy đang thử lại.")
    expect(page.locator("#next")).to_be_hidden()

    page.unroute(TRACES)

    expect(page.locator("#kept")).to_have_text("Đã lưu")
    expect(page.locator("#next")).to_be_visible()
