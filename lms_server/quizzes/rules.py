"""Decisions about scores."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class AttemptScore:
    """What an attempt is worth."""

    correct: float
    """Sum of item scores, rounded to 4 decimals."""
    item_count: int
    scaled: float
    """0.0 to 1.0."""
    is_passed: bool


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
