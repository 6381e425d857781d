"""Decisions about presence: what counts, and how stretches of it grow."""

from collections.abc import Iterable
from datetime import datetime, timedelta

BRIDGED_GAP = timedelta(minutes=2)
"""A silence up to this long is still presence: thinking, a dip of the generator."""
PRESENT_MINUTES = 10
"""From here on a learner counts as present (domain: "Có mặt")."""


def continues(ended_at: datetime, now: datetime) -> bool:
    """Tell whether activity at ``now`` belongs to the stretch that ended at ``ended_at``."""
    return now - ended_at <= BRIDGED_GAP


def count_minutes(stretches: Iterable[tuple[datetime, datetime]], marked: int = 0) -> int:
    """Return whole minutes of presence, never below zero.

    Args:
        stretches: (start, end) pairs that do not overlap.
        marked: minutes added by hand; negative when taken away.
    """
    present = sum(((end - start) for start, end in stretches), timedelta())
    return max(0, int(present / timedelta(minutes=1)) + marked)


def is_present(minutes: int) -> bool:
    """Tell whether so many minutes make a learner count as present."""
    return minutes >= PRESENT_MINUTES
