"""The PIN by which staff leave the kiosk, one for all kiosks of a bus: kept as a slow hash."""

import hashlib
import hmac
import secrets

_SALT_BYTES = 16
_SCRYPT_N = 2**15
_SCRYPT_R = 8
_SCRYPT_MEMORY = 64 * 1024 * 1024


def stretch(pin: str) -> str:
    """Return what to keep of ``pin``: salt and scrypt, in hex; empty for no PIN."""
    if not pin:
        return ""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{salt.hex()}:{_scrypt(pin, salt).hex()}"


def fits(pin: str, kept: str) -> bool:
    """Tell whether ``pin`` is the one that ``kept`` was made from; takes about 0.1 s."""
    salt, _, wanted = kept.partition(":")
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        pin.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=1, maxmem=_SCRYPT_MEMORY
    )
