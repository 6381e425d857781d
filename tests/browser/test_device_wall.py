"""The wall of the kiosks in Chromium: fresh by itself, in both languages, for every hand."""

import json
import secrets
import time
from contextlib import closing
from http.client import HTTPSConnection

import pytest
from playwright.sync_api import expect

from bench.rig import pinned
from common.clock import to_wire, utc_now
from common.release import VERSION
from kiosk.app import Kiosk
from kiosk.config import Address, Config
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.store import Store
from lms_server.devices.actions import hash_token, open_code, pair_device
from lms_server.devices.models import DeviceKind
from lms_server.keys import tls_fingerprint
from lms_server.training.queries import list_open_sessions

pytestmark = pytest.mark.browser
FRESH_MS = 7_000
"""The wall asks every five seconds."""
HEARD_S = 20
"""A kiosk speaks every four seconds; this machine may be busy."""
SMALLEST_TARGET_PX = 56
TARGETS = ".device-link, main .button, main input:not([type=hidden])"
WEAK = {"battery_percent": 5, "is_charging": False, "set_aside": 1, "version": "0.0.9"}


@pytest.fixture
def kiosk(live_bus):
    """A paired kiosk: ``kiosk(**facts)`` is a heartbeat, ``kiosk.path`` its page."""
    token, now = secrets.token_urlsafe(32), utc_now()
    name = f"Máy {secrets.token_hex(3)}"
    with live_bus.database() as database, database.write() as db:
        trainer_id = list_open_sessions(db)[0].trainer_id
        code = f"{secrets.randbelow(10**6):06}"
        device_id = pair_device(
            db,
            code_id=open_code(db, code=code, account_id=trainer_id, now=now),
            name=name,
            kind=DeviceKind.KIOSK,
            token_hash=hash_token(token),
            now=now,
        )

    def beat(**facts):
        told = {"version": VERSION, "queue_length": 0, "set_aside": 0, "clock_at": to_wire(now)}
        trust = pinned(live_bus.data_dir / "keys" / "tls.pem")
        port = live_bus.server.lan_port
        with closing(HTTPSConnection("127.0.0.1", port, context=trust, timeout=5)) as connection:
            connection.request(
                "POST",
                "/api/v1/heartbeat",
                json.dumps(told | {"clock_ahead_ms": 0} | facts),
                {"Authorization": f"Bearer {token}"},
            )
            return connection.getresponse().status

    beat.name = name
    beat.path = f"{live_bus.lan}/staff/devices/{device_id}"
    beat.card = f"li.device:has(#device-{device_id})"
    return beat


@pytest.mark.parametrize("language", ["vi", "en"])
def test_wall_kiosk_and_removal_are_accessible_and_touchable(
    sign_in, live_bus, kiosk, accessible, picture, language
):
    kiosk(**WEAK)
    page = sign_in("trainer")

    for name, path in (
        ("wall", f"{live_bus.lan}/staff/devices"),
        ("one", kiosk.path),
        ("removal", f"{kiosk.path}/remove"),
    ):
        page.goto(f"{path}?lang={language}")
        accessible(page)
        picture(page, f"kiosks-{name}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sizes = page.eval_on_selector_all(TARGETS, "all => all.map(one => one.offsetHeight)")
        assert min(sizes) >= SMALLEST_TARGET_PX


def test_the_wall_tells_by_itself_what_changed_and_keeps_the_place_of_the_keys(
    sign_in, live_bus, kiosk
):
    kiosk(page="lesson")
    page = sign_in("trainer")
    page.goto(f"{live_bus.lan}/staff/devices")
    card = page.locator(kiosk.card)
    expect(card).to_contain_text("Bài học")
    card.locator("a").focus()

    kiosk(page="quiz", battery_percent=5, is_charging=False)

    expect(card).to_contain_text("Pin còn 5%. Cắm sạc ngay.", timeout=FRESH_MS)
    expect(card).to_contain_text("Bài kiểm tra")
    expect(card.locator("a")).to_be_focused()


def test_a_server_that_is_gone_is_told_on_the_wall(sign_in, live_bus, kiosk):
    kiosk()
    page = sign_in("trainer")
    page.goto(f"{live_bus.lan}/staff/devices")
    expect(page.locator("#stale")).to_be_hidden()

    page.route("**/staff/devices", lambda route: route.fulfill(status=404, body=""))

    expect(page.locator("#stale")).to_be_visible(timeout=FRESH_MS)


def test_a_lost_kiosk_goes_after_one_more_question(sign_in, kiosk):
    kiosk()
    page = sign_in("trainer")
    page.goto(kiosk.path)
    page.click("text=Gỡ máy này")
    expect(page.locator("h1")).to_have_text(f"Gỡ {kiosk.name}?")
    assert kiosk() == 200

    page.click("main button[type=submit]")

    expect(page.locator("[role=status]")).to_contain_text("Đã gỡ máy.")
    expect(page.locator(kiosk.card)).to_have_count(0)
    assert kiosk() == 401


@pytest.mark.parametrize("language", ["vi", "en"])
def test_another_pin_is_made_after_one_more_question(
    sign_in, live_bus, kiosk, accessible, picture, language
):
    kiosk()
    page = sign_in("trainer")
    page.goto(f"{live_bus.lan}/staff/devices?lang={language}")
    page.click("main a[href$='/staff/devices/pin']")
    accessible(page)
    picture(page, f"kiosks-pin-{language}")
    before = page.locator("main .code").inner_text()

    page.click("main a[href$='/pin/renew']")
    accessible(page)
    picture(page, f"kiosks-pin-renew-{language}")
    page.click("main button[type=submit]")

    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("main .code")).not_to_have_text(before)
    expect(page.locator("main .notice-warning")).to_contain_text(kiosk.name)
    accessible(page)
    picture(page, f"kiosks-pin-renewed-{language}")
    kiosk()
    page.reload()
    expect(page.locator("main")).not_to_contain_text(kiosk.name)


@pytest.fixture
def real_kiosk(live_bus, tmp_path):
    """The kiosk program, paired with the bus on another day, without its window."""
    token, now = secrets.token_urlsafe(32), utc_now()
    name = f"Máy {secrets.token_hex(3)}"
    with live_bus.database() as database, database.write() as db:
        trainer_id = list_open_sessions(db)[0].trainer_id
        device_id = pair_device(
            db,
            code_id=open_code(db, code="246810", account_id=trainer_id, now=now),
            name=name,
            kind=DeviceKind.KIOSK,
            token_hash=hash_token(token),
            now=now,
        )
    store = Store.open_in(tmp_path / "kiosk")
    IdentityStore(store).keep(
        BusIdentity(
            fingerprint=tls_fingerprint(live_bus.data_dir),
            bus_code="40B01",
            bus_name="Xe buýt số 1",
            device_id=device_id,
            device_token=token,
        )
    )
    store.close()
    address = Address("127.0.0.1", live_bus.server.lan_port)
    config = Config(tmp_path / "kiosk", servers=(address,), interfaces=("127.0.0.1",))
    kiosk = Kiosk(config)
    kiosk.name = name
    kiosk.start()
    yield kiosk
    kiosk.stop()


def test_a_kiosk_that_is_on_opens_by_the_new_pin_alone(sign_in, live_bus, real_kiosk, visit):
    screen = visit(real_kiosk.new_entry_url())
    screen.wait_for_url("**/learn/**")
    staff = sign_in("trainer")
    old = staff_pin_on(staff)
    staff.goto(f"{live_bus.lan}/staff/devices/pin/renew")

    staff.click("main button[type=submit]")
    staff.wait_for_url("**/staff/devices/pin")
    end = time.monotonic() + HEARD_S
    while real_kiosk.name in staff.locator("main").inner_text() and time.monotonic() < end:
        staff.reload()
    is_named = real_kiosk.name in staff.locator("main").inner_text()
    new = staff_pin_on(staff)

    told = [type_staff_pin(screen, real_kiosk, pin) for pin in (old, new)]
    assert not is_named
    assert old != new
    assert ["Máy đang đóng chương trình" in page for page in told] == [False, True]


def staff_pin_on(page):
    page.goto(f"{page.url.partition('/staff')[0]}/staff/devices/pin")
    return page.locator("main .code").inner_text().replace(" ", "")


def type_staff_pin(page, kiosk, pin):
    page.goto(f"{kiosk.origin}/_kiosk/staff")
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Máy đang đóng").or_(page.locator("[role=alert]")).wait_for()
    page.evaluate("document.fonts.ready.then(() => true)")  # the kiosk stops before the page
    return page.locator("main").inner_text()


def test_the_place_is_shown_as_letters_and_as_a_square_code(sign_in, live_bus, accessible, picture):
    page = sign_in("trainer")
    page.goto(f"{live_bus.lan}/staff/devices")

    page.click("#places summary")

    accessible(page)
    picture(page, "kiosks-places")
    assert page.locator("#places img").first.evaluate("one => one.naturalWidth") > 0
