"""The learners' door in Chromium: forty-eight learners by mouse, finger, keys, scanner, camera."""

import itertools
import random
import re
import shutil
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import expect

from bench.rig import Server
from common.clock import utc_now
from common.sql import SqliteDatabase
from courses.catalog import Catalog
from lms_server import demo
from lms_server.config import BUNDLED_COURSES
from lms_server.devices.actions import hash_token, open_code, pair_device
from lms_server.devices.models import DeviceKind
from lms_server.keys import load_database_key
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import BirthDate, Means, Purpose
from lms_server.opening import DATABASE_NAME
from lms_server.packages.shelf import Shelf
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session
from lms_server.training.queries import get_enrolment, list_enrolments, list_open_sessions
from tests.browser.hands import by_keys, by_touch
from tests.walk.inspection import inspect, inspect_foreign

pytestmark = pytest.mark.browser
GIVEN = """
    An Ánh Ăn Ân Bình Chiến Dạo Đào Giang Hà Hiền Huệ Hương Khánh Lan Liên Mai Minh Nga Ngọc
    Ổn Ơn Páo Phương Quý Rinh Sơn Tâm Thảo Thu Tú Uyên Vân Xuân Yến Ích
""".split()  # noqa: SIM905
"""With the demo's twelve a class of forty-eight, under nearly every letter."""


@dataclass
class LargeBus:
    """A running bus with a large class, and a small one whose course asks four digits."""

    server: Server
    database: SqliteDatabase
    large_class: UUID
    pin_class: UUID
    trainer_id: UUID
    numbers: itertools.count

    @property
    def lan(self):
        return f"https://127.0.0.1:{self.server.lan_port}"

    def learner(self, name, training_session_id=None):
        """Return the enrolment of a learner."""
        with self.database.read() as db:
            rows = list_enrolments(db, training_session_id or self.large_class)
            found = next(one for one in rows if one.learner.full_name == name)
            return get_enrolment(db, found.id)

    def pair(self, name):
        """Return the token of a new machine."""
        number = next(self.numbers)
        token, now = f"door-{number:040}", utc_now()
        with self.database.write() as db:
            code = open_code(db, code=f"{number:06}", account_id=self.trainer_id, now=now)
            pair_device(
                db,
                code_id=code,
                name=name,
                kind=DeviceKind.BROWSER,
                token_hash=hash_token(token),
                now=now,
            )
        return token


def _pin_course(folder):
    """Return KNS-05 as a package whose author asks four digits."""
    package = folder / "KNS-05"
    shutil.copytree(BUNDLED_COURSES / "KNS-05", package)
    manifest = package / "course.yaml"
    text = manifest.read_text(encoding="utf-8")
    text = re.sub(r"^version: .*$", 'version: "9.0"', text, flags=re.MULTILINE)
    manifest.write_text(text + "\nasks_pin: true\n", encoding="utf-8")
    return Catalog.load(folder).get_course("KNS-05")


def _add(db, name, key, training_session_id, *, year, seat):
    learner_id = register_learner(
        db,
        NewLearner(
            full_name=name,
            birth=BirthDate(year),
            commune_code=demo.COMMUNE_CODE,
            village=demo.VILLAGE,
        ),
        consent=ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.PAPER),
        vault=IdNumberVault(key),
        rng=random.SystemRandom(),
        actor="system",
        now=utc_now(),
    )
    enrol(db, training_session_id, learner_id, seat=seat, actor="system", now=utc_now())


@pytest.fixture(scope="module")
def bus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("door")
    data_dir = folder / "bus"
    demo.make(data_dir, now=utc_now())
    key = load_database_key(data_dir)
    database = SqliteDatabase(data_dir / DATABASE_NAME, key=key)
    course = Shelf(data_dir).keep(_pin_course(folder / "packages"))
    with database.write() as db:
        large = list_open_sessions(db)[0]
        for at, given in enumerate(GIVEN):
            seat = str(at % 14 + 1)
            _add(db, f"Lò Văn {given}", key, large.id, year=1950 + at, seat=seat)
        where = NewTrainingSession(
            commune_code=demo.COMMUNE_CODE,
            village="Bản Hai",
            place="Nhà văn hoá",
            trainer_id=large.trainer_id,
            trainer_name="Lê Thị Thơ",
        )
        pin_class = open_training_session(db, where, course=course, actor="system", now=utc_now())
        for name in ("Vàng A Páo", "Vàng A Sử"):
            _add(db, name, key, pin_class, year=1961, seat="")
    server = Server(data_dir)
    server.start()
    yield LargeBus(server, database, large.id, pin_class, large.trainer_id, itertools.count(1))
    server.kill()
    database.close()


@pytest.fixture
def sit_before(bus, chromium):
    """Open the door on a new machine; any error of a script fails the test."""
    contexts, complaints = [], []

    def make(path="/learn/", name="Máy 99", **settings):
        context = chromium.new_context(
            ignore_https_errors=True, viewport={"width": 1366, "height": 768}, **settings
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        cookie = {"name": "bus_device", "value": bus.pair(name), "url": bus.lan}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(bus.lan + path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def fits(page):
    return page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")


def door(bus, **more):
    return "/learn/?" + "&".join(f"{k}={v}" for k, v in {"class": bus.large_class, **more}.items())


def is_in(page):
    expect(page).to_have_url(re.compile("/learn/(course|hand-test.*|hand.*|address.*)$"))


def scan(page, code):
    """Type as a scanner does: fast, with Enter, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_by_mouse_from_the_class_to_the_course(bus, sit_before):
    page = sit_before()
    row = bus.learner("Lò Văn Ổn")

    expect(page.locator("h1")).to_have_text("Bác học lớp nào?")
    page.click(".class-choice:has-text('Xóm Minh Tâm')")
    page.locator(".letter", has_text=re.compile("^Ô$")).click()
    page.click(".name:has-text('Lò Văn Ổn')")
    page.click(f"button[name=picture][value={row.learner.picture}]")

    is_in(page)


def test_by_finger_by_the_number_of_the_machine(bus, sit_before):
    page = sit_before(door(bus), has_touch=True)
    row = bus.learner("Lò Văn Bình")

    by_touch(page, "a:has-text('Tìm theo số máy')")
    by_touch(page, f".letter >> text=/^{row.seat}$/")
    by_touch(page, ".name:has-text('Lò Văn Bình')")
    by_touch(page, f"button[name=picture][value={row.learner.picture}]")

    is_in(page)


def test_by_keys_page_after_page(bus, sit_before):
    page = sit_before(door(bus))
    row = bus.learner("Lò Văn Yến")

    by_keys(page, "a:has-text('Xem tất cả các tên')")
    for _ in range(3):
        before = page.url
        by_keys(page, ".button-main:has-text('Xem tên tiếp')")
        page.wait_for_url(lambda url, before=before: url != before)
    by_keys(page, ".name:has-text('Lò Văn Yến')")
    by_keys(page, f"button[name=picture][value={row.learner.picture}]")

    is_in(page)


def test_who_sits_at_this_machine_comes_first(bus, sit_before):
    page = sit_before(door(bus), name="Máy 5")

    expect(page.locator("h1")).to_have_text("Có tên bác ở đây không?")
    with bus.database.read() as db:
        rows = list_enrolments(db, bus.large_class)
    here = [str(row.id) for row in rows if row.seat == "5"]
    first = [one.get_attribute("href").split("/")[-1] for one in page.locator(".name").all()]
    assert first == here[:3] != []


def test_no_screen_of_a_class_of_forty_eight_scrolls(bus, sit_before):
    page = sit_before(door(bus))
    letters = page.locator(".letter").all_text_contents()
    assert fits(page)
    for wish in [{"by": "seat"}, {"by": "all"}, *({"by": "letter", "key": x} for x in letters)]:
        page.goto(bus.lan + door(bus, **wish))
        assert fits(page), wish
        assert page.locator(".name, .letter").count() > 0, wish


def test_the_scanner_counts_on_every_screen_whatever_has_the_focus(bus, sit_before):
    row = bus.learner("Lò Văn Mai")
    other = bus.learner("Lò Văn Lan")
    paths = ["/learn/", door(bus), door(bus, by="all"), f"/learn/who/{other.id}", "/learn/card"]
    for path in paths:
        page = sit_before(path)
        if path != "/learn/card":
            page.keyboard.press("Tab")  # something else has the focus

        scan(page, row.learner.card_code)

        is_in(page)


def test_a_scan_that_is_no_card_of_the_class_is_told_kindly(bus, sit_before):
    page = sit_before(door(bus))

    scan(page, "9999999999")

    expect(page.locator(".notice-warning")).to_contain_text("Thẻ này chưa có trong lớp hôm nay.")


def test_the_card_is_typed_by_large_keys(bus, sit_before):
    page = sit_before("/learn/card", has_touch=True)
    go = page.locator(".button-main")

    for digit in bus.learner("Lò Văn Tâm").learner.card_code[:-1] + "x":
        if digit.isdigit():
            by_touch(page, f"[data-digit='{digit}']")
    is_too_early = go.is_disabled()
    by_touch(page, f"[data-digit='{bus.learner('Lò Văn Tâm').learner.card_code[-1]}']")
    go.tap()

    assert is_too_early
    is_in(page)


def test_digits_are_chosen_by_finger_and_typed_by_keys_next_time(bus, sit_before):
    row = bus.learner("Vàng A Páo", bus.pin_class)
    page = sit_before(f"/learn/who/{row.id}", has_touch=True)
    by_touch(page, f"button[name=picture][value={row.learner.picture}]")
    expect(page.locator("h1")).to_contain_text("chọn bốn chữ số")
    for digit in "25800":  # the fifth is one too many
        by_touch(page, f"[data-digit='{digit}']")
    shown = page.input_value("#pin")
    by_touch(page, ".button-main")
    is_in(page)

    again = sit_before("/learn/")
    scan(again, row.learner.card_code)
    expect(again.locator("h1")).to_contain_text("bấm bốn chữ số của mình")
    again.locator("h1").click()  # the focus is nowhere
    again.keyboard.type("2580")
    is_hidden = again.get_attribute("#pin", "type") == "password"
    by_keys(again, ".button-main")

    is_in(again)
    assert (shown, is_hidden) == ("2580", True)


def test_digits_typed_before_the_page_is_ready_are_kept(bus, sit_before):
    row, held = bus.learner("Vàng A Sử", bus.pin_class), []
    page = sit_before("/learn/")
    page.route("**/learn/pad.js", lambda route: held.append(route))  # noqa: PLW0108 - builtins are refused
    scan(page, row.learner.card_code)
    expect(page.locator("#pin")).to_be_focused()

    page.keyboard.type("2580")
    held[0].continue_()
    page.wait_for_load_state()

    expect(page.locator("#pin")).to_have_value("2580")
    expect(page.locator(".button-main")).to_be_enabled()


def test_wrong_digits_are_told_kindly_and_a_card_may_still_be_scanned(bus, sit_before):
    row = bus.learner("Vàng A Sử", bus.pin_class)
    page = sit_before("/learn/")
    scan(page, row.learner.card_code)
    expect(page.locator("#pin")).to_be_focused()
    page.keyboard.type("2580")
    by_keys(page, ".button-main")
    is_in(page)
    page = sit_before("/learn/")
    scan(page, row.learner.card_code)
    expect(page.locator("#pin")).to_be_focused()

    page.keyboard.type("1470")
    by_keys(page, ".button-main")

    expect(page.locator(".notice-warning")).to_contain_text("Chưa đúng bốn chữ số")
    scan(page, bus.learner("Lò Văn Thu").learner.card_code)
    is_in(page)


def test_the_camera_of_a_kiosk_reads_the_card(bus, sit_before):
    """The kiosk's side is played as docs/protocol.md tells it."""
    code = bus.learner("Lò Văn Vân").learner.card_code
    news = iter(["dark", "other_code", "looking", "found"])
    page = sit_before("/learn/", extra_http_headers={"X-Kiosk-Origin": "http://127.0.0.1:17180"})
    asked = []

    def answer(route):
        is_beginning = route.request.method == "POST"
        state = "looking" if is_beginning else next(news, "off")
        asked.append(state)
        route.fulfill(json={"state": state, "code": code if state == "found" else None})

    page.route("**/_kiosk/card*", answer)
    page.route("**/_kiosk/card/*", answer)
    page.goto(f"{bus.lan}/learn/card")

    is_in(page)
    assert asked[:5] == ["looking", "dark", "other_code", "looking", "found"]


def test_a_tired_camera_is_switched_on_again_by_one_press(bus, sit_before):
    news = iter(["tired", "looking", "no_camera"])
    page = sit_before("/learn/", extra_http_headers={"X-Kiosk-Origin": "http://127.0.0.1:17180"})
    page.route(
        re.compile("/_kiosk/card"),
        lambda route: route.fulfill(json={"state": next(news, "off"), "code": None}),
    )

    page.goto(f"{bus.lan}/learn/card")
    page.click("text=Bật máy ảnh")

    expect(page.locator("[data-state=no_camera]")).to_be_visible()
    expect(page.locator("#code")).to_be_editable()


def test_a_guest_tries_and_takes_the_work_over(bus, sit_before):
    page = sit_before(door(bus))
    page.click("text=Thử một chút")
    page.goto(f"{bus.lan}/learn/lesson/KNS-04-L1/2")
    page.goto(f"{bus.lan}/learn/quiz")
    expect(page.locator("h1")).to_have_text("Phần này dành cho người có tên trong lớp.")
    page.click(".button-main")
    page.wait_for_url("**/learn/")

    scan(page, bus.learner("Lò Văn Xuân").learner.card_code)
    expect(page.locator("h1")).to_contain_text("Vừa có người học thử ở máy này")
    page.click(".button-main:has-text('Đúng là tôi')")

    is_in(page)
    page.goto(f"{bus.lan}/learn/lesson/KNS-04-L1")
    expect(page).to_have_url(re.compile("/KNS-04-L1/2$"))


def test_the_screens_of_a_guest_in_english_suit_everybody(bus, sit_before):
    page = sit_before("/learn/?lang=en")
    page.goto(bus.lan + door(bus))
    page.click("form[action$='/learn/guest'] button")
    page.goto(f"{bus.lan}/learn/lesson/KNS-04-L1/2")
    page.goto(f"{bus.lan}/learn/quiz")
    expect(page.locator("h1")).to_have_text("This is for those whose name is in the class.")
    inspect_foreign(page, "guest-stop-en")
    page.goto(f"{bus.lan}/learn/together")
    inspect_foreign(page, "guest-together-en")
    page.goto(f"{bus.lan}/learn/quiz")
    page.click(".button-main")
    page.wait_for_url("**/learn/")
    page.goto(f"{bus.lan}/learn/card?lang=en")  # who comes next is asked in Vietnamese

    scan(page, bus.learner("Lò Văn Ân").learner.card_code)
    expect(page.locator("h1")).to_contain_text("Somebody tried at this machine")
    inspect_foreign(page, "guest-claim-en")
    page.click(".kiosk-back .button")

    is_in(page)


def test_each_screen_of_the_door_suits_everybody(bus, sit_before):
    row = bus.learner("Lò Văn Hà")
    names = ["Lò ", "Nguyễn", "Moong", "Lầu", "Trần", "Vi ", "Hồ ", "Lương", "Cao ", "Hà"]
    names += ["Hoa ", "Mỷ", "Còi", "Bản Hai", "Xóm", "Mở lúc", "Vàng", "Thanh toán", "Lừa đảo"]
    screens = {
        "door-classes": "/learn/",
        "door-letters": door(bus),
        "door-names": door(bus, by="all"),
        "door-seats": door(bus, by="seat"),
        "door-pictures": f"/learn/who/{row.id}",
        "door-card": "/learn/card",
    }
    page = sit_before()
    for name, path in screens.items():
        page.goto(bus.lan + path)
        inspect(page, name, names=names)
    scan(page, bus.learner("Vàng A Páo", bus.pin_class).learner.card_code)
    expect(page.locator("#pin")).to_be_visible()
    inspect(page, "door-pin", names=names)
