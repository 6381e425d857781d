"""Villager, trainer and officer in Chromium, over TLS, against the real server."""

import dataclasses
import re

import pytest
from playwright.sync_api import expect

from tests.browser import paths
from tests.bundled import bundled_courses

pytestmark = pytest.mark.browser
NAME = "Moong Văn Ổn"


@pytest.fixture
def villager(find_villager):
    return find_villager(NAME)


@pytest.fixture(scope="module")
def course():
    return bundled_courses().get_course("KNS-04")


@pytest.fixture
def look_at_kiosk(accessible, touchable, picture):
    def look(page, name):
        accessible(page)
        touchable(page)
        picture(page, name)

    return look


@pytest.fixture
def look_at_staff(accessible, picture):
    def look(page, name):
        accessible(page)
        picture(page, name)

    return look


@pytest.mark.timeout(300)
def test_a_villager_learns_a_trainer_notes_presence_an_officer_issues(
    live_bus, visit, sign_in, villager, course, look_at_kiosk, look_at_staff
):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)

    paths.pair_browser(trainer, learner, live_bus.lan)
    paths.sit_down(learner, villager, look_at_kiosk)
    paths.learn_everything(learner, course, look_at_kiosk)
    paths.note_presence(trainer, villager, course.minutes, look_at_staff)
    paper = paths.issue(sign_in("officer"), villager, look_at_staff)

    assert paper.startswith(b"%PDF-")
    learner.reload()
    assert "10" in learner.text_content(".outcome-score")


def test_a_learner_on_a_phone_screen_needs_no_sideways_scrolling(live_bus, visit, sign_in):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    learner.set_viewport_size({"width": 400, "height": 800})

    paths.pair_browser(trainer, learner, live_bus.lan)

    assert learner.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_someone_elses_picture_does_not_let_in(live_bus, visit, sign_in, villager):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    paths.pair_browser(trainer, learner, live_bus.lan)
    wrong = dataclasses.replace(villager, picture="")

    learner.click(f".name:has-text('{wrong.name}')")
    learner.click(f"button[name=picture]:not([value={villager.picture}]) >> nth=0")

    assert learner.locator(".notice-warning").is_visible()
    learner.goto(f"{live_bus.lan}/learn/course")
    assert not learner.url.endswith("/learn/course")


def test_an_interrupted_try_goes_on_after_a_reload_and_at_a_later_visit(
    live_bus, visit, sign_in, find_villager, course
):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    paths.pair_browser(trainer, learner, live_bus.lan)
    paths.sit_down(learner, find_villager("Vi Thị Ánh"), lambda *_: None)
    task = course.simulators["KNS-04-T4"]
    address = f"{live_bus.lan}/learn/task/{task.simulator_id}"

    learner.goto(address)
    learner.click(f"[data-target='{task.steps[0].expect.tap}']")
    learner.click(".sim-help")
    learner.reload()

    expect(learner.locator(".sim-say")).to_have_text(task.steps[1].say)
    expect(learner.locator(".sim-message")).to_have_text(task.steps[1].hints.say)
    learner.goto(f"{live_bus.lan}/learn/course")
    learner.goto(address)
    expect(learner.locator(".sim-say")).to_have_text(task.steps[1].say)


def test_what_did_not_reach_the_bus_before_a_reload_reaches_it_after(
    live_bus, visit, sign_in, find_villager, course
):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    paths.pair_browser(trainer, learner, live_bus.lan)
    paths.sit_down(learner, find_villager("Hồ Xuân Hùng"), lambda *_: None)
    task = course.simulators["KNS-04-T4"]
    address = f"{live_bus.lan}/learn/task/{task.simulator_id}"
    learner.goto(address)
    learner.route("**/api/v1/drafts", lambda route: route.fulfill(status=200, body="[]"))
    learner.click(f"[data-target='{task.steps[0].expect.tap}']")
    expect(learner.locator(".sim-say")).to_have_text(task.steps[1].say)
    learner.reload()
    learner.unroute("**/api/v1/drafts")

    with learner.expect_response("**/api/v1/drafts") as kept:
        learner.reload()
    learner.goto(f"{live_bus.lan}/learn/course")
    learner.goto(address)

    assert kept.value.ok
    expect(learner.locator(".sim-say")).to_have_text(task.steps[1].say)


def test_after_a_learner_has_left_going_back_shows_nothing_of_them(
    live_bus, visit, sign_in, find_villager, course
):
    trainer, learner = sign_in("trainer"), visit(live_bus.lan)
    paths.pair_browser(trainer, learner, live_bus.lan)
    paths.sit_down(learner, find_villager("Cao Tiến Dũng"), lambda *_: None)
    task = course.simulators["KNS-04-T1"]
    learner.goto(f"{live_bus.lan}/learn/task/{task.simulator_id}")
    learner.click(f"[data-target='{task.steps[0].expect.tap}']")

    learner.click(".kiosk-top a[href$='/learn/together']")
    learner.click("form[action$='/leave'] button")
    expect(learner).to_have_url(re.compile("/learn/$"))
    learner.go_back()

    expect(learner.locator("#simulator")).to_have_count(0)
    expect(learner.locator(".kiosk-person img, [data-seat]")).to_have_count(0)
