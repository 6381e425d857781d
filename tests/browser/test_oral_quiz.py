"""A quiz by word of mouth: the trainer switches it on, the learner sees and hears it."""

import re

import pytest
from playwright.sync_api import expect

from lms_server import demo
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.walk.inspection import inspect

pytestmark = pytest.mark.browser
NAME = "Trần Đình Đức"
COURSE = bundled_courses().get_course(demo.COURSE_ID)
SIZES = [(1366, 768), (683, 384), (360, 740)]
SPILT = """() => [...document.querySelectorAll('#choices .choice, .pairs-settled li')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML)"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_question_has_room_on_every_screen(
    live_bus, visit, sign_in, find_villager, width, height
):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    paths.pair_browser(trainer, learner, live_bus.lan)
    switch_on(trainer, live_bus.lan)
    paths.sit_down(learner, find_villager(NAME), lambda *_: None)
    learner.set_viewport_size({"width": width, "height": height})

    learner.goto(f"{live_bus.lan}/learn/quiz")
    paths.follow(learner)
    expect(learner.locator(".quiz-oral")).to_be_visible()

    # Beside a picture the question has the larger half.
    assert learner.locator("#prompt").bounding_box()["width"] > width * 0.5


def test_the_page_before_it_says_so_to_eyes_and_ears(live_bus, visit, sign_in, find_villager):
    trainer, page = sign_in("trainer"), visit(live_bus.lan)
    live_bus.pair(page)
    switch_on(trainer, live_bus.lan)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)

    page.goto(f"{live_bus.lan}/learn/quiz")

    expect(page.locator(".notice")).to_contain_text("Bài này là kiểm tra miệng.")
    expect(page.locator("#listen")).to_have_attribute("data-state", "reading")
    inspect(page, "oral-begin")


def switch_on(trainer, base):
    trainer.goto(f"{base}/staff/classes/")
    trainer.click("main a[href*='/staff/classes/']:not([href$='/open'])")
    trainer.click(f"tr:has-text('{NAME}') a[id^=oral-]")
    trainer.wait_for_url("**/oral/*")
    if trainer.locator("[name=reason]").count():
        trainer.locator("[name=reason]").first.check()
        trainer.click("main form button[type=submit]")
        expect(trainer).to_have_url(re.compile("/staff/classes/[^/]+$"))


def test_every_question_to_the_result_keeps_its_words_inside(
    live_bus, visit, sign_in, find_villager
):
    trainer, page = sign_in("trainer"), visit(live_bus.lan)
    live_bus.pair(page)
    switch_on(trainer, live_bus.lan)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)
    page.goto(f"{live_bus.lan}/learn/quiz")
    paths.follow(page)

    for number in range(1, COURSE.quiz.draw + 1):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number} ")
        assert find_spilt(page) == []
        item = next(one for one in COURSE.quiz.items if is_shown(page, one))
        paths.give(page, item)
        page.click("#go")
        page.wait_for_selector("#go:enabled")
        assert find_spilt(page) == []
        page.click("#go")

    page.wait_for_url("**/learn/result")
    expect(page.locator(".outcome-oral")).to_have_text("Kiểm tra miệng")


def is_shown(page, item):
    return item.item_id == page.get_attribute("#quiz", "data-item")


def find_spilt(page):
    """Return the answers whose words reach out of their frame, in any size."""
    spilt = []
    for width, height in SIZES[::-1]:
        page.set_viewport_size({"width": width, "height": height})
        spilt += page.evaluate(SPILT)
    return spilt
