"""The part of finding that rests on zeroconf, with the real one on loopback."""

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.wire.discovery import SERVICE_TYPE
from kiosk.browsing import Browsing
from kiosk.config import Address

LOOPBACK = ["127.0.0.1"]
NEVER_S = 10_000.0


class Announced(queue.Queue):
    """Other tests on this machine announce buses as well."""

    def of(self, bus):
        while True:
            addresses, words = self.get(timeout=20)
            if words.fingerprint == bus.fingerprint:
                return addresses


@pytest.fixture
def announced():
    return Announced()


@pytest.fixture
def browsing(announced):
    """All in a thread of its own: the main one may carry an event loop of a browser test."""
    with ThreadPoolExecutor(2) as resolving, ThreadPoolExecutor(1) as owner:
        browsing = Browsing(
            LOOPBACK,
            resolving.submit,
            lambda addresses, words: announced.put((addresses, words)),
            restart_s=NEVER_S,
        )
        yield Owned(browsing, owner)
        owner.submit(browsing.close).result(30)


class Owned:
    def __init__(self, browsing, owner):
        self.browsing = browsing
        self._owner = owner

    def look_after(self):
        self._owner.submit(self.browsing.look_after).result(30)

    def let_die(self):
        """End its event loop, as an exception in it would."""
        self._owner.submit(self.present.close).result(30)

    @property
    def present(self):
        return self.browsing._zeroconf


def test_a_browser_lives_on_while_its_threads_live(browsing, make_bus, announced):
    bus = make_bus()
    browsing.look_after()
    first = browsing.present

    addresses = announced.of(bus)
    browsing.look_after()

    assert addresses == [Address("127.0.0.1", bus.port)]
    assert browsing.present is first


def test_a_browser_that_is_not_new_asks_once_a_second(browsing, monkeypatch):
    browsing.look_after()
    sent = queue.SimpleQueue()
    monkeypatch.setattr(
        browsing.present, "send", lambda asking: sent.put((time.monotonic(), asking))
    )
    end = time.monotonic() + 20

    while sent.qsize() < 2 and time.monotonic() < end:
        browsing.look_after()
        threading.Event().wait(0.02)
    (first_at, asking), (second_at, _) = sent.get_nowait(), sent.get_nowait()

    assert [each.name for each in asking.questions] == [SERVICE_TYPE]
    assert second_at - first_at >= 1


def test_a_browser_whose_loop_died_is_made_anew_and_hears_again(browsing, make_bus, announced):
    bus = make_bus()
    browsing.look_after()
    announced.of(bus)
    dead = browsing.present
    browsing.let_die()

    browsing.look_after()

    assert browsing.present is not dead
    assert announced.of(bus)


def test_a_changed_network_makes_it_anew_at_once(browsing, make_bus, announced):
    bus = make_bus()
    browsing.look_after()
    announced.of(bus)
    first = browsing.present

    browsing.browsing.restart_soon()
    browsing.look_after()

    assert browsing.present is not first
    assert announced.of(bus)
