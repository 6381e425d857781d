"""The way's end on a real screen: read by a phone, pressed in every way, calm for everybody."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from common.clock import utc_now
from lms_server.takehome.queries import get_slip
from lms_server.takehome.rules import phone_text
from tests.walk.inspection import inspect

pytestmark = pytest.mark.browser
SCREENS = ("/learn/result", "/learn/deeds", "/learn/take-home", "/learn/next", "/learn/course")
SCREENS += ("/learn/task/KNS-04-T1/finished", "/learn/lesson/KNS-04-L1/finished")
_COUNT_TONES = """window.tones = 0;
class Counted extends OscillatorNode { start(at) { window.tones += 1; super.start(at); } }
window.OscillatorNode = Counted;"""


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_suits_everybody(as_learner, complete, open_as, path):
    page = open_as(complete(as_learner()), path, reduced_motion="reduce")

    inspect(page, f"end{path.replace('/', '-')}", names=["Hoa"])


def test_the_screens_of_somebody_on_the_way_suit_too(as_learner, do_task, take_quiz, open_as):
    client = as_learner()
    do_task(client, "KNS-04-T1")
    take_quiz(client, 5)
    page = open_as(client, "/learn/result", reduced_motion="reduce")
    inspect(page, "end-on-the-way", names=["Hoa"])

    page.goto(page.url.replace("result", "next"))
    page.click("[value=elder]")
    inspect(page, "end-next-course", names=["Hoa"])


@pytest.mark.parametrize("blur", [0, 1.2])
def test_a_cheap_phone_reads_the_code_from_the_screen(
    database, as_learner, complete, open_as, course, blur
):
    client = complete(as_learner())
    page = open_as(client, "/learn/take-home")

    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    # Of the sensor of a cheap phone the screen fills a part, out of focus and greyish.
    photo = picture.resize((1100, 618)).filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    photo = photo.point(lambda level: 40 + level * 0.7)

    (found,) = zxingcpp.read_barcodes(photo)
    with database.read() as db:
        slip = get_slip(db, client.enrolment_id, course=course, now=utc_now())
    assert found.text == phone_text(slip)
    assert "Dừng lại khi mã bị dán đè." in found.text


@pytest.mark.parametrize("hand", ["mouse", "touch", "keyboard"])
def test_the_way_from_the_result_to_going_home(as_learner, complete, open_as, hand):
    page = open_as(complete(as_learner()), "/learn/result", has_touch=hand == "touch")
    press = {"mouse": page.click, "touch": page.tap, "keyboard": lambda what: _by_keys(page, what)}[
        hand
    ]

    press(".button-main")
    page.wait_for_url("**/learn/take-home")
    press(".button-main")
    page.wait_for_url("**/learn/next")
    press("[value=trader]")
    page.wait_for_selector(".advice")
    press(".button-main")

    page.wait_for_url("**/learn/")


def test_the_celebration_sounds_softly_once_and_moves_only_for_those_who_want_it(
    as_learner, complete, open_as
):
    client = complete(as_learner())
    moving = open_as(client, "/learn/deeds")
    moving.add_init_script(_COUNT_TONES)
    moving.goto(moving.url.replace("deeds", "result"))
    moving.wait_for_function("() => window.tones === 3")
    moving.reload()
    still = open_as(client, "/learn/result", reduced_motion="reduce")

    style = "getComputedStyle(document.querySelector('.celebration-sun')).animationName"
    assert moving.evaluate("window.tones") == 0
    assert moving.evaluate(style) == "celebration-rise"
    assert still.evaluate(style) == "none"


def _by_keys(page, what):
    for _ in range(40):
        if page.evaluate("what => document.activeElement?.matches(what)", what):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {what}")
