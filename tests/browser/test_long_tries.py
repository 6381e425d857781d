"""A try with very many moves: all of it reaches the bus, and the learner goes on with it."""

from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms_server import demo
from lms_server.lessons.drafts import find_draft
from lms_server.lessons.models import SimulatorTry
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.playing import play_step

pytestmark = pytest.mark.browser
NAME = "Moong Văn Ổn"
TASK = "KNS-04-T1"
SIMULATOR = bundled_courses().get_course(demo.COURSE_ID).simulators[TASK]
KEEP = """async (events) => {
  const script = document.querySelector('script[src$="/learn/task.js"]').src;
  const { keepUnfinished } = await import(new URL("unfinished.js", script).href);
  const { players, version } = JSON.parse(document.getElementById("task").textContent);
  keepUnfinished(players, version, [], [events]);
  return players[0].attempt_id;
}"""
OUTLIVING_BYTES = 64 * 1024
"""A browser refuses what is longer when it is to outlive its page."""


@pytest.fixture
def page(live_bus, visit, find_villager):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)
    page.goto(f"{live_bus.lan}/learn/task/{TASK}")
    page.wait_for_selector(".sim-phone")
    return page


def keep(page, events):
    """Let the page keep a try; returns its attempt and what the bus said."""
    with page.expect_response("**/api/v1/drafts") as answer:
        attempt_id = page.evaluate(KEEP, events)
    return UUID(attempt_id), answer.value.status


def wrong_presses(count):
    return [{"type": "tap", "target": "bills", "t": 10 * at} for at in range(count)]


def test_what_is_too_long_to_outlive_the_page_is_kept_all_the_same(live_bus, page):
    events = [{"type": "text", "value": "chữ " * 20, "t": at} for at in range(1500)]
    assert len(str(events)) > OUTLIVING_BYTES

    attempt_id, status = keep(page, events)

    assert status == 204
    with live_bus.database() as database, database.read() as db:
        assert find_draft(db, attempt_id) == events
    keep(page, [])


def test_after_a_thousand_wrong_presses_the_try_goes_on_and_is_saved(live_bus, page):
    attempt_id, _ = keep(page, wrong_presses(1000))
    page.goto(f"{live_bus.lan}/learn/course")
    page.goto(f"{live_bus.lan}/learn/task/{TASK}")
    page.wait_for_selector(".sim-phone")
    for one in wrong_presses(5):
        page.click(f"[data-target={one['target']}]")

    for step in SIMULATOR.steps:
        play_step(page, step)

    expect(page.locator("#kept")).to_contain_text("Đã lưu")
    expect(page.locator("#next")).to_be_visible()
    with live_bus.database() as database, database.read() as db:
        stored = db.scalars(select(SimulatorTry).order_by(SimulatorTry.received_at)).all()[-1]
        assert stored.simulator_attempt_id == attempt_id
        assert stored.wrong_moves == 1000
        assert find_draft(db, attempt_id) == []
