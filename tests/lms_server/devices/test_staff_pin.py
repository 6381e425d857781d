"""The PIN by which staff leave a kiosk: told to kiosks, shown to staff, another one on demand."""

import json

import msgspec
import pytest
from sqlalchemy import select, update

from common.clock import to_wire, utc_now
from common.wire import pairing as wire
from common.wire.heartbeat import PATH
from common.wire.staff_pin import fits
from lms_server import keys
from lms_server.devices.heartbeats import short_way
from lms_server.devices.models import Device, DeviceKind
from lms_server.devices.staff_pin import SALT_FILE, StaffPins, read_pin, staff_pins_of
from lms_server.journal.models import JournalEntry

PAGE = "/staff/devices/pin"
RENEW = f"{PAGE}/renew"


def paired(answer):
    return msgspec.json.decode(answer.data, type=wire.PairingFinished)


@pytest.fixture
def pins(config):
    return StaffPins(config.data_dir)


@pytest.fixture
def renew(as_staff, form_token):
    """Let an account of a role press through both pages; returns its browser."""

    def press(role="trainer"):
        browser = as_staff(role)
        form = {"csrf_token": form_token(browser, RENEW)}
        assert browser.post(RENEW, data=form).headers["Location"] == PAGE
        return browser

    return press


@pytest.fixture
def heartbeat(client, add_device, database):
    """A kiosk's heartbeat; returns the answer of the bus."""
    device_id, token = add_device()
    bearer = f"Bearer {token}"

    def beat(kind=DeviceKind.KIOSK):
        with database.write() as db:
            db.execute(update(Device).where(Device.id == device_id).values(kind=kind.value))
        client.application.extensions["bus_lms.devices"].forget()
        told = {"version": "1", "queue_length": 0, "set_aside": 0, "clock_at": to_wire(utc_now())}
        return client.post(PATH, data=json.dumps(told), headers={"Authorization": bearer}).json

    beat.bearer = bearer
    return beat


def test_every_kiosk_of_a_bus_learns_the_same_pin(kiosk, open_code, config):
    told = set()
    for code in ("111111", "222222"):
        open_code(code, utc_now())
        told.add(paired(kiosk.pair(code)).staff_pin)

    assert told == {read_pin(config.data_dir).digits}


def test_a_pin_is_six_digits_and_another_on_every_bus(tmp_path):
    told = set()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        keys.make_tls(tmp_path / name, bus_code="40B01")
        told.add(read_pin(tmp_path / name).digits)
        assert read_pin(tmp_path / name).digits in told, "the same each time"

    assert len(told) == 3
    assert all(len(pin) == 6 and pin.isdecimal() for pin in told)


def test_staff_read_it_one_press_away_from_the_kiosks(as_staff, config):
    trainer = as_staff("trainer")

    pin = read_pin(config.data_dir).digits
    assert f'href="{PAGE}"' in trainer.get("/staff/devices").text
    assert pin not in trainer.get("/staff/devices").text.replace(" ", "")
    assert f"{pin[:3]} {pin[3:]}" in trainer.get(PAGE).text


@pytest.mark.parametrize("role", ["trainer", "admin"])
def test_who_may_renews_it_and_sees_the_new_one(config, renew, role):
    before = read_pin(config.data_dir).digits

    page = renew(role).get(PAGE).text

    after = read_pin(config.data_dir).digits
    assert after != before
    assert f"{after[:3]} {after[3:]}" in page
    assert "Đã đổi mã" in page


def test_kiosks_that_still_open_by_the_old_one_are_named(heartbeat, renew):
    heartbeat()

    trainer = renew()
    before = trainer.get(PAGE).text
    heartbeat()
    after = trainer.get(PAGE).text

    assert "Còn mở bằng mã cũ: Máy 7." in before
    assert "Còn mở bằng mã cũ" not in after


def test_before_the_first_new_one_no_kiosk_is_behind(heartbeat, as_staff):
    heartbeat()

    assert "mã cũ" not in as_staff("trainer").get(PAGE).text


def test_an_assistant_sees_it_and_is_offered_no_new_one(as_staff):
    assert RENEW not in as_staff("assistant").get(PAGE).text


def test_asking_alone_changes_nothing(config, as_staff):
    before = read_pin(config.data_dir)

    as_staff("trainer").get(RENEW)

    assert read_pin(config.data_dir) == before


def test_the_new_pin_outlives_a_restart_in_a_file_that_alone_tells_nothing(config, pins, tmp_path):
    pins.renew(bytes)

    salt = config.data_dir / SALT_FILE
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    keys.make_tls(elsewhere, bus_code="79B03")
    (elsewhere / SALT_FILE).write_bytes(salt.read_bytes())
    assert StaffPins(config.data_dir).now() == pins.now()
    assert read_pin(elsewhere).digits != pins.now().digits
    assert salt.stat().st_mode & 0o777 == 0o600


def test_a_new_pin_is_never_the_old_one(pins):
    pins.renew(bytes)
    before = pins.now().digits
    drawn = [b"another salt 16b", bytes(16)]

    pins.renew(lambda _: drawn.pop())

    assert pins.now().digits != before
    assert drawn == []


def test_who_renewed_it_is_on_record_and_the_pin_is_not(config, renew, database):
    trainer = renew()

    with database.read() as db:
        all_lines = list(db.scalars(select(JournalEntry.raw).where(JournalEntry.stream == "A")))
    lines = [line for line in all_lines if b"staff_pin_renewed" in line]
    assert len(lines) == 1
    assert str(trainer.account_id).encode() in lines[0]
    assert read_pin(config.data_dir).digits.encode() not in lines[0]


def test_a_heartbeat_tells_kiosks_what_to_keep_before_and_after(config, heartbeat, renew):
    old = read_pin(config.data_dir).digits
    before = heartbeat()["staff_pin"]

    renew()

    after = heartbeat()["staff_pin"]
    new = read_pin(config.data_dir).digits
    assert (fits(old, before), fits(new, after), fits(old, after)) == (True, True, False)
    assert after == heartbeat()["staff_pin"], "no kiosk writes without need"


def test_the_short_way_tells_the_new_pin_too(app, heartbeat, renew):
    heartbeat()
    quick = short_way(app)
    told = {"version": "1", "queue_length": 0, "set_aside": 0, "clock_at": to_wire(utc_now())}

    renew()

    answer = json.loads(quick(heartbeat.bearer, json.dumps(told).encode()))
    assert answer["staff_pin"] == staff_pins_of(app).now().kept


def test_a_browser_that_joined_by_a_code_is_told_nothing_of_it(heartbeat):
    assert heartbeat(DeviceKind.BROWSER)["staff_pin"] == ""


def test_neither_pin_nor_hash_is_shown_by_accident(pins):
    assert pins.now().digits not in repr(pins.now())
    assert pins.now().kept not in repr(pins.now())
