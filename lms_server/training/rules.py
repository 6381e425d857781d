"""Decisions about signing in: how long a wrong picture makes one wait."""

from datetime import datetime, timedelta
from enum import StrEnum

FREE_TRIES = 3
"""Wrong pictures that cost no waiting: fingers slip."""
_FIRST_WAIT_S = 10
_LONGEST_WAIT_S = 300


class PictureVerdict(StrEnum):
    """What tapping a picture led to."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    """Too many wrong ones: not even looked at until the wait is over."""


def wait_after(failures: int) -> timedelta:
    """Return how long no picture is looked at after ``failures`` wrong ones in a row.

    Nothing for the first tries, then 10 seconds, doubling, at most 5 minutes.
    """
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    return timedelta(seconds=min(_FIRST_WAIT_S * 2**doublings, _LONGEST_WAIT_S))


def is_waiting(wait_until: datetime, now: datetime) -> bool:
    """Tell whether the wait goes on; a clock that was set back makes nobody wait for longer."""
    return wait_until - timedelta(seconds=_LONGEST_WAIT_S) <= now < wait_until
