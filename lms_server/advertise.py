"""Making the bus known on the LAN (DNS-SD), so that no kiosk needs a typed address."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import ifaddr
from zeroconf import IPVersion, ServiceInfo, Zeroconf

from common.wire.discovery import SERVICE_TYPE, Announcement, short_label
from lms_server import keys
from lms_server.config import Config

EVERYWHERE = "0.0.0.0"  # noqa: S104 - means: announce every address of this machine
_LOOPBACK = "127.0.0.1"

log = logging.getLogger(__name__)


@contextmanager
def announce(config: Config, port: int) -> Iterator[None]:
    """Announce the bus while the block runs, and take the announcement back at its end.

    Announcing takes a second of listening first; it happens beside the block, and a machine
    without a network does not stop the server.
    """
    service = build_service(config, port=port, addresses=list_addresses(config.lan_host))
    voice = _Voice(service, config.lan_host)
    thread = threading.Thread(target=voice.speak, name="announce", daemon=True)
    thread.start()
    try:
        yield
    finally:
        voice.fall_silent()
        thread.join(timeout=3)


def build_service(config: Config, *, port: int, addresses: list[str]) -> ServiceInfo:
    """Return what is announced; instance and host carry the fingerprint's short label.

    Two buses side by side then never mix their addresses.
    """
    fingerprint = keys.tls_fingerprint(config.data_dir)
    label = f"bus-{short_label(fingerprint)}"
    words = Announcement(fingerprint, config.bus_code, config.bus_name)
    return ServiceInfo(
        SERVICE_TYPE,
        f"{label}.{SERVICE_TYPE}",
        server=f"{label}.local.",
        port=port,
        properties=words.to_properties(),
        parsed_addresses=addresses,
    )


def list_addresses(host: str) -> list[str]:
    """Return the IPv4 addresses under which ``host`` can be reached; loopback only if alone."""
    if host != EVERYWHERE:
        return [host]
    found = [
        ip.ip
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and not ip.ip.startswith("127.")
    ]
    return sorted(set(found)) or [_LOOPBACK]


class _Voice:
    """One announcement; it may be taken back before it was made."""

    def __init__(self, service: ServiceInfo, host: str) -> None:
        self._service = service
        self._host = host
        self._lock = threading.Lock()
        self._is_over = False
        self._zeroconf: Zeroconf | None = None

    def speak(self) -> None:
        try:
            zeroconf = self._open()
            if zeroconf is not None:
                zeroconf.register_service(self._service, allow_name_change=False)
        except Exception:
            # Kiosks have other ways to find the bus; the server must run.
            log.exception("the bus could not be announced")

    def fall_silent(self) -> None:
        with self._lock:
            self._is_over = True
            zeroconf = self._zeroconf
        if zeroconf is not None:
            zeroconf.unregister_all_services()
            zeroconf.close()

    def _open(self) -> Zeroconf | None:
        with self._lock:
            if self._is_over:
                return None
            interfaces = None if self._host == EVERYWHERE else [self._host]
            self._zeroconf = (
                Zeroconf(ip_version=IPVersion.V4Only)
                if interfaces is None
                else Zeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
            )
            return self._zeroconf
