"""The kiosk's own screens in Chromium: readable, touchable, by fingers and by keys."""

import time

import pytest

from common.wire.places import code_of, qr_text
from kiosk.card_reader import OFF
from kiosk.config import Address
from kiosk.screens import (
    Asked,
    BusInView,
    BusLost,
    BusMissed,
    BusReached,
    BusSeen,
    PairingBegun,
    PairingRefused,
    PlaceRefused,
    Problem,
    Screen,
    Trouble,
    Troubled,
    Unpaired,
    WelcomeOver,
)
from tests.film import HALL, StillCamera, held
from tests.live_gateway import LiveGateway

pytestmark = pytest.mark.browser

BUS = BusInView("ab" * 32, "Xe buýt số 1", "40B01")
OTHER = BusInView("cd" * 32, "Xe học viện số Khánh Hòa 03", "79B03")
OTHER_HERE = [BusMissed(BUS.name, waiting=12), BusSeen(OTHER), Troubled(Trouble.OTHER_BUS)]
LEFT_LESSON = [BusReached(BUS.name), BusLost(), Asked(Screen.LOOKING), Troubled(Trouble.FIREWALL)]
CHANGE = [*OTHER_HERE, Asked(Screen.CHANGE)]
NAMESAKE = BusInView("ef" * 32, BUS.name, "40B01")
REFUSED = [BusSeen(BUS), PairingBegun(), PairingRefused(Problem.CODE_CLOSED)]
SCREENS = {
    "looking": [],
    "code": [BusSeen(BUS)],
    "two-buses": [BusSeen(BUS), BusSeen(OTHER), Unpaired(), BusSeen(BUS), BusSeen(OTHER)],
    "refused": REFUSED,
    "pairing": [BusSeen(BUS), PairingBegun()],
    "welcome": [BusSeen(BUS), PairingBegun(), BusReached(BUS.name)],
    "other-here": OTHER_HERE,
    "left-lesson": LEFT_LESSON,
    "left-lesson-other-here": [*LEFT_LESSON, *OTHER_HERE],
    "change": CHANGE,
    "change-refused": [*CHANGE, PairingBegun(), PairingRefused(Problem.WRONG_CODE)],
    "change-two": [*CHANGE, BusSeen(NAMESAKE)],
    "change-namesake": [*CHANGE[:1], BusSeen(NAMESAKE), Asked(Screen.CHANGE)],
    "place": [Asked(Screen.PLACE)],
    "place-refused": [Asked(Screen.PLACE), PlaceRefused()],
    **{f"trouble-{each.replace('_', '-')}": [Troubled(each)] for each in Trouble},
}


@pytest.fixture
def kiosk(tmp_path):
    kiosk = LiveGateway(tmp_path)
    yield kiosk
    kiosk.close()


@pytest.fixture
def before_camera(tmp_path):
    """Return a function that makes a kiosk, asked for a place, whose camera sees a picture."""
    made = []

    def show(picture):
        made.append(LiveGateway(tmp_path, open_camera=lambda: StillCamera(picture)))
        made[-1].tell([Asked(Screen.PLACE)])
        return made[-1]

    yield show
    for kiosk in made:
        kiosk.close()


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_can_be_read_and_touched_by_everybody(
    name, kiosk, visit, accessible, touchable, picture
):
    kiosk.tell(SCREENS[name])

    page = visit(kiosk.guard.new_entry_url())

    picture(page, f"kiosk-own-{name}")
    accessible(page)
    touchable(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_page_that_stands_in_for_a_silent_bus_too(kiosk, chromium, accessible, picture):
    kiosk.tell([BusReached(BUS.name), WelcomeOver(), BusLost()])
    with chromium.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()

        page.goto(kiosk.guard.new_entry_url())

        picture(page, "kiosk-own-bus-away")
        accessible(page)
        assert page.title() == "Máy tạm mất kết nối với xe"


def test_the_pad_takes_six_digits_and_mends_a_slip(kiosk, visit):
    kiosk.tell(SCREENS["code"])
    page = visit(kiosk.guard.new_entry_url())
    connect = page.locator(".key-main")

    for digit in "123459":
        page.click(f"[data-digit='{digit}']")
    page.click("[data-delete]")
    is_too_early = connect.is_disabled()
    page.click("[data-digit='6']")
    connect.click()

    page.wait_for_url("**/_kiosk/code")
    assert is_too_early
    assert kiosk.codes == [(BUS.fingerprint, "123456")]


def test_with_two_buses_one_is_chosen_first(kiosk, visit):
    kiosk.tell([BusSeen(BUS), BusSeen(OTHER)])
    page = visit(kiosk.guard.new_entry_url())

    page.keyboard.type("123456")
    is_too_early = page.locator(".key-main").is_disabled()
    page.click("text=Khánh Hòa")
    page.click(".key-main")

    page.wait_for_url("**/_kiosk/code")
    assert is_too_early
    assert kiosk.codes == [(OTHER.fingerprint, "123456")]


def test_a_trainer_gives_the_machine_to_another_bus(kiosk, visit):
    kiosk.tell(OTHER_HERE)
    page = visit(kiosk.guard.new_entry_url())
    page.click("text=đổi xe cho máy này")
    page.wait_for_url("**/_kiosk/change")

    page.keyboard.type("123456")
    page.click(".key-main")

    page.wait_for_url("**/_kiosk/change")
    assert kiosk.codes == [(OTHER.fingerprint, "123456")]


def test_who_opened_the_change_by_mistake_goes_back(kiosk, visit):
    kiosk.tell(CHANGE)
    page = visit(kiosk.guard.new_entry_url())

    page.click("text=không đổi xe")

    page.wait_for_url("**/_kiosk/looking")


def test_a_place_code_is_typed_by_large_keys(kiosk, visit):
    page = visit(kiosk.guard.new_entry_url())
    page.click("text=Gõ mã tìm xe")
    page.wait_for_url("**/_kiosk/place")

    for letter in code_of("192.168.8.2") + "Z":
        page.click(f"[data-letter='{letter}']")
    page.click("[data-delete]")
    page.click(".key-main")

    page.wait_for_url("**/_kiosk/looking")
    assert kiosk.places == [Address("192.168.8.2", 8443)]


def test_a_slip_in_the_place_code_is_told_and_nothing_is_dialled(kiosk, visit):
    kiosk.tell([Asked(Screen.PLACE)])
    page = visit(kiosk.guard.new_entry_url())

    page.keyboard.type("ABCDEF")
    page.keyboard.press("Enter")

    page.wait_for_selector("[role=alert]")
    assert kiosk.places == []


def test_who_opened_the_place_page_by_mistake_goes_back(kiosk, visit):
    kiosk.tell([BusSeen(BUS), Asked(Screen.PLACE)])
    page = visit(kiosk.guard.new_entry_url())

    page.click("text=Quay lại")

    page.wait_for_url("**/_kiosk/code")


def test_a_place_is_held_before_the_camera(before_camera, visit):
    kiosk = before_camera(held(qr_text("192.168.8.2", 9000)))
    page = visit(kiosk.guard.new_entry_url())

    page.click("text=Đưa mã trước máy ảnh")

    page.wait_for_url("**/_kiosk/looking")
    assert kiosk.places == [Address("192.168.8.2", 9000)]
    assert kiosk.cards.wait_until_off(10)


def test_a_code_of_somebody_else_is_told_and_no_news_interrupts(
    before_camera, visit, accessible, touchable, picture
):
    kiosk = before_camera(held("https://example.vn"))
    page = visit(kiosk.guard.new_entry_url())

    page.click("text=Đưa mã trước máy ảnh")

    page.get_by_text("Đây là mã khác.").wait_for()
    with page.expect_response("**/_kiosk/state"):
        kiosk.tell([BusSeen(BUS)])
    with page.expect_response("**/_kiosk/state"):
        pass
    assert page.locator("[data-state=other_code]").is_visible()
    picture(page, "kiosk-own-place-other-code")
    accessible(page)
    touchable(page)
    assert kiosk.places == []


def test_a_laptop_without_a_camera_says_so_and_takes_what_is_typed(
    kiosk, visit, accessible, touchable, picture
):
    kiosk.tell([Asked(Screen.PLACE)])
    page = visit(kiosk.guard.new_entry_url())

    page.click("text=Đưa mã trước máy ảnh")

    page.get_by_text("Máy này không có máy ảnh.").wait_for()
    picture(page, "kiosk-own-place-no-camera")
    accessible(page)
    touchable(page)
    page.keyboard.type("192.168.8.2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/_kiosk/looking")
    assert kiosk.places == [Address("192.168.8.2", 8443)]


def test_who_goes_back_switches_the_camera_off(before_camera, visit):
    kiosk = before_camera(HALL)
    page = visit(kiosk.guard.new_entry_url())
    page.click("text=Đưa mã trước máy ảnh")
    page.get_by_text("Máy ảnh đang tìm mã.").wait_for()

    page.click("text=Quay lại")

    page.wait_for_url("**/_kiosk/looking")
    end = time.monotonic() + 10
    while (seen := kiosk.cards.ask(timeout_s=0.1)) != OFF and time.monotonic() < end:
        pass
    assert seen == OFF, "although somebody still asked"


def test_a_page_follows_the_program_and_never_interrupts_typing(kiosk, visit):
    page = visit(kiosk.guard.new_entry_url())
    page.wait_for_url("**/_kiosk/looking")

    kiosk.tell([BusSeen(BUS)])
    page.wait_for_url("**/_kiosk/code")
    page.keyboard.type("12")
    with page.expect_response("**/_kiosk/state"):
        kiosk.tell([BusSeen(OTHER)])
    with page.expect_response("**/_kiosk/state"):
        pass

    assert page.input_value("#code") == "12"


def test_a_bus_in_view_is_news_on_the_same_page(kiosk, visit):
    kiosk.tell([BusSeen(BUS)])
    page = visit(kiosk.guard.new_entry_url())
    page.evaluate("() => { window.isTheSamePage = true; }")

    kiosk.tell([BusSeen(OTHER)])
    page.wait_for_selector("input[type=radio]")

    assert page.evaluate("window.isTheSamePage")
    page.keyboard.type("12")
    assert page.input_value("#code") == "12"
