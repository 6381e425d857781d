"""Decisions about activities: which commit counts, what a score is worth, how a part begins."""

from dataclasses import dataclass
from enum import StrEnum

from courses.importers.activity import ActivityKind

_FULL = 100.0


class Status(StrEnum):
    """How far a learner is in a part, in the words of SCORM 1.2."""

    NOT_ATTEMPTED = "not attempted"
    BROWSED = "browsed"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"


class Order(StrEnum):
    """What a commit is to what is stored."""

    NEW = "accepted"
    SAME = "duplicate"
    OLD = "outdated"


@dataclass(frozen=True)
class Limits:
    """How much an activity of a kind may store."""

    suspend_data: int
    """Characters. SCORM 1.2 says 4096, and well-known authoring tools write more."""
    location: int
    """Characters."""
    has_points_of_100: bool
    """Whether a raw score lies between 0 and 100."""


LIMITS = {
    ActivityKind.SCORM_12: Limits(suspend_data=65_536, location=255, has_points_of_100=True),
    ActivityKind.SCORM_2004: Limits(suspend_data=65_536, location=1000, has_points_of_100=False),
    ActivityKind.H5P: Limits(suspend_data=200_000, location=255, has_points_of_100=False),
}


def order_of(seq: int, commit_hash: str, *, stored_seq: int, stored_hash: str) -> Order:
    """Return whether a commit of the newest opening is to be stored.

    Args:
        seq: its number.
        commit_hash: of its content.
        stored_seq: number of the stored commit, 0 when there is none.
        stored_hash: of that one's content.
    """
    if seq > stored_seq:
        return Order.NEW
    return Order.SAME if (seq, commit_hash) == (stored_seq, stored_hash) else Order.OLD


def scaled_score(
    raw: float | None, *, least: float | None, most: float | None, scaled: float | None
) -> float | None:
    """Return a score between 0.0 and 1.0; None when the activity gave none that makes sense.

    Args:
        raw: points.
        least: points of the worst result; None means 0.
        most: points of the best result; None means 100.
        scaled: the activity's own share, -1 to 1; counts when it is there.
    """
    if scaled is not None:
        return min(1.0, max(0.0, scaled))
    if raw is None:
        return None
    bottom, top = least or 0.0, _FULL if most is None else most
    if top <= bottom:
        return None
    return min(1.0, max(0.0, (raw - bottom) / (top - bottom)))


def final_status(
    status: Status, *, is_end: bool, raw: float | None, mastery_score: float | None
) -> Status:
    """Return the status, decided by the mastery score where the package has one (SCORM 1.2)."""
    if not is_end or raw is None or mastery_score is None:
        return status
    return Status.PASSED if raw >= mastery_score else Status.FAILED


def is_done(status: Status) -> bool:
    """Tell whether a part counts as done."""
    return status in (Status.COMPLETED, Status.PASSED)


def entry_of(*, has_commit: bool, exit_kind: str) -> str:
    """Return ``cmi.core.entry``: the first time, going on, or beginning again.

    A part that was never left well, because the power or the network went, is gone on with.
    """
    if not has_commit:
        return "ab-initio"
    return "resume" if exit_kind in ("", "suspend") else ""


def spoken_minutes(seconds: int) -> int:
    """Return whole minutes, at least one when any time was spent."""
    return 0 if seconds <= 0 else max(1, round(seconds / 60))
