"""Opening connections, on loopback."""

import socket
import threading
import time

import pytest

from kiosk.config import Address
from kiosk.knocking import AGAIN_S, knock


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def full():
    """A door before which so many wait that the next packet gets no answer."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.settimeout(0.0)
            one.connect_ex(listening.getsockname())
        yield listening
        for one in waiting:
            one.close()


def address_of(listening):
    return Address(*listening.getsockname())


def test_an_open_door_is_passed_at_once(listening):
    began = time.monotonic()

    with knock(address_of(listening), timeout_s=5) as connection:
        took = time.monotonic() - began
        blocks = connection.gettimeout() is None

    assert took < AGAIN_S
    assert blocks


def test_a_door_that_is_refused_is_told_at_once(listening):
    address = address_of(listening)
    listening.close()
    began = time.monotonic()

    with pytest.raises(ConnectionRefusedError):
        knock(address, timeout_s=5)

    assert time.monotonic() - began < AGAIN_S


def test_a_door_that_never_answers_is_left_in_time(full):
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        knock(address_of(full), timeout_s=0.5)

    assert 0.5 <= time.monotonic() - began < 2


def test_a_lost_first_packet_is_repeated_before_tcp_would(full):
    """TCP waits a whole second; a busy machine gets three chances."""

    def let_one_in():
        full.accept()[0].close()

    def takes():
        began = time.monotonic()
        opening = threading.Timer(0.1, let_one_in)
        opening.start()
        knock(address_of(full), timeout_s=5).close()
        opening.join()
        return time.monotonic() - began

    assert any(takes() < 1 for _ in range(3))


def test_every_address_of_a_name_is_tried(listening, monkeypatch):
    """The first one is refused, as when a name stands for two families."""
    with socket.create_server(("127.0.0.1", 0)) as shut:
        refused = shut.getsockname()
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    both = [(*kind, refused), (*kind, listening.getsockname())]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)

    with knock(Address("bus.local", 8443), timeout_s=5) as connection:
        reached = connection.getpeername()

    assert reached == listening.getsockname()
