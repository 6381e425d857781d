"""One machine hears another one knock; here both are this one, at ports of their own."""

import socket
import threading

import pytest

from kiosk.doctor import knocking

LOOPBACK = ["127.0.0.1"]


@pytest.fixture
def port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("", 0))
        return free.getsockname()[1]


class Listener:
    def __init__(self, port, seconds=10.0):
        self.heard = "nothing yet"
        self._thread = threading.Thread(target=self._run, args=(port, seconds))
        self._thread.start()

    def _run(self, port, seconds):
        self.heard = knocking.hear(LOOPBACK, seconds=seconds, port=port)

    def join(self, timeout):
        self._thread.join(timeout)
        return not self._thread.is_alive()


def test_a_knock_is_heard_and_names_who_knocked(port):
    listener = Listener(port)

    sent = knocking.knock(LOOPBACK, seconds=10, wait=listener.join, port=port)

    assert listener.join(5)
    assert listener.heard == LOOPBACK[0]
    assert sent == 20


def test_other_talk_at_the_same_port_is_no_knock(port):
    listener = Listener(port, seconds=1.0)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        while not listener.join(0.05):
            other.sendto(b"\0" * 12, (LOOPBACK[0], port))

    assert listener.heard is None


def test_without_network_nothing_goes_out():
    waited = []

    assert knocking.knock([], seconds=1, wait=waited.append) == 0
    assert waited == [0.5, 0.5]
