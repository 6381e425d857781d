"""Whoever is called "cô" is called so everywhere: a whole course, screen by screen."""

import re

import pytest
from playwright.sync_api import expect

from lms_server import demo
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.playing import press

pytestmark = pytest.mark.browser
NAME = "Lương Thị Mỷ"
OTHERS = re.compile(r"[Bb]ác (?:sĩ|Tư|Mẫu|Năm|Nguyễn)")
STRANGE = re.compile(r"\bbác\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def course():
    return bundled_courses().get_course(demo.COURSE_ID)


@pytest.fixture
def learner(live_bus, visit, find_villager):
    learner = visit(live_bus.lan)
    live_bus.pair(learner)
    paths.sit_down(learner, find_villager(NAME), lambda *_: None)
    return learner


@pytest.mark.timeout(300)
def test_who_chose_co_meets_no_other_word_in_a_whole_course(
    learner, course, accessible, touchable, picture
):
    said = {}

    def act(page, selector):
        said[page.inner_text("body")] = page.url
        press(page, selector)

    learner.click("a[href$='/learn/address']")
    for check in (accessible, touchable):
        check(learner)
    picture(learner, "learn-address")
    learner.click("button[value=co]")
    expect(learner.locator("header")).to_contain_text("Cô Mỷ")
    paths.learn_everything(learner, course, lambda *_: None, act)
    said[learner.inner_text("body")] = learner.url

    for text, url in said.items():
        lines = [OTHERS.sub("", line) for line in text.splitlines()]
        assert [line for line in lines if STRANGE.search(line) or "{" in line] == [], url
    assert any(re.search(r"\bcô\b", text, re.IGNORECASE) for text in said)


def test_each_word_can_be_heard_without_choosing_it(learner, live_bus):
    learner.goto(f"{live_bus.lan}/learn/address")

    rows = learner.locator(".listen-row")
    expect(rows).to_have_count(8)
    rows.first.locator("button").last.click()

    expect(learner).to_have_url(re.compile("/learn/address$"))
