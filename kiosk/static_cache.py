"""Copies of the bus's unchanging files in memory: served again without asking."""

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

MOST_BYTES = 16 * 1024 * 1024
LARGEST_FILE = 1024 * 1024
Headers = tuple[tuple[str, str], ...]
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")
_NEVER = ("no-store", "private", "no-cache")


@dataclass(frozen=True)
class CachedFile:
    """One answer as the bus gave it."""

    headers: Headers
    body: bytes
    fresh_until: float
    """``time.monotonic`` in seconds."""


class StaticCache:
    """The files used last, at most ``MOST_BYTES`` of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: OrderedDict[str, CachedFile] = OrderedDict()
        self._size = 0

    def find_fresh(self, target: str) -> CachedFile | None:
        """Return the copy of ``target`` while the bus's own word says it is good."""
        found = self.find_any(target)
        return found if found is not None and found.fresh_until > time.monotonic() else None

    def find_any(self, target: str) -> CachedFile | None:
        """Return the copy of ``target`` however old, for when the bus is away."""
        with self._lock:
            if target in self._files:
                self._files.move_to_end(target)
            return self._files.get(target)

    def keep(self, target: str, headers: Headers, body: bytes) -> None:
        """Keep a complete answer that :func:`freshness` allowed."""
        fresh_s = freshness(headers)
        if fresh_s is None or len(body) > LARGEST_FILE:
            return
        with self._lock:
            old = self._files.pop(target, None)
            self._size -= len(old.body) if old is not None else 0
            self._files[target] = CachedFile(headers, body, time.monotonic() + fresh_s)
            self._size += len(body)
            while self._size > MOST_BYTES:
                _, dropped = self._files.popitem(last=False)
                self._size -= len(dropped.body)

    def clear(self) -> None:
        """Drop everything: another bus."""
        with self._lock:
            self._files.clear()
            self._size = 0


def freshness(headers: Headers) -> float | None:
    """Return for how many seconds an answer may be given again; None: it must not be kept."""
    named = {name.lower(): value.lower() for name, value in headers}
    rule = named.get("cache-control", "")
    if "set-cookie" in named or any(word in rule for word in _NEVER):
        return None
    age = _MAX_AGE.search(rule)
    return float(age.group(1)) if age else None
