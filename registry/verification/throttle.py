"""So that nobody counts through lookup codes: a few requests a minute from one address."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import ClassVar

LIMIT = 30
"""Requests in one window."""
WINDOW_S = 60.0
_MOST_ADDRESSES = 20_000


class Throttle:
    """Counts requests by address in windows of one minute; knows a bounded number of them."""

    NAME: ClassVar[str] = "registry.throttle"

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by ``clock``, in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Count one request of ``address``; tell whether it is within the limit."""
        now = self._clock()
        with self._lock:
            start, count = self._windows.pop(address, (now, 0))
            if now - start >= WINDOW_S:
                start, count = now, 0
            self._windows[address] = (start, count + 1)
            if len(self._windows) > _MOST_ADDRESSES:
                self._windows.popitem(last=False)
        return count < LIMIT
