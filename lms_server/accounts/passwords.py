"""Passwords at rest: Argon2id with the OWASP profile, two at a time."""

import functools
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_two = threading.BoundedSemaphore(2)
"""Many sign-ins at once must take neither all memory nor all processors."""


def hash_password(password: str) -> str:
    """Return what may be stored of ``password``; takes about 50 ms of processor."""
    with _two:
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether ``password`` is the stored one.

    Args:
        password: what was typed.
        password_hash: as stored; None for an unknown name, which takes as long.
    """
    with _two:
        try:
            _hasher.verify(password_hash or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@functools.cache
def _nobody() -> str:
    return _hasher.hash("nobody")
