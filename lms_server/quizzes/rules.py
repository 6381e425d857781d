"""Decisions about scores, about answers that come late, and about time."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from common.uptime import Uptime


class EndedBy(StrEnum):
    """What ended an attempt."""

    LEARNER = "learner"
    """The learner asked for the result."""
    CLASS = "class"
    """The class ended; what was answered is scored."""


class Flag(StrEnum):
    """Why a stored answer is not like the others; all of them are kept for ever."""

    REPEATED = "repeated"
    """An answer to the item was stored before: its right answer may have been seen."""
    AFTER_SUBMIT = "after_submit"
    """The learner had asked for the result."""
    AFTER_CLASS = "after_class"
    """The class had ended."""


LATE = (Flag.AFTER_SUBMIT, Flag.AFTER_CLASS)
"""Flags of answers that came after an end: trainer and officer are told of them."""


@dataclass(frozen=True)
class Standing:
    """How an attempt stands when an answer is about to be stored."""

    ended_by: EndedBy | None
    is_class_open: bool


@dataclass(frozen=True)
class Ruling:
    """What becomes of an answer that is stored."""

    is_counted: bool
    flag: Flag | None


@dataclass(frozen=True)
class AttemptScore:
    """What an attempt is worth."""

    correct: float
    """Sum of item scores, rounded to 4 decimals."""
    item_count: int
    scaled: float
    """0.0 to 1.0."""
    is_passed: bool


@dataclass(frozen=True)
class Stopwatch:
    """How long an attempt was open, as far as it is counted."""

    ms: int
    boot_id: str | None
    boot_ms: int | None
    """The reading up to which ``ms`` counts."""

    def counted_to(self, now: Uptime) -> "Stopwatch":
        """Return the watch with the time up to ``now``.

        Time over which the machine was off is not counted: nobody knows how long it was.
        """
        grown = 0
        if self.boot_id == now.boot_id and self.boot_ms is not None:
            grown = max(0, now.ms - self.boot_ms)
        return Stopwatch(self.ms + grown, now.boot_id, now.ms)


def rule_on(standing: Standing, *, is_first: bool) -> Ruling:
    """Decide whether an answer counts: by the order in which the server stores, by no clock.

    Args:
        standing: the attempt's.
        is_first: no answer to the item is stored in this attempt.
    """
    if not is_first:
        return Ruling(is_counted=False, flag=Flag.REPEATED)
    if standing.ended_by is EndedBy.LEARNER:
        return Ruling(is_counted=False, flag=Flag.AFTER_SUBMIT)
    if not standing.is_class_open:
        return Ruling(is_counted=True, flag=Flag.AFTER_CLASS)
    return Ruling(is_counted=True, flag=None)


def score_attempt(scores: Iterable[float], item_count: int, pass_mark: float) -> AttemptScore:
    """Average the item scores; items never answered count as zero.

    Args:
        scores: one per answered item, each 0.0 to 1.0, any order.
        item_count: items in the attempt, at least 1.
        pass_mark: least scaled score that passes, 0.0 to 1.0 (cmi5 masteryScore).

    Raises:
        ValueError: ``item_count`` is below 1, or there are more scores than items.
    """
    listed = list(scores)
    if item_count < 1 or len(listed) > item_count:
        raise ValueError(f"{len(listed)} scores of {item_count} items")
    correct = round(math.fsum(listed), 4)
    scaled = round(correct / item_count, 4)
    return AttemptScore(correct, item_count, scaled, is_passed=scaled >= pass_mark)
