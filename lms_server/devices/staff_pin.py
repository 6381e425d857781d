"""The PIN by which the staff of this bus leave the full screen of a kiosk.

It is made of the bus's own TLS key and of a salt: secret, the same after every restart, and never
stored. A new salt makes a new PIN. The salt alone tells nothing, so it may lie in a backup.
Kiosks get the PIN when they are paired, and its slow hash with each heartbeat.
"""

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from common.files import write_atomic
from common.wire.staff_pin import SALT_BYTES, stretch
from lms_server.keys import tls_files
from lms_server.web.context import config_of

SALT_FILE = "staff-pin.salt"
_DIGITS = 6
_PIN = b"bus-lms kiosk staff pin 1"
_KEPT = b"bus-lms kiosk staff pin kept 1"
_PINS = "bus_lms.staff_pins"


@dataclass(frozen=True)
class StaffPin:
    """The PIN of now."""

    digits: str = field(repr=False)
    kept: str = field(repr=False)
    """What kiosks keep of it; the same after a restart, so that none has to write it anew."""
    since: datetime | None
    """When it was made; None for the first one."""


class StaffPins:
    """The PIN of one bus, in memory; may be asked from any thread."""

    def __init__(self, data_dir: Path) -> None:
        """Prepare; the key is read when somebody asks.

        Args:
            data_dir: the data folder.
        """
        self._data_dir = data_dir
        self._now: StaffPin | None = None
        self._lock = threading.Lock()

    def now(self) -> StaffPin:
        """Return the PIN of now; from memory but the first time, which takes 0.1 s.

        Raises:
            KeyMissingError: the bus has no TLS key.
        """
        if self._now is None:
            with self._lock:
                self._now = self._now or read_pin(self._data_dir)
        return self._now

    def renew(self, random_bytes: Callable[[int], bytes]) -> None:
        """Make another PIN, for good; the old one opens kiosks until they heard of the new one.

        Args:
            random_bytes: gives so many.

        Raises:
            KeyMissingError: the bus has no TLS key.
            OSError: the disk is full or broken; the PIN is as it was.
        """
        with self._lock:
            before = _digits(self._data_dir, _read_salt(self._data_dir))
            salt = random_bytes(SALT_BYTES).hex().encode()
            while _digits(self._data_dir, salt) == before:
                salt = random_bytes(SALT_BYTES).hex().encode()
            kept = _stretch(self._data_dir, salt)  # slow: heartbeats in between tell the old one
            write_atomic(self._data_dir / SALT_FILE, salt, mode=0o600)
            self._now = StaffPin(_digits(self._data_dir, salt), kept, _find_age(self._data_dir))


def read_pin(data_dir: Path) -> StaffPin:
    """Return the PIN of the bus in ``data_dir``.

    Raises:
        KeyMissingError: the bus has no TLS key.
    """
    salt = _read_salt(data_dir)
    return StaffPin(_digits(data_dir, salt), _stretch(data_dir, salt), _find_age(data_dir))


def staff_pins() -> StaffPins:
    """Return the PIN of the running program."""
    return staff_pins_of(current_app)


def staff_pins_of(app: Flask) -> StaffPins:
    """Return the PIN of ``app``, also outside a request."""
    return cast(StaffPins, app.extensions[_PINS])


def install(app: Flask) -> None:
    """Let ``app`` know the PIN."""
    app.extensions[_PINS] = StaffPins(config_of(app).data_dir)


def _read_salt(data_dir: Path) -> bytes:
    """Return the salt; none before the first new PIN."""
    try:
        return (data_dir / SALT_FILE).read_bytes()
    except FileNotFoundError:
        return b""


def _find_age(data_dir: Path) -> datetime | None:
    try:
        written_at = (data_dir / SALT_FILE).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(written_at, UTC)


def _digits(data_dir: Path, salt: bytes) -> str:
    number = int.from_bytes(_derive(data_dir, _PIN, salt))
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def _stretch(data_dir: Path, salt: bytes) -> str:
    return stretch(_digits(data_dir, salt), _derive(data_dir, _KEPT, salt)[:SALT_BYTES])


def _derive(data_dir: Path, purpose: bytes, salt: bytes) -> bytes:
    _, key = tls_files(data_dir)
    return hmac.new(key.read_bytes(), purpose + salt, hashlib.sha256).digest()
