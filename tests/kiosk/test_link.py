"""What may go wrong beside the network leaves nobody before a screen that never changes."""

import threading

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from common.ids import new_id
from kiosk.board import ScreenBoard
from kiosk.config import Address
from kiosk.finder import ServerFinder
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.link import BusLink, LinkParts
from kiosk.screens import Problem, Screen

END_S = 20


class FullDisk(IdentityStore):
    """Reads what is there; nothing more can be written."""

    def keep(self, identity):
        raise sqlcipher.OperationalError("disk is full")

    def keep_last_address(self, address):
        raise sqlcipher.OperationalError("disk is full")


class Running:
    """A link in its thread, and what the screen showed."""

    def __init__(self, bus, store, queue):
        self.board = ScreenBoard()
        self._shown = []
        self._changed = threading.Condition()
        self.board.listen(self._show)
        self.link = BusLink(
            LinkParts(
                identities=FullDisk(store),
                queue=queue,
                board=self.board,
                finder=ServerFinder(interfaces=["127.0.0.1"]),
                device_name="Máy 7",
                is_networked=lambda: True,
                servers=(Address(bus.host, bus.port),),
            )
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.link.run, args=(self._stop,))
        self._thread.start()

    def _show(self, state):
        with self._changed:
            self._shown.append(state)
            self._changed.notify_all()

    def wait_for(self, is_so):
        with self._changed:
            return self._changed.wait_for(lambda: any(map(is_so, self._shown)), END_S)

    def close(self):
        self._stop.set()
        self.link.suspect()
        self._thread.join(END_S)


@pytest.fixture
def run(bus, store, queue):
    made = []

    def start():
        made.append(Running(bus, store, queue))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_a_pairing_that_cannot_be_kept_asks_for_the_code_again(run, bus):
    kiosk = run()
    assert kiosk.wait_for(lambda state: state.screen is Screen.CODE)

    kiosk.link.offer_code(bus.fingerprint, bus.code)

    assert kiosk.wait_for(lambda state: state.problem is Problem.BUS_AWAY)
    state, _ = kiosk.board.now()
    assert state.screen is Screen.CODE


def test_a_full_disk_keeps_nobody_from_the_bus(run, bus, store):
    IdentityStore(store).keep(
        BusIdentity(
            fingerprint=bus.fingerprint,
            bus_code="79B03",
            bus_name=bus.name,
            device_id=new_id(),
            device_token=bus.token,
        )
    )

    kiosk = run()

    assert kiosk.wait_for(lambda state: state.is_connected)
