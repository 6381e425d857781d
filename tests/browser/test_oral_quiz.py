"""A quiz by word of mouth: the trainer switches it on, the learner sees and hears it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import paths

pytestmark = pytest.mark.browser
NAME = "Trần Đình Đức"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (683, 384), (360, 740)])
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


def switch_on(trainer, base):
    trainer.goto(f"{base}/staff/classes/")
    trainer.click("main a[href*='/staff/classes/']:not([href$='/open'])")
    trainer.click(f"tr:has-text('{NAME}') a[id^=oral-]")
    trainer.wait_for_url("**/oral/*")
    if trainer.locator("[name=reason]").count():
        trainer.locator("[name=reason]").first.check()
        trainer.click("main form button[type=submit]")
        expect(trainer).to_have_url(re.compile("/staff/classes/[^/]+$"))
