"""Keeps the kiosk connected to its bus: find, pair, check, find again."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from common.wire.words import pair_words
from kiosk import screens
from kiosk.board import ScreenBoard
from kiosk.bus_client import BusAwayError, BusClient, Call
from kiosk.config import Address
from kiosk.finder import ServerFinder, Sighting
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.lookout import Lookout, Outside
from kiosk.pairing import CodeClosedError, PairingFailedError, WrongCodeError, pair
from kiosk.patience import LONGEST_S, Patience
from kiosk.response_queue import ResponseQueue
from kiosk.screens import Problem
from kiosk.vitals import Vitals

CHECK_EVERY_S = 4.0
FIRST_TRIES = 3
"""The key was proven a moment ago: on a bad network a lost packet is no reason to search."""
WELCOME_S = 6.0
"""So long a trainer can compare the words with those on the bus."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LinkParts:
    """What the link works with."""

    identities: IdentityStore
    queue: ResponseQueue
    board: ScreenBoard
    finder: ServerFinder
    device_name: str
    is_networked: Callable[[], bool]
    """Whether this laptop is in any network."""
    servers: Sequence[Address] = ()
    """Addresses given by hand."""
    vitals: Vitals = field(default_factory=Vitals)
    """What our heartbeats tell."""


@dataclass(frozen=True)
class _TypedCode:
    fingerprint: str
    digits: str


class BusLink:
    """One thread that owns who we are connected to."""

    def __init__(self, parts: LinkParts) -> None:
        self._parts = parts
        self._client: BusClient | None = None
        self._codes: queue.SimpleQueue[_TypedCode] = queue.SimpleQueue()
        self._typed: Address | None = None
        self._patience = Patience()
        self._missed_at: Address | None = None
        self._check_now = threading.Event()
        self._is_refused = threading.Event()

    def find_client(self) -> BusClient | None:
        """Return the way to the paired bus, or None while it is away."""
        return self._client

    def offer_code(self, fingerprint: str, digits: str) -> None:
        """Pair with the bus seen under ``fingerprint``, by six digits a trainer read out."""
        self._codes.put(_TypedCode(fingerprint, digits))

    def offer_place(self, address: Address) -> None:
        """Try ``address`` as well: somebody typed it. Who is there must still be proven."""
        self._typed = address
        self._parts.finder.look_again()

    def doubt_network(self) -> None:
        """Addresses or links changed, or the laptop slept: check, or look, from the beginning."""
        client = self._client
        if client is not None:
            client.drop_idle()
        self._parts.finder.look_again()
        self._check_now.set()

    def suspect(self) -> None:
        """Something did not reach the bus: check now."""
        self._check_now.set()

    def refuse(self) -> None:
        """The bus refused our token: ask for a code again."""
        self._is_refused.set()
        self._check_now.set()

    def run(self, stop: threading.Event) -> None:
        """Stay connected until ``stop`` is set and ``suspect`` is called."""
        while not stop.is_set():
            try:
                self._run_once(stop)
            except Exception:
                log.exception("link failed")
                stop.wait(1)
        self._drop_client()

    def _run_once(self, stop: threading.Event) -> None:
        identity = self._parts.identities.find()
        if identity is None:
            self._pair(stop)
            return
        found = self._find(identity, stop)
        if found is not None:
            # Its key was proven there: on a bad network the next try need not search.
            self._remember(found.address)
            self._stay(identity, found, stop)

    # --- finding -----------------------------------------------------------------------------

    def _known_addresses(self) -> list[Address]:
        last = self._parts.identities.find_last_address()
        known = dict.fromkeys((last, self._typed, *self._parts.servers))
        return [address for address in known if address is not None]

    def _lookout(self, wanted: str = "") -> Lookout:
        outside = Outside(self._parts.is_networked, lambda: self._typed)
        return Lookout(self._parts.board, outside, wanted=wanted)

    def _find(self, identity: BusIdentity, stop: threading.Event) -> Sighting | None:
        """Return the bus with our key, whatever its name or address; None: ours is another now."""
        wanted = identity.fingerprint
        waiting = self._parts.queue.count_waiting()
        self._parts.board.tell(screens.BusMissed(identity.bus_name, waiting))
        lookout = self._lookout(wanted)
        self._forget_codes()
        search = self._parts.finder.search(self._known_addresses, stop, wanted=wanted)
        with closing(search) as everything:
            for found in everything:
                if isinstance(found, Sighting) and found.fingerprint == wanted:
                    return found
                lookout.take(found)
                if self._took_code(lookout):
                    return None
        return None

    # --- pairing -----------------------------------------------------------------------------

    def _pair(self, stop: threading.Event) -> None:
        lookout = self._lookout()
        self._forget_codes()
        with closing(self._parts.finder.search(self._known_addresses, stop)) as everything:
            for found in everything:
                lookout.take(found)
                if self._took_code(lookout):
                    return

    def _forget_codes(self) -> None:
        """What was typed for an earlier search was not meant for this one."""
        with suppress(queue.Empty):
            while True:
                self._codes.get_nowait()

    def _took_code(self, lookout: Lookout) -> bool:
        """Try the code that somebody typed, if any; return whether we are paired by it."""
        with suppress(queue.Empty):
            return self._try_code(self._codes.get_nowait(), lookout)
        return False

    def _try_code(self, code: _TypedCode, lookout: Lookout) -> bool:
        board = self._parts.board
        board.tell(screens.PairingBegun())
        address = lookout.find(code.fingerprint)
        if address is None:
            board.tell(screens.PairingRefused(Problem.BUS_AWAY))
            return False
        client = BusClient(address, code.fingerprint)
        try:
            identity = pair(client, code.digits, device_name=self._parts.device_name)
            self._parts.identities.keep(identity)
        except (WrongCodeError, CodeClosedError, PairingFailedError, BusAwayError) as error:
            log.info("pairing refused", extra={"code": error.code})
            board.tell(screens.PairingRefused(_PROBLEMS[type(error).code]))
            return False
        except Exception:  # such as a full disk: nobody may be left before "please wait"
            board.tell(screens.PairingRefused(Problem.BUS_AWAY))
            raise
        finally:
            client.close()
        self._remember(address)
        log.info("paired", extra={"bus_code": identity.bus_code})
        return True

    def _remember(self, address: Address) -> None:
        """Begin there the next time; a full disk keeps nobody from the bus."""
        try:
            self._parts.identities.keep_last_address(address)
        except sqlcipher.Error:
            log.exception("address not kept")

    # --- staying -----------------------------------------------------------------------------

    def _stay(self, identity: BusIdentity, found: Sighting, stop: threading.Event) -> None:
        client = BusClient(found.address, identity.fingerprint, token=identity.device_token)
        if found.connection is not None:
            client.adopt(found.connection)
        self._is_refused.clear()
        try:
            if any(self._is_alive(client, LONGEST_S) for _ in range(FIRST_TRIES)):
                self._welcome(identity, client, stop)
                while not stop.is_set() and self._is_still_there(client):
                    self._check_now.wait(CHECK_EVERY_S)
                    self._check_now.clear()
        finally:
            self._drop_client()
            self._missed_at = client.address
            client.close()
        self._parts.board.tell(screens.BusLost())
        if self._is_refused.is_set():
            self._parts.identities.forget()
            self._parts.board.tell(screens.Unpaired())
            log.warning("unpaired by the bus", extra={"bus_code": identity.bus_code})

    def _welcome(self, identity: BusIdentity, client: BusClient, stop: threading.Event) -> None:
        self._client = client
        self._typed = None
        if client.address == self._missed_at:
            self._patience.note(LONGEST_S)  # it was there all the time: the network lost it
        words = pair_words(identity.fingerprint, identity.device_id)
        self._parts.board.tell(screens.BusReached(identity.bus_name, words))
        log.info("connected", extra={"bus_code": identity.bus_code})
        state, _ = self._parts.board.now()
        if state.screen is screens.Screen.WELCOME:
            stop.wait(WELCOME_S)
            self._parts.board.tell(screens.WelcomeOver())

    def _is_still_there(self, client: BusClient) -> bool:
        patience = self._patience
        return any(self._is_alive(client, patience.silence_s) for _ in range(patience.tries))

    def _is_alive(self, client: BusClient, silence_s: float) -> bool:
        """Tell the bus how we are; silence means to look for it, at the old address first."""
        if self._is_refused.is_set():
            return False
        began = time.monotonic()
        with suppress(BusAwayError), client.send(self._heartbeat(silence_s)) as reply:
            if reply.status == 401:  # noqa: PLR2004
                self._is_refused.set()
                return False
            self._hear(reply.read())
            self._patience.note(time.monotonic() - began)
            return True
        return False

    def _hear(self, answer: bytes) -> None:
        told = self._parts.vitals.hear(answer)
        try:
            self._parts.identities.keep_staff_pin(told.staff_pin)
        except sqlcipher.Error:  # a full disk is no reason to be without the bus
            log.exception("staff pin not stored")

    def _heartbeat(self, silence_s: float) -> Call:
        state, _ = self._parts.board.now()
        beat = self._parts.vitals.beat(
            state,
            queue_length=self._parts.queue.count_waiting(),
            set_aside=self._parts.queue.count_set_aside(),
        )
        return Call.post_json(HEARTBEAT_PATH, msgspec.json.encode(beat), timeout_s=silence_s)

    def _drop_client(self) -> None:
        self._client = None


_PROBLEMS = {
    WrongCodeError.code: Problem.WRONG_CODE,
    CodeClosedError.code: Problem.CODE_CLOSED,
    PairingFailedError.code: Problem.BUS_AWAY,
    BusAwayError.code: Problem.BUS_AWAY,
    "kiosk.wrong_server": Problem.BUS_AWAY,
}
