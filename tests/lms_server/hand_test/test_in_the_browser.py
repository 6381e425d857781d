"""The games in a real browser: by mouse, by finger, by keys, with steady and with shaky hands."""

import dataclasses
import io
import math
import re
import struct
import wave

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from common.text import nfc
from courses.speech.folder import path_of
from courses.speech.opus import to_opus
from courses.speech.sentences import text_key
from lms_server.app import create_app
from lms_server.hand_test.measures import Game
from lms_server.hand_test.models import HandTest
from lms_server.hand_test.queries import list_games
from lms_server.preferences.queries import find_preferences
from lms_server.preferences.rules import Preferences, TargetSize, TextSize
from tests.browser import hands
from tests.live_app import served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
KIOSK = {"width": 1366, "height": 768}
NAME = "Nguyễn Thị Hoà"
QUESTIONS = ["Mời bác bấm vào con gà.", "Mời bác bấm vào con cò.", "Mời bác bấm vào con cá."]
BY_MOUSE = {"viewport": KIOSK}
BY_FINGER = {"viewport": KIOSK, "has_touch": True}


def by_mouse(page, selector):
    page.locator(selector).first.click()


WAYS = {
    "mouse": (BY_MOUSE, by_mouse, {"mouse"}, "taps"),
    "finger": (BY_FINGER, hands.by_touch, {"touch"}, "taps"),
    "keys": (BY_MOUSE, hands.by_keys, {"keyboard"}, "keys"),
}
"""Way -> what the browser has, how things are pressed, what the page measures of it."""


@pytest.fixture
def config(config, tmp_path):
    """With the sound of the questions; other sentences have none."""
    config = dataclasses.replace(config, speech_dir=tmp_path / "made")
    for text in QUESTIONS:
        path = path_of(config.speech_dir, "vi", text_key(text))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_opus(_tone(0.3)))
    return config


@pytest.fixture
def app(config, database, bundled):
    app = create_app(config, database=database, catalog=bundled)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def address(app):
    """The program on a socket of its own."""
    with served(app) as address:
        yield address


@pytest.fixture
def learner(as_learner, register):
    return as_learner(learner_id=register(NAME))


@pytest.fixture
def open_page(chromium, address, learner):
    """Return a function that gives the learner's screen; an error of a script fails the test."""
    contexts, complaints = [], []

    def show(abilities, path="/learn/hands"):
        context = chromium.new_context(locale="vi-VN", **abilities)
        context.set_default_timeout(8_000)
        contexts.append(context)
        for name in ("bus_device", "bus_session"):
            value = learner.get_cookie(name).value
            context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def found(database, learner):
    """Return what was measured, and what is set for the learner now."""

    def read():
        with database.read() as db:
            test = db.scalars(select(HandTest).order_by(HandTest.begun_at.desc())).first()
            return list_games(db, test.id), find_preferences(db, learner.learner_id)

    return read


@pytest.mark.parametrize("way", WAYS)
def test_steady_hands_play_all_games_and_keep_the_usual_screen(way, open_page, found):
    abilities, act, pointers, carried = WAYS[way]
    page = open_page(abilities)

    begin(page, act)
    for _ in range(7):
        act(page, "#target")
    go_on(page, act, "drag")
    for thing in ("#thing-1", "#thing-2"):
        act(page, thing)
        act(page, "#basket")
    go_on(page, act, "name")
    for key in ("h", "o", "a", "huyen"):
        act(page, f"[data-key={key}]")
    go_on(page, act, "read")
    act(page, "[data-size='22']")
    go_on(page, act, "hear")
    hear(page, act)
    go_on(page, act, "done")

    measures, set_now = found()
    assert set_now == Preferences()
    assert {one.way for one in measures[Game.CLICK].aims} == pointers
    assert [one.by for one in measures[Game.DRAG].carried] == [carried] * 2
    assert (measures[Game.NAME].is_done, measures[Game.NAME].by) == (True, "screen")
    assert [(one.pace, one.is_right) for one in measures[Game.HEAR].rounds] == [
        ("normal", True),
        ("normal", True),
    ]


def test_shaky_hands_get_large_targets_and_are_never_stuck(open_page, found):
    page = open_page(BY_MOUSE)
    begin(page)
    for _ in range(7):
        press_beside(page)
        press_beside(page)
        expect(page.locator("#told")).to_have_text("Bác cứ thong thả. Mời bác bấm vào giữa quả bí.")
        page.click("#target")
    go_on(page, by_mouse, "drag")
    for _ in range(3):
        drag(page, "#thing-1", by=(-90, 120))
    expect(page.locator("#told")).to_contain_text("Bác bấm vào quả, rồi bấm vào rổ.")
    page.click("#basket")
    page.drag_and_drop("#thing-2", "#basket")
    go_on(page, by_mouse, "name")
    page.click(".kiosk-back button")
    is_ready(page, "read")
    page.click("[data-size='32']")
    go_on(page, by_mouse, "hear")
    page.click(".kiosk-back button")

    expect(page.locator("html")).to_have_attribute("data-targets", "large")
    measures, set_now = found()
    assert [one.misses for one in measures[Game.CLICK].aims] == [2] * 7
    assert [(one.by, one.lost) for one in measures[Game.DRAG].carried] == [("taps", 3), ("drag", 0)]
    assert measures[Game.NAME] is None
    assert set_now == Preferences(text_size=TextSize.LARGEST, target_size=TargetSize.LARGE)


def test_a_target_that_is_missed_often_grows(open_page):
    page = open_page(BY_MOUSE)
    begin(page)
    page.click("#target")
    page.click("#target")
    for _ in range(4):
        press_beside(page)

    expect(page.locator("#target")).to_have_css("width", "112px")


def test_a_finger_drags_as_well(open_page, found):
    page = open_page(BY_FINGER)
    leave_out(page, 1)
    for thing in ("#thing-1", "#thing-2"):
        drag_by_finger(page, thing, "#basket")
    expect(page.locator("#next")).to_be_visible()

    measures, _ = found()
    assert [one.by for one in measures[Game.DRAG].carried] == ["drag"] * 2


@pytest.mark.parametrize("keys", ["hoaf", "HOAF", "hofa", "hoa2", "ho2a"])
def test_the_name_is_typed_by_telex_or_vni(keys, open_page, found):
    page = open_page(BY_MOUSE)
    leave_out(page, 2)
    expect(page.locator("#keyboard input")).to_be_visible()

    page.keyboard.type(keys)

    expect(page.locator("#next")).to_be_visible()
    measure = found()[0][Game.NAME]
    assert (measure.is_done, measure.by) == (True, "keys")


def test_a_machine_that_composes_itself_sends_whole_letters(open_page, found):
    page = open_page(BY_MOUSE)
    leave_out(page, 2)

    page.locator("#keyboard input").focus()
    page.keyboard.insert_text(nfc("Hoà"))

    expect(page.locator("#next")).to_be_visible()
    assert found()[0][Game.NAME].is_done


def test_what_is_typed_never_leaves_the_page(open_page, found):
    page, sent = open_page(BY_MOUSE), []
    leave_out(page, 2)
    expect(page.locator("#keyboard input")).to_be_visible()
    page.context.on("request", lambda one: sent.append(f"{one.url} {one.post_data}"))

    page.keyboard.type("xyzzy")
    page.click("[data-key=enter]")

    expect(page.locator("#next")).to_be_visible()
    assert any('"is_done":false' in one for one in sent)
    assert not any("xyzzy" in one.lower() for one in sent)
    assert found()[0][Game.NAME].is_done is False


def test_a_reload_goes_on_at_the_same_game(open_page):
    page = open_page(BY_MOUSE)
    begin(page)
    for _ in range(7):
        page.click("#target")
    go_on(page, by_mouse, "drag")

    page.reload()
    expect(page.locator("#thing-1")).to_be_visible()
    page.goto(page.url.replace("/drag", "/next"))
    expect(page.locator("#thing-1")).to_be_visible()


def test_without_connection_the_page_keeps_the_measure_and_tries_again(open_page, found):
    page = open_page(BY_MOUSE)
    leave_out(page, 3)
    page.route("**/hands/read", lambda route: route.abort())

    page.click("[data-size='27']")
    expect(page.locator("#told")).to_have_text("Mất kết nối. Máy đang thử lại.")
    expect(page.locator("#next")).to_be_hidden()
    page.unroute("**/hands/read")

    expect(page.locator("#next")).to_be_visible()
    assert found()[0][Game.READ].size == 27


def test_who_does_not_hear_well_gets_the_slow_voice(open_page, found):
    page = open_page(BY_MOUSE)
    leave_out(page, 4)
    page.click("#say")
    page.click("#unclear")
    expect(page.locator("#told")).to_have_text("Bây giờ máy đọc chậm hơn.")
    page.click("[data-picture=white_stork]")
    go_on(page, by_mouse, "done")

    measures, set_now = found()
    rounds = measures[Game.HEAR].rounds
    assert [(one.pace, one.is_right) for one in rounds] == [("normal", False), ("slow", True)]
    assert set_now.pace == "slow"
    expect(page.locator("main")).to_contain_text("Giọng đọc chậm hơn.")


def test_a_machine_without_sound_blames_nobody(open_page, found, config):
    for path in config.speech_dir.rglob("*.opus"):
        path.unlink()
    page = open_page(BY_MOUSE)
    leave_out(page, 4)

    page.click("#say")

    expect(page.locator("#told")).to_have_text("Máy này chưa có tiếng. Không sao cả.")
    expect(page.locator("#next")).to_be_visible()
    assert found()[0][Game.HEAR].has_sound is False


def begin(page, act=by_mouse):
    """Press "let us play"; the first game is ready to measure."""
    act(page, ".kiosk-next button")
    expect(page.locator("#target")).to_have_class(re.compile("hands-at-0"))


def leave_out(page, count):
    """Begin, then leave out the first games one by one; the next one is ready."""
    begin(page)
    for name in ("drag", "name", "read", "hear")[:count]:
        page.click(".kiosk-back button")
        is_ready(page, name)


def is_ready(page, name):
    """The page called ``name`` is there and its script has run."""
    expect(page).to_have_url(re.compile(f"/learn/hands/{name}$"))
    page.wait_for_load_state()


def go_on(page, act, name):
    """Press "go on" once the game is stored; the page called ``name`` comes."""
    expect(page.locator("#next")).to_be_visible()
    act(page, "#next")
    is_ready(page, name)


def hear(page, act):
    act(page, "#say")
    act(page, "[data-picture=red_rooster]")
    act(page, "[data-picture=white_stork]")


def press_beside(page):
    box = page.locator("#target").bounding_box()
    page.mouse.click(box["x"] + box["width"] + 30, box["y"] + box["height"] / 2)


def drag(page, selector, *, by):
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def drag_by_finger(page, selector, goal):
    """Playwright taps only; the browser itself is told of a finger that moves."""
    client = page.context.new_cdp_session(page)
    boxes = [page.locator(one).bounding_box() for one in (selector, goal)]
    start, end = ((b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    for kind, place in [("Start", start), ("Move", middle), ("Move", end), ("End", None)]:
        points = [] if place is None else [{"x": place[0], "y": place[1]}]
        client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})


def _tone(seconds):
    samples = [int(8000 * math.sin(at / 9)) for at in range(int(16000 * seconds))]
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return packed.getvalue()
