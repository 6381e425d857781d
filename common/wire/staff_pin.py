"""What a kiosk keeps, and a bus tells, of the PIN by which staff leave the full screen: no digits.

Six digits are few, so it is a slow hash: who carries a kiosk away guesses for a day.
"""

import hashlib
import hmac
from typing import Annotated

import msgspec

SALT_BYTES = 16
_SCRYPT_N = 2**15
_SCRYPT_R = 8
_SCRYPT_MEMORY = 64 * 1024 * 1024

KeptPin = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{32}:[0-9a-f]{128})?\Z")]
"""Salt and scrypt, in hex; empty for no PIN."""


def stretch(pin: str, salt: bytes) -> str:
    """Return what to keep of ``pin``; empty for no PIN. Takes about 0.1 s."""
    return f"{salt.hex()}:{_scrypt(pin, salt).hex()}" if pin else ""


def fits(pin: str, kept: str) -> bool:
    """Tell whether ``pin`` is the one that ``kept`` was made from; takes about 0.1 s."""
    salt, _, wanted = kept.partition(":")
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        pin.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=1, maxmem=_SCRYPT_MEMORY
    )
