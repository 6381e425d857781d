"""Passwords at rest: Argon2id with the OWASP profile, two at a time."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms_server.accounts.errors import TooBusyError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
MOST_AT_THE_DOOR = 6
"""Checked or waiting at the same time: those who wait hold a thread of the server."""
_door = threading.BoundedSemaphore(MOST_AT_THE_DOOR)
_two = threading.BoundedSemaphore(2)
"""Many sign-ins at once must take neither all memory nor all processors."""


def hash_password(password: str) -> str:
    """Return what may be stored of ``password``; takes about 50 ms of processor.

    Raises:
        TooBusyError: as :func:`is_password` does.
    """
    with _turn():
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether ``password`` is the stored one.

    Args:
        password: what was typed.
        password_hash: as stored; None for an unknown name, which takes as long.

    Raises:
        TooBusyError: ``MOST_AT_THE_DOOR`` others are at it.
    """
    with _turn():
        try:
            _hasher.verify(password_hash or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@contextmanager
def _turn() -> Iterator[None]:
    if not _door.acquire(blocking=False):
        raise TooBusyError
    try:
        with _two:
            yield
    finally:
        _door.release()


@functools.cache
def _nobody() -> str:
    return _hasher.hash("nobody")
