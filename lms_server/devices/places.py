"""Where kiosks reach this bus, for those that do not find it by themselves."""

from dataclasses import dataclass

from common.interfaces import own_networks
from common.wire.places import code_of, qr_text
from lms_server.config import Config
from lms_server.web.qr import qr_picture

_USUAL_PORT = 8443
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - means: every address of this machine


@dataclass(frozen=True)
class ShownPlace:
    """One address in all the forms that a kiosk takes."""

    address: str
    """Host and port."""
    code: str | None
    """Six letters; None when the address has none, or the port is not the usual one."""
    qr: str
    """Address of a picture."""


def list_places(config: Config) -> list[ShownPlace]:
    """Return the addresses of the LAN door; none when this machine is in no network."""
    everywhere = config.lan_host == _EVERYWHERE
    hosts = sorted(str(each.ip) for each in own_networks()) if everywhere else [config.lan_host]
    return [_place(host, config.lan_port) for host in hosts]


def _place(host: str, port: int) -> ShownPlace:
    code = code_of(host) if port == _USUAL_PORT else None
    return ShownPlace(f"{host}:{port}", code, qr_picture(qr_text(host, port)))
