"""The PIN by which staff leave a kiosk: told at pairing, shown to staff, the same for ever."""

import msgspec

from common.clock import utc_now
from common.wire import pairing as wire
from lms_server import keys
from lms_server.devices.staff_pin import staff_pin


def paired(answer):
    return msgspec.json.decode(answer.data, type=wire.PairingFinished)


def test_every_kiosk_of_a_bus_learns_the_same_pin(kiosk, open_code, config):
    pins = set()
    for code in ("111111", "222222"):
        open_code(code, utc_now())
        pins.add(paired(kiosk.pair(code)).staff_pin)

    assert pins == {staff_pin(config.data_dir)}


def test_a_pin_is_six_digits_and_another_on_every_bus(tmp_path):
    pins = set()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        keys.make_tls(tmp_path / name, bus_code="40B01")
        pins.add(staff_pin(tmp_path / name))
        assert staff_pin(tmp_path / name) in pins, "the same each time"

    assert len(pins) == 3
    assert all(len(pin) == 6 and pin.isdecimal() for pin in pins)


def test_staff_read_it_on_the_page_of_the_kiosks(as_staff, config):
    page = as_staff("trainer").get("/staff/devices").text

    pin = staff_pin(config.data_dir)
    assert f"{pin[:3]} {pin[3:]}" in page
