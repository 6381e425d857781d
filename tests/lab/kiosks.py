"""Many kiosks in one program: a process each, forked when all is loaded, in a namespace each.

``python tests/lab/kiosks.py DIR FINGERPRINT TOKEN`` reads commands, one a line:

- ``on NAMESPACE NUMBER [ADDRESS]``: kiosk NUMBER is switched on; ADDRESS is where it last saw
  its bus. FINGERPRINT ``-`` stands for a kiosk that was never paired.
- ``off NUMBER``: it loses its power.
- ``sleep NUMBER`` and ``wake NUMBER``.
- ``code NUMBER``: a trainer types the code of the first bus in view.

Each kiosk runs the real link, finder, network watch and store, without gateway and window, and
prints what its board shows, with the seconds since it was switched on.
"""

import ctypes
import json
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from common.ids import new_id
from kiosk.board import ScreenBoard
from kiosk.config import Address
from kiosk.finder import ServerFinder
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.link import BusLink, LinkParts
from kiosk.network import NetworkWatch
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
CODE = "123456"
"""Of every bus of the lab."""

log = logging.getLogger(__name__)


def enter(namespace):
    with Path(f"/var/run/netns/{namespace}").open() as there:
        if ctypes.CDLL(None, use_errno=True).setns(there.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


class Kiosk:
    def __init__(self, folder, number, identity, last):
        self.number = number
        self.began = time.monotonic()
        self.board = ScreenBoard()
        self.board.listen(self._show)
        self.store = Store.open_in(folder / f"kiosk{number}")
        self.identities = IdentityStore(self.store)
        if identity:
            self.identities.keep(identity)
        if last:
            self.identities.keep_last_address(Address.parse(last))
        parts = LinkParts(
            identities=self.identities,
            queue=ResponseQueue(self.store),
            board=self.board,
            finder=ServerFinder(),
            device_name="KIOSK",  # all clones of one disk image
            is_networked=lambda: bool(self.watch.networks),
        )
        self.link = BusLink(parts)
        self.watch = NetworkWatch(self.link.doubt_network)

    def type_code(self, *_):
        state, _ = self.board.now()
        if state.buses:
            self.link.offer_code(state.buses[0].fingerprint, CODE)

    def run(self):
        signal.signal(signal.SIGUSR1, self.type_code)
        stop = threading.Event()
        threading.Thread(target=self.watch.run, args=(stop,), daemon=True).start()
        self.link.run(stop)

    def _show(self, state):
        facts = {
            "kiosk": self.number,
            "s": round(time.monotonic() - self.began, 3),
            "at": time.monotonic(),
            "cpu_s": round(time.process_time(), 2),
            "screen": state.screen,
            "trouble": state.trouble,
            "connected": state.is_connected,
            "buses": [each.name for each in state.buses],
        }
        os.write(1, (json.dumps(facts) + "\n").encode())


def switch_on(folder, identity, namespace, number, last=""):
    child = os.fork()
    if child:
        return child
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        enter(namespace)
        Kiosk(folder, int(number), identity, last).run()
    except BaseException:
        log.exception("kiosk failed")
    os._exit(1)


def main(folder, fingerprint, token):
    identity = fingerprint != "-" and BusIdentity(
        fingerprint=fingerprint,
        bus_code="79B03",
        bus_name="Xe",
        device_id=new_id(),
        device_token=token,
    )
    running = {}
    os.write(1, b'{"ready": true}\n')
    try:
        for line in sys.stdin:
            match line.split():
                case ["on", namespace, number, *last]:
                    running[number] = switch_on(Path(folder), identity, namespace, number, *last)
                case ["off", number]:
                    child = running.pop(number)
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                case ["sleep", number]:
                    os.kill(running[number], signal.SIGSTOP)
                case ["wake", number]:
                    os.kill(running[number], signal.SIGCONT)
                case ["code", number]:
                    os.kill(running[number], signal.SIGUSR1)
    finally:
        for child in running.values():
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(name)s %(message)s")
    sys.exit(main(*sys.argv[1:]))
