"""Guessing made slow: after five wrong tries the door stays shut, each time twice as long."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from common.errors import DomainError

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
_REMEMBERED = 4096
_FORGET_AFTER = timedelta(hours=1)


class TooManyTriesError(DomainError):
    """Too many wrong tries; ``seconds`` says how long to wait."""

    code = "web.too_many_tries"
    http_status = 429


def wait_after(failures: int, free_tries: int = FREE_TRIES) -> timedelta:
    """Return how long the door stays shut after the ``failures``-th wrong try in a row."""
    if failures < free_tries:
        return timedelta(0)
    doublings = min(failures - free_tries, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


@dataclass
class _Tries:
    failures: int
    open_at: datetime
    last_at: datetime


class BackOff:
    """Counts wrong tries by key, in memory: an attacker cannot restart the server."""

    def __init__(self, free_tries: int = FREE_TRIES) -> None:
        self._free_tries = free_tries
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str, now: datetime) -> None:
        """Let one try pass.

        Raises:
            TooManyTriesError: the door is still shut.
        """
        with self._lock:
            tries = self._tries.get(key)
        # A clock that was set back must not lengthen the wait, hence both bounds.
        if tries is not None and tries.open_at - LONGEST_WAIT <= now < tries.open_at:
            raise TooManyTriesError(seconds=int((tries.open_at - now).total_seconds()) + 1)

    def fail(self, key: str, now: datetime) -> bool:
        """Count a wrong try; tell whether the door is shut from now on."""
        with self._lock:
            tries = self._tries.pop(key, None)
            forgotten = tries is None or now - tries.last_at >= _FORGET_AFTER
            failures = 1 if tries is None or forgotten else tries.failures + 1
            wait = wait_after(failures, self._free_tries)
            self._tries[key] = _Tries(failures, now + wait, now)
            if len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
        return wait > timedelta(0)

    def succeed(self, key: str) -> None:
        """Forget the wrong tries of ``key``."""
        with self._lock:
            self._tries.pop(key, None)
