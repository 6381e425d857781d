"""Finding bus servers in several ways at once; the certificate decides who they are."""

import logging
import queue
import random
import ssl
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field

from common.interfaces import Networks, own_networks
from common.wire.discovery import Announcement, find_bus_code
from kiosk.browsing import Browsing
from kiosk.bus_client import BusAwayError, PortShutError, certificate_at, dial, fingerprint_at
from kiosk.config import DEFAULT_SERVER_PORT, Address
from kiosk.sweep import hosts_around, sweep

RESTART_S = 5.0
REDIAL_S = 0.4
TICK_S = 0.2
SWEEP_AFTER_S = 4.0
SWEEP_EVERY_S = 30.0
_SWEEP_SPREAD_S = 2.0
"""Forty kiosks switched on together do not all sweep at the same moment."""
_STARTING_S = 0.7
"""A bus that just comes up is announced a moment before its door is open."""
_STUCK_S = 3.0
"""A connection that takes longer is left to itself, and another one is tried beside it."""
_DIALLERS = 8

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sighting:
    """A TLS server that really answers at an address."""

    address: Address
    fingerprint: str
    """Of the certificate it proved to hold."""
    announcement: Announcement | None = None
    """What it says of itself; None for an address nobody announced."""
    bus_code: str | None = None
    """From its certificate; None when that is not one of a bus server."""
    connection: ssl.SSLSocket | None = field(default=None, compare=False, repr=False)
    """Still open, to the bus that was wanted; whoever gets it uses or closes it."""


@dataclass(frozen=True)
class Shut:
    """An address that lets nobody in."""

    address: Address
    announcement: Announcement | None
    """Of the bus that says it is there; None when nobody does."""
    is_refused: bool
    """A machine is there and said no; False: nothing answered at all."""


Found = Sighting | Shut


class ServerFinder:
    """Looks for bus servers until told to stop."""

    def __init__(
        self,
        *,
        interfaces: Sequence[str] = (),
        restart_s: float = RESTART_S,
        sweep_after_s: float = SWEEP_AFTER_S,
        find_networks: Callable[[], Networks] = own_networks,
    ) -> None:
        """Prepare a search.

        Args:
            interfaces: own addresses that are used; empty: all.
            restart_s: seconds after which zeroconf asks again; known addresses are tried every
                ``REDIAL_S``.
            sweep_after_s: seconds without success after which the own subnet is swept.
            find_networks: the networks to sweep.
        """
        self._interfaces = tuple(interfaces)
        self._restart_s = restart_s
        self._sweep_after_s = sweep_after_s
        self._find_networks = find_networks
        self._again = threading.Event()

    def look_again(self) -> None:
        """The network changed: what the search that runs has learnt is of no use any more."""
        self._again.set()

    def search(
        self, known: Callable[[], Sequence[Address]], stop: threading.Event, *, wanted: str = ""
    ) -> Generator[Found | None]:
        """Yield what is met, each as often as it is met; None when nothing is new.

        Known addresses are dialled first and zeroconf runs at the same time; without success
        the subnet is swept. The search ends when ``stop`` is set or the generator is closed.

        Args:
            known: addresses to try, asked every ``REDIAL_S``.
            stop: ends the search.
            wanted: fingerprint that makes a sweep needless, and whose sightings come with their
                connection; empty: any bus does.
        """
        search = _Search(self._interfaces, self._restart_s, wanted)
        with closing(search):
            next_dial = time.monotonic()
            next_sweep = self._after(self._sweep_after_s)
            while not stop.is_set():
                if self._again.is_set():
                    self._again.clear()
                    search.browsing.restart_soon()
                    next_dial, next_sweep = time.monotonic(), self._after(self._sweep_after_s)
                if time.monotonic() >= next_dial:
                    search.dial(known())
                    next_dial = time.monotonic() + REDIAL_S
                search.browsing.look_after()
                if time.monotonic() >= next_sweep:
                    search.sweep(self._hosts(), {each.port for each in known()})
                    next_sweep = self._after(SWEEP_EVERY_S)
                found = search.next_found()
                if isinstance(found, Sighting) and wanted in {"", found.fingerprint}:
                    next_sweep = self._after(SWEEP_EVERY_S)
                yield found

    def _after(self, seconds: float) -> float:
        return time.monotonic() + seconds + random.random() * min(seconds, _SWEEP_SPREAD_S)  # noqa: S311

    def _hosts(self) -> list[str]:
        networks = self._find_networks()
        if self._interfaces:
            networks = frozenset(each for each in networks if str(each.ip) in self._interfaces)
        return hosts_around(networks)


class _Search:
    """Threads of one search."""

    def __init__(self, interfaces: Sequence[str], restart_s: float, wanted: str) -> None:
        self._wanted = wanted
        self._pool = ThreadPoolExecutor(_DIALLERS, thread_name_prefix="finder")
        # Of their own: many addresses that swallow packets must not hold announcements up, nor
        # those that strangers announced our own bus.
        self._dialling = ThreadPoolExecutor(_DIALLERS, thread_name_prefix="dial")
        self._knocking = ThreadPoolExecutor(_DIALLERS, thread_name_prefix="knock")
        self._found: queue.SimpleQueue[Found] = queue.SimpleQueue()
        self._restart_s = restart_s
        self._lock = threading.Lock()
        self._being_dialled: dict[Address, float] = {}
        self._shut: dict[Address, tuple[Announcement, float]] = {}
        self._is_over = threading.Event()
        self._sweeping: threading.Thread | None = None
        self.browsing = Browsing(
            interfaces, self._submit, self._dial_announced, restart_s=restart_s
        )

    def dial(self, known: Sequence[Address]) -> None:
        """Try known addresses, and those of buses whose door was shut the last time."""
        with self._lock:
            now = time.monotonic()
            self._shut = {a: one for a, one in self._shut.items() if one[1] > now}
            stuck = {a for a, at in self._being_dialled.items() if now - at > _STUCK_S}
            words = {a: one[0] for a, one in self._shut.items()}
            due = [a for a in known if a not in self._being_dialled or a in stuck]
            # Doors of strangers: never twice at once, so that they cannot queue up.
            strange = [a for a in words if a not in due and a not in self._being_dialled]
            self._being_dialled.update(dict.fromkeys((*due, *strange), now))
        with suppress(RuntimeError):  # the pool is shut down: nobody looks any more
            for address in due:
                self._dialling.submit(self._dial_known, address, words.get(address))
            for address in strange:
                self._knocking.submit(self._dial_known, address, words[address])

    def sweep(self, hosts: Sequence[str], ports: set[int]) -> None:
        """Knock at each of ``hosts``, unless the sweep before still runs."""
        if not hosts or (self._sweeping is not None and self._sweeping.is_alive()):
            return
        log.info("sweeping", extra={"hosts": len(hosts)})
        addresses = [Address(h, p) for p in sorted(ports | {DEFAULT_SERVER_PORT}) for h in hosts]
        arguments = (addresses, self._dial_swept, self._is_over)
        self._sweeping = threading.Thread(target=sweep, args=arguments, name="sweep", daemon=True)
        self._sweeping.start()

    def next_found(self) -> Found | None:
        with suppress(queue.Empty):
            return self._found.get(timeout=TICK_S)
        return None

    def close(self) -> None:
        self._is_over.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._dialling.shutdown(wait=False, cancel_futures=True)
        self._knocking.shutdown(wait=False, cancel_futures=True)
        self.browsing.close()
        self._close_found()

    def _dial_announced(self, addresses: Sequence[Address], announcement: Announcement) -> None:
        """Dial all of them at once; after a move the old one is still among them."""
        for is_last in (False, True):
            began = time.monotonic()
            with ThreadPoolExecutor(len(addresses)) as dialling:
                tries = list(dialling.map(lambda each: self._try(each, announcement), addresses))
            if any(isinstance(each, Sighting) for each in tries) or self._is_over.is_set():
                return
            if time.monotonic() - began > _STARTING_S:
                break
            if not is_last:
                self._is_over.wait(_STARTING_S)
        with self._lock:
            until = time.monotonic() + 2 * self._restart_s
            self._shut.update((each, (announcement, until)) for each in addresses)
        if shut := [each for each in tries if isinstance(each, Shut)]:
            self._put(shut[0])

    def _dial_known(self, address: Address, announcement: Announcement | None) -> None:
        found = None
        try:
            found = self._try(address, announcement)
            if isinstance(found, Shut):
                self._put(found)
        finally:
            with self._lock:
                self._being_dialled.pop(address, None)
                if isinstance(found, Sighting):
                    self._shut.pop(address, None)

    def _dial_swept(self, address: Address) -> None:
        self._submit(lambda: self._try(address, None, only_bus=True))

    def _try(
        self, address: Address, announcement: Announcement | None, *, only_bus: bool = False
    ) -> Found | None:
        """Put a sighting on the queue; return it, or why there is none."""
        try:
            connection = dial(address)
        except PortShutError as error:
            is_refused = isinstance(error.__cause__, ConnectionRefusedError)
            return Shut(address, announcement, is_refused)
        except BusAwayError as error:
            log.debug("no bus there", extra={"reason": str(error.__cause__)})
            return None
        bus_code, fingerprint = (
            find_bus_code(certificate_at(connection)),
            fingerprint_at(connection),
        )
        if fingerprint == self._wanted:
            found = Sighting(address, fingerprint, announcement, bus_code, connection)
        else:
            connection.close()
            found = Sighting(address, fingerprint, announcement, bus_code)
        if bus_code is not None or not only_bus:
            self._put(found)
        return found

    def _put(self, found: Found) -> None:
        self._found.put(found)
        if self._is_over.is_set():
            self._close_found()

    def _close_found(self) -> None:
        """Nobody comes for what is still in the queue."""
        with suppress(queue.Empty):
            while True:
                found = self._found.get_nowait()
                if isinstance(found, Sighting) and found.connection is not None:
                    found.connection.close()

    def _submit(self, work: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the pool is shut down: nobody looks any more
            self._pool.submit(work)
