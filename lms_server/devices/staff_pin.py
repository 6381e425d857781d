"""The PIN by which the staff of this bus leave the full screen of a kiosk.

It is made of the bus's own TLS key: secret, the same after every restart and restore, and never
stored. Kiosks get it once, when they are paired.
"""

import hashlib
import hmac
from pathlib import Path

from lms_server.keys import tls_files

_DIGITS = 6
_PURPOSE = b"bus-lms kiosk staff pin 1"


def staff_pin(data_dir: Path) -> str:
    """Return six digits.

    Raises:
        KeyMissingError: the bus has no TLS key.
    """
    _, key = tls_files(data_dir)
    digest = hmac.new(key.read_bytes(), _PURPOSE, hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 10**_DIGITS:0{_DIGITS}d}"
