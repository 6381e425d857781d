"""What the trainer reads out to a kiosk that does not find the bus."""

import base64
from dataclasses import replace

import pytest

from common.wire.places import code_of
from lms_server.devices.places import list_places


def test_each_address_is_shown_as_code_and_as_picture(config):
    [place] = list_places(replace(config, lan_host="192.168.8.2", lan_port=8443))

    assert (place.address, place.code) == ("192.168.8.2:8443", code_of("192.168.8.2"))
    assert b"<svg" in base64.b64decode(place.qr.partition(",")[2])


@pytest.mark.parametrize(("host", "port"), [("192.168.8.2", 9000), ("203.0.113.7", 8443)])
def test_what_no_code_can_say_is_shown_as_an_address_alone(config, host, port):
    [place] = list_places(replace(config, lan_host=host, lan_port=port))

    assert (place.address, place.code) == (f"{host}:{port}", None)


def test_the_trainer_finds_it_on_the_page_of_kiosks(as_staff, config):
    page = as_staff("trainer").get("/staff/devices").text

    assert all(place.address in page for place in list_places(config))
