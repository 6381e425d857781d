"""Settings of one kiosk, read once at the start."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GATEWAY_PORT = 17180
"""Where the gateway listens on 127.0.0.1; another free port when this one is taken."""

DEFAULT_SERVER_PORT = 8443
_LAST_PORT = 65535


@dataclass(frozen=True)
class Address:
    """Where a bus server may be; never who it is."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read ``host``, ``host:port`` or ``[v6 address]:port``.

        Raises:
            ValueError: the host is empty, or the port is not 1 to 65535.
        """
        host, colon, port = text.strip().rpartition(":")
        if not colon or port.endswith("]"):
            host, port = text.strip(), str(DEFAULT_SERVER_PORT)
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isdecimal() or not 1 <= int(port) <= _LAST_PORT:
            raise ValueError(f"not an address: {text!r}")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Config:
    """What the composition root needs to know."""

    data_dir: Path
    """Queue, identity and key of this kiosk; made when absent, readable by the user alone."""
    servers: tuple[Address, ...] = ()
    """Addresses tried beside what zeroconf finds; each must still show the pinned certificate."""
    windowed: bool = False
    """An ordinary window instead of the whole screen."""
    device_name: str = "kiosk"
    """What the trainer sees of this kiosk, 1 to 60 characters."""
    interfaces: tuple[str, ...] = ()
    """Own addresses that zeroconf uses; empty: all of them."""

    @classmethod
    def load(
        cls,
        *,
        data_dir: Path,
        servers: Sequence[Address],
        windowed: bool,
        environ: Mapping[str, str] = os.environ,
    ) -> "Config":
        """Join the command line with ``BUS_KIOSK_NAME`` and ``BUS_KIOSK_INTERFACES``."""
        name = environ.get("BUS_KIOSK_NAME", "").strip() or platform.node() or "kiosk"
        interfaces = environ.get("BUS_KIOSK_INTERFACES", "").replace(",", " ").split()
        return cls(
            data_dir=data_dir,
            servers=tuple(servers),
            windowed=windowed,
            device_name=name[:60],
            interfaces=tuple(interfaces),
        )
