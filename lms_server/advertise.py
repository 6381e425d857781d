"""Making the bus known on the LAN (DNS-SD), so that no kiosk needs a typed address."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from zeroconf import Error, IPVersion, NonUniqueNameException, ServiceInfo, Zeroconf

from common.interfaces import own_networks
from common.wire.discovery import SERVICE_TYPE, Announcement, short_label
from lms_server import keys
from lms_server.config import Config

EVERYWHERE = "0.0.0.0"  # noqa: S104 - means: announce every address of this machine
LOOK_EVERY_S = 2.0
_LOOPBACK = "127.0.0.1"

log = logging.getLogger(__name__)


@contextmanager
def announce(config: Config, port: int) -> Iterator[None]:
    """Announce the bus while the block runs, and take the announcement back at its end.

    It happens beside the block: a machine without a network does not stop the server, and when
    its addresses change, or zeroconf dies, the bus is announced anew.
    """
    stop = threading.Event()
    announcer = Announcer(config, port)
    thread = threading.Thread(target=announcer.run, args=(stop,), name="announce", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=3)


def build_service(
    config: Config, *, port: int, addresses: list[str], suffix: str = ""
) -> ServiceInfo:
    """Return what is announced; instance and host carry the fingerprint's short label.

    Two buses side by side then never mix their addresses.

    Args:
        config: whose bus this is.
        port: where kiosks knock.
        addresses: where kiosks find us.
        suffix: tells copies of one bus apart.
    """
    fingerprint = keys.tls_fingerprint(config.data_dir)
    label = f"bus-{short_label(fingerprint)}{suffix}"
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
    found = {str(each.ip) for each in own_networks()}
    return sorted(found) or [_LOOPBACK]


class Announcer:
    """One announcement that follows the addresses of this machine."""

    def __init__(self, config: Config, port: int) -> None:
        """Prepare; nothing is said yet.

        Args:
            config: whose bus this is, and where it listens.
            port: where kiosks knock.
        """
        self._config = config
        self._port = port
        self._announced: list[str] = []
        self._zeroconf: Zeroconf | None = None

    def run(self, stop: threading.Event) -> None:
        """Look after the announcement until ``stop`` is set, then take it back."""
        try:
            while not stop.is_set():
                self._look_once()
                stop.wait(LOOK_EVERY_S)
        finally:
            self._fall_silent()

    def _look_once(self) -> None:
        try:
            self.look_after()
        except Exception:
            # Kiosks have other ways to find the bus; the server must run.
            log.exception("the bus could not be announced")
            self._fall_silent()

    def look_after(self) -> None:
        """Announce, when it is the first time, something changed, or zeroconf died.

        Raises:
            OSError: there is no network.
            zeroconf.Error: nothing can be announced.
        """
        addresses = list_addresses(self._config.lan_host)
        if addresses == self._announced and self._is_alive():
            return
        self._fall_silent()
        self._zeroconf = self._open()
        self._register(addresses)
        self._announced = addresses
        log.info("announced", extra={"addresses": addresses})

    def _register(self, addresses: list[str]) -> None:
        """Say it; a cloned machine that has our name already gets another beside it."""
        if self._zeroconf is None:
            return
        service = build_service(self._config, port=self._port, addresses=addresses)
        try:
            self._zeroconf.register_service(service)
        except NonUniqueNameException:
            log.warning("another machine has the key of this bus", extra={"bus": service.name})
            suffix = "-".join(addresses[0].split("."))
            service = build_service(
                self._config, port=self._port, addresses=addresses, suffix=f"-{suffix}"
            )
            self._zeroconf.register_service(service)

    def _is_alive(self) -> bool:
        loop = None if self._zeroconf is None else self._zeroconf.loop
        return loop is not None and loop.is_running()

    def _open(self) -> Zeroconf:
        if self._config.lan_host == EVERYWHERE:
            return Zeroconf(ip_version=IPVersion.V4Only)
        return Zeroconf(interfaces=[self._config.lan_host], ip_version=IPVersion.V4Only)

    def _fall_silent(self) -> None:
        zeroconf, self._zeroconf, self._announced = self._zeroconf, None, []
        if zeroconf is not None:
            with suppress(OSError, RuntimeError, TimeoutError, Error):
                zeroconf.close()
