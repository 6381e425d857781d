"""Grading one answer: pure, no negative marks, an explanation every time."""

import itertools
from collections.abc import Sequence

import msgspec

from courses.errors import UnknownChoiceError
from courses.model import Item, ItemKind


class Grade(msgspec.Struct, frozen=True):
    """What an answer is worth, and what to say about it."""

    score: float
    """0.0 to 1.0."""
    feedback: str
    correct: tuple[str, ...]
    """Right choice ids; for ``ORDER`` in the right order."""


def grade(item: Item, value: Sequence[str]) -> Grade:
    """Grade an answer; an empty one is worth nothing.

    Args:
        item: what was asked.
        value: choice ids in the learner's order.

    Raises:
        UnknownChoiceError: ``value`` cannot come from the screen of this item.
    """
    _refuse_impossible(item, value)
    score = _SCORES[item.kind](item.key, value)
    return Grade(score=score, feedback=_feedback(item, value), correct=item.key)


def _refuse_impossible(item: Item, value: Sequence[str]) -> None:
    known = {choice.choice_id for choice in item.choices}
    if any(one not in known for one in value):
        raise UnknownChoiceError(item_id=item.item_id, reason="unknown")
    if len(set(value)) != len(value):
        raise UnknownChoiceError(item_id=item.item_id, reason="repeated")
    if item.kind in (ItemKind.CHOICE, ItemKind.TRUE_FALSE) and len(value) > 1:
        raise UnknownChoiceError(item_id=item.item_id, reason="too_many")


def _score_single(key: tuple[str, ...], value: Sequence[str]) -> float:
    return 1.0 if tuple(value) == key else 0.0


def _score_several(key: tuple[str, ...], value: Sequence[str]) -> float:
    """Return right minus wrong choices, as a share of the right ones, never below zero."""
    right = len(set(key) & set(value))
    wrong = len(value) - right
    return max(0.0, (right - wrong) / len(key))


def _score_order(key: tuple[str, ...], value: Sequence[str]) -> float:
    """Return the share of steps that stand right behind the step they belong behind."""
    links = set(itertools.pairwise(key))
    kept = sum(pair in links for pair in itertools.pairwise(value))
    return kept / (len(key) - 1)


_SCORES = {
    ItemKind.CHOICE: _score_single,
    ItemKind.TRUE_FALSE: _score_single,
    ItemKind.MULTIPLE: _score_several,
    ItemKind.ORDER: _score_order,
}


def _feedback(item: Item, value: Sequence[str]) -> str:
    """Return the words to the wrong choices taken, then the explanation.

    To one right choice its own words belong; to several the explanation says it all.
    """
    taken = [choice for choice in item.choices if choice.choice_id in value]
    wrong = [choice for choice in taken if choice.choice_id not in item.key]
    told = wrong or (taken if len(item.key) == 1 else [])
    words = [choice.feedback for choice in told if choice.feedback]
    return " ".join([*words, item.explanation])
