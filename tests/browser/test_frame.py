"""The frame of learners' screens in Chromium: always the same places, letters for every eye."""

import itertools

import pytest
from playwright.sync_api import expect

from tests.browser import paths
from tests.walk.inspection import inspect

pytestmark = pytest.mark.browser
NAME = "Lầu Bá Ơn"
OTHER = "Hồ Xuân Hùng"
DOOR = {"names": "/learn/", "card": "/learn/card", "over": "/learn/over"}
SCREENS = {
    "course": "/learn/course",
    "first-page": "/learn/lesson/KNS-04-L1/1",
    "last-page": "/learn/lesson/KNS-04-L4/3",
    "words": "/learn/words/1",
    "task": "/learn/task/KNS-04-T1",
    "quiz": "/learn/quiz",
    "learners": "/learn/together",
    "not-there": "/learn/lesson/nothing/1",
}
PARTS = {
    "back": ".kiosk-back .button",
    "listen": ".listen-play",
    "help": ".help-button",
    "main": ".kiosk-next .button-main",
    "letters": ".look-text",
    "colours": ".look-contrast",
}
NO_BACK = {"names", "over", "not-there", "learners"}
"""Screens from which nothing lies behind."""
LOOKS = "document.documentElement.dataset"
SIZES = {"kiosk": (1366, 768), "zoom": (683, 384), "phone": (360, 740)}


@pytest.fixture
def seat(live_bus, visit, find_villager):
    """Let a villager sign in at a machine of their own."""

    def sit(name):
        page = visit(live_bus.lan)
        live_bus.pair(page)
        paths.sit_down(page, find_villager(name), lambda *_: None)
        return page

    return sit


def boxes(page):
    """Return the box of each part of the frame that is there."""
    found = {name: page.locator(selector).first for name, selector in PARTS.items()}
    return {name: one.bounding_box() for name, one in found.items() if one.is_visible()}


def boxes_of_all_sizes(page):
    found = {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        found[size] = boxes(page)
    return found


def wish(page, look, value):
    """Press the button until the screen looks so."""
    button = {"text": ".look-text", "contrast": ".look-contrast"}[look]
    while page.evaluate(f"{LOOKS}.{look}") != value:
        with page.expect_response("**/learn/preferences"):
            page.click(button)


def begin_quiz(page, base):
    page.goto(f"{base}/learn/quiz")
    page.click(".kiosk-next .button-main")
    expect(page.locator("#prompt")).not_to_be_empty()


def test_the_same_things_are_always_at_the_same_place(seat, live_bus):
    page = seat(NAME)
    wish(page, "text", "normal")
    wish(page, "contrast", "normal")
    places = {}
    for name, path in SCREENS.items():
        page.goto(f"{live_bus.lan}{path}")
        places[name] = boxes_of_all_sizes(page)
    begin_quiz(page, live_bus.lan)
    places["question"] = boxes_of_all_sizes(page)

    for size, part in itertools.product(SIZES, PARTS):
        found = {name: one[size][part] for name, one in places.items() if part in one[size]}
        assert len({tuple(box.values()) for box in found.values()}) == 1, (size, part, found)
        missing = set(places) - set(found) - {"task" if part == "main" else ""}
        assert missing <= (NO_BACK if part == "back" else set()), (part, missing)


def test_the_door_has_the_frame_too(seat, visit, live_bus):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    inside = seat(NAME)
    wish(inside, "text", "normal")
    wish(inside, "contrast", "normal")
    expected = boxes(inside)

    for path in DOOR.values():
        page.goto(f"{live_bus.lan}{path}")
        found = boxes(page)
        assert {"listen", "help", "main", "letters", "colours"} <= set(found)
        assert all(box == expected[part] for part, box in found.items())


def test_a_tap_makes_letters_larger_without_leaving_the_screen(seat, live_bus):
    page = seat(NAME)
    wish(page, "text", "normal")
    page.goto(f"{live_bus.lan}/learn/task/KNS-04-T1")
    page.evaluate("window.isSame = true")
    size = "parseFloat(getComputedStyle(document.querySelector('.sim-say')).fontSize)"
    before, place = page.evaluate(size), page.locator(".look-text").bounding_box()

    with page.expect_response("**/learn/preferences"):
        page.click(".look-text")
    larger = page.evaluate(size)
    with page.expect_response("**/learn/preferences"):
        page.click(".look-text")

    assert before * 1.15 < larger < page.evaluate(size)
    assert page.locator(".look-text").bounding_box() == place
    assert page.evaluate("window.isSame")
    assert page.text_content("#look-told") == "Chữ đã to nhất."
    with page.expect_response("**/learn/preferences"):
        page.click(".look-reset")
    assert page.evaluate(size) == before


def test_letters_and_colours_come_along_to_another_machine_and_not_to_another_learner(
    seat, live_bus, find_villager
):
    first = seat(NAME)
    wish(first, "text", "large")
    wish(first, "contrast", "high")

    second = seat(NAME)
    elsewhere = second.evaluate(f"({{...{LOOKS}}})")
    second.goto(f"{live_bus.lan}/learn/together")
    second.click("form[action$='/together/leave'] button")
    expect(second.locator(".kiosk-person")).to_have_count(0)
    at_the_door = second.evaluate(f"({{...{LOOKS}}})")
    paths.sit_down(second, find_villager(OTHER), lambda *_: None)

    assert (elsewhere["text"], elsewhere["contrast"]) == ("large", "high")
    assert (at_the_door["text"], at_the_door["contrast"]) == ("normal", "normal")
    assert second.evaluate(f"{LOOKS}.text + {LOOKS}.contrast") == "normalnormal"


def test_without_scripts_a_tap_works_as_well(seat, live_bus, chromium):
    page = seat(NAME)
    state = page.context.storage_state()
    with chromium.new_context(
        ignore_https_errors=True, java_script_enabled=False, storage_state=state
    ) as context:
        bare = context.new_page()
        bare.goto(f"{live_bus.lan}/learn/words/1")
        before = bare.get_attribute("html", "data-contrast")
        bare.click(".look-contrast")

        after = {"normal": "high", "high": "normal"}[before]
        expect(bare.locator("html")).to_have_attribute("data-contrast", after)
        assert bare.url.endswith("/learn/words/1")


MOST_BAR_PX = 90
ENDED = """words => {
  document.getElementById('again').hidden = document.getElementById('next').hidden = false;
  document.getElementById('kept').textContent = words;
}"""
TOUCHING = """() => {
  const boxes = [...document.querySelectorAll('.kiosk-actions :is(a, button)')]
    .filter((one) => one.checkVisibility() && one.id !== 'more-below')
    .map((one) => one.getBoundingClientRect()).sort((a, b) => a.left - b.left);
  return boxes.slice(1).some((one, at) => one.left - boxes[at].right < 8)
    || boxes.some((one) => one.height < 56 || one.width < 56 || one.right > innerWidth);
}"""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("text", ["normal", "largest"])
def test_at_200_per_cent_the_lower_bar_leaves_room(text, language, seat, live_bus):
    """Also at the end of a task, with three buttons more and a long word on what was saved."""
    page = seat(NAME)
    page.goto(f"{live_bus.lan}/learn/course?lang={language}")
    wish(page, "text", text)
    page.set_viewport_size({"width": 683, "height": 384})
    told = "Đã lưu trên máy, đang chờ gửi, máy sẽ gửi sau"
    found = {}
    for name, path in SCREENS.items():
        page.goto(f"{live_bus.lan}{path}")
        found[name] = bar_of(page)
    page.goto(f"{live_bus.lan}/learn/task/KNS-04-T1")
    page.wait_for_selector(".sim-phone")
    page.evaluate(ENDED, told)
    found["task-end"] = bar_of(page)
    expect(page.locator("#kept")).to_be_in_viewport(ratio=1)
    begin_quiz(page, live_bus.lan)
    page.evaluate("words => { document.getElementById('kept').textContent = words; }", told)
    found["question"] = bar_of(page)
    expect(page.locator("#kept")).to_be_in_viewport(ratio=1)
    page.goto(f"{live_bus.lan}/learn/course?lang=vi")

    assert {name: one for name, one in found.items() if one[0] > MOST_BAR_PX or one[1]} == {}


def bar_of(page):
    """Return the height of the lower bar, and whether its buttons are too small or too near."""
    height = page.locator(".kiosk-actions").bounding_box()["height"]
    return height, page.evaluate(TOUCHING)


@pytest.mark.parametrize(("look", "value"), [("contrast", "high"), ("text", "largest")])
def test_screens_hold_in_strong_colours_and_the_largest_letters(look, value, seat, live_bus):
    page = seat(NAME)
    wish(page, "text", "normal")
    wish(page, look, value)
    for name in SCREENS.keys() - {"not-there", "learners"}:  # what names people has no sound
        page.goto(f"{live_bus.lan}{SCREENS[name]}")
        assert page.evaluate(f"{LOOKS}.{look}") == value

        inspect(page, f"frame-{look}-{name}", names=["Ơn", "Lầu"], may_scroll=look == "text")


def test_keys_reach_everything_in_the_order_of_reading_and_show_where_they_are(seat, live_bus):
    page = seat(NAME)
    page.goto(f"{live_bus.lan}/learn/lesson/KNS-04-L1/2")
    reached = []

    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            break
        width = focused.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)")
        reached.append(
            (focused.evaluate("one => one.closest('header, main, footer').localName"), width)
        )

    zones = [zone for zone, _ in reached]
    assert zones == sorted(zones, key=["header", "main", "footer"].index)
    assert {"header", "footer"} <= set(zones)
    assert all(width >= 3 for _, width in reached)


def test_nothing_moves_for_who_asked_for_rest(seat, live_bus):
    page = seat(NAME)
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      return animationName !== 'none' || parseFloat(transitionDuration) > 0;
    }).length"""

    for path in SCREENS.values():
        page.goto(f"{live_bus.lan}{path}")
        assert page.evaluate(moving) == 0


def test_a_refusal_stands_in_the_frame_with_kind_words_and_a_way_back(seat, live_bus, accessible):
    page = seat(NAME)
    page.goto(f"{live_bus.lan}/learn/course")
    page.evaluate("location.href = '/learn/lesson/nothing/1'")
    page.wait_for_url("**/nothing/1")

    accessible(page)
    expect(page.locator("main")).to_contain_text("Việc đã lưu vẫn còn.")
    page.click(".kiosk-back .button")
    page.wait_for_url("**/learn/course")
