from pathlib import Path

import pytest

from kiosk.config import Address, Config


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.2:9000", Address("10.0.0.2", 9000)),
        ("bus.lan", Address("bus.lan", 8443)),
        ("[fe80::1]:8443", Address("fe80::1", 8443)),
        ("[fe80::1]", Address("fe80::1", 8443)),
    ],
)
def test_an_address_is_read_and_written(text, address):
    assert Address.parse(text) == address
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("text", ["", ":8443", "bus:", "bus:0", "bus:70000", "bus:x"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="not an address"):
        Address.parse(text)


def test_name_and_interfaces_come_from_the_environment():
    environ = {"BUS_KIOSK_NAME": "máy 7", "BUS_KIOSK_INTERFACES": "127.0.0.1, 10.0.0.4"}

    config = Config.load(data_dir=Path("x"), servers=[], windowed=False, environ=environ)

    assert config.device_name == "máy 7"
    assert config.interfaces == ("127.0.0.1", "10.0.0.4")
