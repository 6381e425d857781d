"""Room for the work: a small upper bar on a phone; what does not fit says so."""

import pytest
from playwright.sync_api import expect

from lms_server import demo
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.playing import play_step
from tests.walk.inspection import inspect

pytestmark = pytest.mark.browser
NAMES = ("Vi Thị Ánh", "Trần Đình Đức", "Hồ Xuân Hùng")
LESSON, TASK = "/learn/lesson/KNS-04-L1/1", "/learn/task/KNS-04-T1"
STEPS = bundled_courses().get_course(demo.COURSE_ID).simulators["KNS-04-T1"].steps
PHONE = {"width": 360, "height": 740}
ZOOM = {"width": 683, "height": 384}
KIOSK = {"width": 1366, "height": 768}
MOST = {740: 130, 384: 70}
"""Height of the screen -> of its upper bar at most, in pixels."""
FUNCTIONS = [".look-text", ".look-contrast", ".people > .button"]
INNER = """Math.max(0, ...[...document.querySelectorAll('.sim-screen')]
  .map((one) => one.scrollHeight - one.clientHeight))"""
"""How much of the pretend screen is hidden, in pixels."""
IS_CUT = "one => one.scrollWidth > one.clientWidth + 1"


@pytest.fixture
def machine(live_bus, visit):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    return page


@pytest.fixture
def seat(live_bus, machine):
    """Let the first ``count`` learners sit at one machine."""
    codes = {one.learner.full_name: one.learner.card_code for one in live_bus.list_enrolments()}

    def sit(count):
        for name in NAMES[:count]:
            machine.goto(f"{live_bus.lan}/learn/card")
            machine.fill("#code", codes[name])
            machine.click(".button-main:visible")
            machine.wait_for_load_state()
            paths.decline_hand_test(machine, lambda *_: None)
            make_usual(machine)
        return machine

    return sit


def make_usual(page):
    """Take back the letters that another test has chosen for this learner."""
    if page.locator(".look-reset").is_visible():
        with page.expect_response("**/learn/preferences"):
            page.click(".look-reset")


def enlarge(page):
    while page.evaluate("document.documentElement.dataset.text") != "largest":
        with page.expect_response("**/learn/preferences"):
            page.click(".look-text")


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("path", ["/learn/course", LESSON, TASK, "/learn/quiz/questions"])
def test_on_small_screens_the_upper_bar_is_low_and_has_every_function(seat, live_bus, count, path):
    page = seat(count)
    if "quiz" in path:
        page.goto(f"{live_bus.lan}/learn/quiz")
        paths.follow(page)
        expect(page.locator("#prompt")).not_to_be_empty()
    else:
        page.goto(live_bus.lan + path)

    for size in (PHONE, ZOOM):
        page.set_viewport_size(size)
        height = page.locator(".kiosk-top").bounding_box()["height"]
        assert height <= MOST[size["height"]]
        for one in FUNCTIONS + ([".people > form .button"] if count > 1 and path != TASK else []):
            expect(page.locator(one)).to_be_visible()
        for word in page.locator("[aria-current] .step-word, .way-number, #progress").all():
            assert not word.is_visible() or not word.evaluate(IS_CUT)
    page.set_viewport_size(KIOSK)
    name = f"room-{count}-{path.rsplit('/', 1)[-1]}"
    inspect(page, name, names=[one.split()[-1] for one in NAMES], may_scroll=True)


def test_a_screen_that_is_longer_says_so_and_leads_on(seat, live_bus):
    page = seat(1)
    page.goto(live_bus.lan + LESSON)
    expect(page.locator("#more-below")).to_be_hidden()
    page.set_viewport_size(PHONE)
    more = page.locator("#more-below")
    expect(more).to_be_visible()

    for _ in range(9):
        if not more.is_visible():
            break
        before = page.evaluate("scrollY")
        more.click()
        page.wait_for_function("before => scrollY > before", arg=before)
        page.wait_for_function(
            "() => new Promise((resolve) => addEventListener('scrollend', () => resolve(true)))"
        )

    expect(more).to_be_hidden()
    expect(page.locator(".kiosk-next .button-main")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") < 24


@pytest.mark.parametrize("path", [LESSON, TASK, "/learn/more-help/contact"])
def test_in_english_the_frame_has_room_too(live_bus, machine, seat, path):
    machine.goto(f"{live_bus.lan}/learn/?lang=en")
    page = seat(1)
    page.goto(live_bus.lan + path)

    for size in (KIOSK, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        bar = page.locator(".kiosk-actions").bounding_box()
        rows = 2 if size is PHONE and path != TASK else 1
        assert bar["height"] <= (90 if size is KIOSK else 82 * rows)


@pytest.mark.parametrize("path", [LESSON, TASK])
def test_the_largest_letters_fit_a_kiosk(seat, live_bus, path):
    page = seat(1)
    page.goto(live_bus.lan + path)
    enlarge(page)

    assert page.evaluate("document.documentElement.scrollHeight") == KIOSK["height"]
    assert page.evaluate(INNER) <= 0


def test_after_many_hints_one_button_is_the_main_one_at_its_place(seat, live_bus):
    page = seat(1)
    page.goto(live_bus.lan + LESSON)
    place = page.locator(".button-main:visible").bounding_box()
    page.goto(live_bus.lan + TASK)
    for step in STEPS:
        while page.locator(".sim-help:enabled").count():
            page.click(".sim-help")
        play_step(page, step)
    page.wait_for_selector("#again:visible")
    page.wait_for_selector("#kept.kept-saved")  # words of three lines make the bar a little higher

    [main] = page.locator(".kiosk-next .button-main:visible").all()
    other = page.locator("#next")

    assert (main.get_attribute("id"), main.bounding_box()) == ("again", place)
    assert "button-main" not in other.get_attribute("class")
    assert other.bounding_box()["width"] < place["width"] / 2
    inspect(page, "room-hints", names=["Ánh"])
