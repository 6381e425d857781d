"""Listening for announcements; a browser that died, or went deaf, is made anew."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

import zeroconf
from zeroconf import IPVersion, ServiceBrowser, ServiceStateChange, Zeroconf

from common.wire.discovery import SERVICE_TYPE, Announcement
from kiosk.config import Address

_RESOLVE_MS = 4000
_ASK_EVERY_S = 1.0
_QUERY, _POINTER, _INTERNET = 0, 12, 1
"""A question for the instances of a service, in the numbers of DNS (RFC 1035)."""
_MOST_ADDRESSES = 8
_MOST_IN_WORK = 3
"""Of one name: a bus that moves is looked up anew, who announces without end stops no others."""
_TROUBLES = (OSError, RuntimeError, ValueError, TimeoutError, zeroconf.Error)

log = logging.getLogger(__name__)


class Browsing:
    """One zeroconf browser at a time; its threads only hand names over."""

    def __init__(
        self,
        interfaces: Sequence[str],
        heard: Callable[[Callable[[], None]], None],
        announced: Callable[[Sequence[Address], Announcement], None],
        *,
        restart_s: float,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            interfaces: own addresses to use; empty: all.
            heard: gets work that takes a while, to be done in a thread of the caller's.
            announced: gets the addresses of a bus and what it says of itself.
            restart_s: a browser asks at 0, 1, 5 and 14 s and then never again, so it is made
                anew this often. We ask beside it once a second, for packets get lost.
        """
        self._interfaces = list(interfaces) or zeroconf.InterfaceChoice.All
        self._heard = heard
        self._announced = announced
        self._restart_s = restart_s
        self._zeroconf: Zeroconf | None = None
        self._browser: ServiceBrowser | None = None
        self._began_at = -restart_s
        self._asked_at = 0.0
        self._lock = threading.Lock()
        self._in_work: Counter[str] = Counter()

    def look_after(self) -> None:
        """Make a new browser when it is time, or when a thread of the present one died."""
        is_old = time.monotonic() - self._began_at >= self._restart_s
        if not is_old and self._is_alive():
            self._ask()
            return
        if not is_old:
            log.warning("browser died")
        self.close()
        self._began_at = self._asked_at = time.monotonic()
        self._begin()

    def restart_soon(self) -> None:
        """The network changed: do not wait for the time."""
        self._began_at = -self._restart_s

    def close(self) -> None:
        """Stop listening; what takes time of it happens beside."""
        browsing, self._zeroconf, self._browser = self._zeroconf, None, None
        if browsing is not None:
            threading.Thread(target=_close, args=(browsing,), name="goodbye", daemon=True).start()

    def _is_alive(self) -> bool:
        """True also without any browser: there was no network, and its time will come."""
        browsing, browser = self._zeroconf, self._browser
        if browsing is None or browser is None:
            return True
        is_looping = browsing.loop is not None and browsing.loop.is_running()
        return is_looping and browser.is_alive()

    def _begin(self) -> None:
        try:
            self._zeroconf = Zeroconf(interfaces=self._interfaces, ip_version=IPVersion.V4Only)
            self._browser = ServiceBrowser(self._zeroconf, SERVICE_TYPE, handlers=[self._on_change])
        except _TROUBLES as error:
            log.info("no network to look in", extra={"reason": str(error)})

    def _ask(self) -> None:
        if self._zeroconf is None or time.monotonic() - self._asked_at < _ASK_EVERY_S:
            return
        self._asked_at = time.monotonic()
        asking = zeroconf.DNSOutgoing(_QUERY)  # type: ignore[attr-defined]
        asking.add_question(zeroconf.DNSQuestion(SERVICE_TYPE, _POINTER, _INTERNET))  # type: ignore[attr-defined]
        with suppress(*_TROUBLES):
            self._zeroconf.send(asking)

    def _on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        # A goodbye is a hint like any other: only the bus itself can end a connection.
        if state_change is ServiceStateChange.Removed:
            return
        with self._lock:
            if self._in_work[name] == _MOST_IN_WORK:
                return
            self._in_work[name] += 1
        self._heard(lambda: self._look_up(zeroconf, service_type, name))

    def _look_up(self, browsing: Zeroconf, service_type: str, name: str) -> None:
        try:
            self._resolve(browsing, service_type, name)
        finally:
            with self._lock:
                self._in_work[name] -= 1
                if not self._in_work[name]:
                    del self._in_work[name]

    def _resolve(self, browsing: Zeroconf, service_type: str, name: str) -> None:
        try:
            info = browsing.get_service_info(service_type, name, _RESOLVE_MS)
            if info is None or info.port is None:
                return
            announcement = Announcement.from_properties(info.properties)
        except _TROUBLES as error:
            log.info("announcement not readable", extra={"reason": str(error)})
            return
        hosts = info.parsed_addresses(IPVersion.V4Only)[:_MOST_ADDRESSES]
        if hosts:
            self._announced([Address(host, info.port) for host in hosts], announcement)


def _close(browsing: Zeroconf) -> None:
    with suppress(*_TROUBLES):
        browsing.close()
