"""Decisions about signing in: how long a wrong picture makes one wait, which digits are easy."""

import itertools
import re
from datetime import datetime, timedelta
from enum import StrEnum

FREE_TRIES = 3
"""Wrong pictures that cost no waiting: fingers slip."""
KNOCK_HOLDS = timedelta(minutes=10)
"""How long the right picture counts while the digits are looked for."""
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


def is_easy_pin(pin: str, *, birth_year: int) -> bool:
    """Tell whether ``pin`` is not four digits, or such that a neighbour would try them first.

    One digit four times, digits in a row such as 1234 and 9876, and the own birth year.
    """
    if not re.fullmatch(r"[0-9]{4}", pin):
        return True
    steps = {int(after) - int(before) for before, after in itertools.pairwise(pin)}
    return steps in ({0}, {1}, {-1}) or int(pin) == birth_year


def is_fresh_knock(knocked_at: datetime, now: datetime) -> bool:
    """Tell whether the right picture was shown at most ten minutes ago."""
    return abs(now - knocked_at) <= KNOCK_HOLDS
