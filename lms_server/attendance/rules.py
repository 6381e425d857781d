"""Decisions about presence: what counts, and how stretches of it grow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common.uptime import Uptime

BRIDGED_GAP = timedelta(minutes=2)
"""A silence up to this long is still presence: thinking, a dip of the generator."""
PRESENT_MINUTES = 10
"""From here on a learner counts as present (domain: "Có mặt")."""
_CLOCK_SLACK = timedelta(seconds=2)
"""A clock that is put right little by little may run on beside a stretch by so much."""


@dataclass(frozen=True)
class Sign:
    """The last sign of life of a learner that this process counted."""

    stretch_id: UUID
    ended_at: datetime
    """Until when the stretch counts."""
    uptime: Uptime
    """When the sign came, by what nobody can set."""


def continues(ended_at: datetime, now: datetime) -> bool:
    """Tell whether activity at ``now`` belongs to the stretch that ended at ``ended_at``."""
    return now - ended_at <= BRIDGED_GAP


def measured_gap(last: Sign, uptime: Uptime) -> timedelta | None:
    """Return the time since ``last``; None after a silence, or when nobody can know it."""
    if last.uptime.boot_id != uptime.boot_id:
        return None
    gap = timedelta(milliseconds=max(0, uptime.ms - last.uptime.ms))
    return gap if gap <= BRIDGED_GAP else None


def is_clock_set(expected: datetime, now: datetime) -> bool:
    """Tell whether somebody set the clock: it does not show what it would have shown."""
    return abs(now - expected) > _CLOCK_SLACK


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
