"""Finding bus servers: known addresses and zeroconf at once; the certificate decides."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass

import zeroconf
from zeroconf import IPVersion, ServiceBrowser, ServiceStateChange, Zeroconf

from common.wire.discovery import SERVICE_TYPE, Announcement
from kiosk.bus_client import BusAwayError, dial, fingerprint_at
from kiosk.config import Address

RESTART_S = 5.0
"""A browser asks at 0, 1, 5 and 14 s and then never again, so it is made anew while we look."""
REDIAL_S = 1.0
TICK_S = 0.2
_RESOLVE_MS = 2000
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


class ServerFinder:
    """Looks for bus servers until told to stop."""

    def __init__(self, *, interfaces: Sequence[str] = (), restart_s: float = RESTART_S) -> None:
        """Prepare a search.

        Args:
            interfaces: own addresses that zeroconf uses; empty: all.
            restart_s: seconds after which zeroconf asks again; known addresses are tried every
                ``REDIAL_S``.
        """
        self._interfaces = list(interfaces)
        self._restart_s = restart_s

    def search(self, known: Sequence[Address], stop: threading.Event) -> Generator[Sighting | None]:
        """Yield servers as they answer, each as often as it is met; None when nothing is new.

        Known addresses are dialled first and zeroconf runs at the same time. The search ends
        when ``stop`` is set or the generator is closed.
        """
        with closing(_Search(self._interfaces)) as search:
            next_dial = next_browser = time.monotonic()
            while not stop.is_set():
                if time.monotonic() >= next_dial:
                    search.dial(known)
                    next_dial = time.monotonic() + REDIAL_S
                if time.monotonic() >= next_browser:
                    search.browse_anew()
                    next_browser = time.monotonic() + self._restart_s
                yield search.next_sighting()


class _Search:
    """Threads of one search; zeroconf's callbacks only hand a name over."""

    def __init__(self, interfaces: list[str]) -> None:
        self._interfaces = interfaces
        self._pool = ThreadPoolExecutor(_DIALLERS, thread_name_prefix="finder")
        self._sightings: queue.SimpleQueue[Sighting] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._being_dialled: set[Address] = set()
        self._zeroconf: Zeroconf | None = None

    def dial(self, known: Sequence[Address]) -> None:
        for address in known:
            self._dial_soon(address, None)

    def browse_anew(self) -> None:
        self._stop_browsing()
        self._start_browsing()

    def next_sighting(self) -> Sighting | None:
        with suppress(queue.Empty):
            return self._sightings.get(timeout=TICK_S)
        return None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._stop_browsing()

    def _start_browsing(self) -> None:
        interfaces = self._interfaces or zeroconf.InterfaceChoice.All
        try:
            self._zeroconf = Zeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
        except OSError as error:
            log.info("no network to look in", extra={"reason": str(error)})
            return
        ServiceBrowser(self._zeroconf, SERVICE_TYPE, handlers=[self._on_change])

    def _stop_browsing(self) -> None:
        browsing, self._zeroconf = self._zeroconf, None
        if browsing is not None:
            browsing.close()

    def _on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is not ServiceStateChange.Removed:
            self._submit(self._resolve, zeroconf, service_type, name)

    def _resolve(self, browsing: Zeroconf, service_type: str, name: str) -> None:
        try:
            info = browsing.get_service_info(service_type, name, _RESOLVE_MS)
            announcement = None if info is None else Announcement.from_properties(info.properties)
        except (zeroconf.Error, OSError, RuntimeError, ValueError, TimeoutError) as error:
            log.info("announcement not readable", extra={"reason": str(error)})
            return
        if info is None or info.port is None:
            return
        for host in info.parsed_addresses(IPVersion.V4Only):
            self._dial_soon(Address(host, info.port), announcement)

    def _dial_soon(self, address: Address, announcement: Announcement | None) -> None:
        with self._lock:
            if address in self._being_dialled:
                return
            self._being_dialled.add(address)
        self._submit(self._dial, address, announcement)

    def _dial(self, address: Address, announcement: Announcement | None) -> None:
        try:
            with dial(address) as connection:
                fingerprint = fingerprint_at(connection)
            self._sightings.put(Sighting(address, fingerprint, announcement))
        except BusAwayError as error:
            log.debug("no bus there", extra={"reason": str(error.__cause__)})
        finally:
            with self._lock:
                self._being_dialled.discard(address)

    def _submit(self, work: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the pool is shut down: nobody looks any more
            self._pool.submit(work, *arguments)
