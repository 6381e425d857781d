"""A hostile laptop in the Wi-Fi cannot keep a kiosk from its own bus."""

import socket
import time

import pytest

from common.wire.discovery import Announcement
from kiosk.config import Address
from kiosk.finder import Sighting, _Search

STRANGE = 40
AT_ONCE_S = 3.0
"""Half of what one connection that is never answered takes."""


@pytest.fixture
def search():
    search = _Search(["127.0.0.1"], 5.0, "")
    yield search
    search.close()


@pytest.fixture
def silent_doors():
    """Let machines accept every connection and say nothing."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(STRANGE)]
    yield [Address(*door.getsockname()) for door in doors]
    for door in doors:
        door.close()


def test_doors_that_strangers_announce_never_delay_a_known_address(silent_doors, search, bus):
    words = Announcement("79B99", "Xe lạ", "ee" * 32)
    until = time.monotonic() + 60
    search._shut.update((each, (words, until)) for each in silent_doors)
    search.dial([])
    began = time.monotonic()

    search.dial([Address(bus.host, bus.port)])
    found = None
    while found is None and time.monotonic() - began < 2 * AT_ONCE_S:
        found = search.next_found()

    assert isinstance(found, Sighting)
    assert found.fingerprint == bus.fingerprint
    assert time.monotonic() - began < AT_ONCE_S
