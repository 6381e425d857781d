"""The whole course by finger alone on a phone, by keys alone with little motion, at 200 %."""

import pytest
from playwright.sync_api import expect

from tests.browser import hands, paths
from tests.bundled import bundled_courses
from tests.playing import press

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
KIOSK = {"width": 1366, "height": 768}
WAYS = {
    "mouse-at-200-percent": ({"viewport": {"width": 683, "height": 384}}, press, "Cao Tiến Dũng"),
    "finger-on-a-phone": (
        {"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 740}},
        hands.by_touch,
        "Trần Đình Đức",
    ),
    "keys-with-little-motion": (
        {"viewport": KIOSK, "reduced_motion": "reduce"},
        hands.by_keys,
        "Lương Thị Mỷ",
    ),
}
"""Way -> what the browser has, how things are pressed, who learns."""


@pytest.fixture(scope="module")
def course():
    return bundled_courses().get_course("KNS-04")


@pytest.fixture
def browser_with(chromium, live_bus):
    """Return a function that opens the bus's first page in a browser with these abilities."""
    contexts = []

    def open_page(abilities):
        context = chromium.new_context(ignore_https_errors=True, locale="vi-VN", **abilities)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(live_bus.lan)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("way", WAYS)
def test_a_learner_finishes_the_course(way, browser_with, live_bus, find_villager, course):
    abilities, act, name = WAYS[way]
    learner = browser_with(abilities)
    live_bus.pair(learner)
    villager = find_villager(name)

    paths.sit_down(learner, villager, lambda *_: None, act)
    paths.learn_everything(learner, course, lambda *_: None, act)

    expect(learner.locator(".outcome-score")).to_contain_text("10")
