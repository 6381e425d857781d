"""The way out of the kiosk for staff: it opens by the bus's PIN, without asking the bus."""

import threading
from collections.abc import Callable
from enum import StrEnum

from common.wire.staff_pin import fits

_FREE_TRIES = 2
_WAITS_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)


def wait_after(failures: int) -> float:
    """Return for how many seconds nobody may try again.

    Args:
        failures: wrong PINs in a row.
    """
    if failures <= _FREE_TRIES:
        return 0.0
    return _WAITS_S[min(failures - _FREE_TRIES, len(_WAITS_S)) - 1]


class Answer(StrEnum):
    """What became of a try."""

    OPEN = "open"
    WRONG = "wrong"
    WAIT = "wait"
    """Too soon after wrong ones; the PIN was not looked at."""


class StaffDoor:
    """Opens for whoever knows the PIN, ever more slowly for whoever guesses."""

    def __init__(self, find_pin: Callable[[], str], clock: Callable[[], float]) -> None:
        """Begin shut.

        Args:
            find_pin: gives what is kept of the PIN; empty before this kiosk was ever paired.
            clock: seconds that only grow.
        """
        self._find_pin = find_pin
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._shut_until = 0.0
        self.let_out: Callable[[], None] = lambda: None
        """Ends the program; called after the door has opened, must return at once."""

    @property
    def asks_pin(self) -> bool:
        """Whether a PIN is needed: a laptop without a bus may be left by anybody."""
        return bool(self._find_pin())

    def seconds_left(self) -> float:
        """Return for how long nobody may try."""
        return max(0.0, self._shut_until - self._clock())

    def knock(self, pin: str) -> Answer:
        """Try ``pin``; one try at a time."""
        with self._lock:
            if self._clock() < self._shut_until:
                return Answer.WAIT
            kept = self._find_pin()
            if not kept or fits(pin, kept):
                self._failures = 0
                return Answer.OPEN
            self._failures += 1
            self._shut_until = self._clock() + wait_after(self._failures)
            return Answer.WRONG
