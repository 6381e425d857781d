"""Texts with gaps to fill from a list of words."""

from collections.abc import Sequence
from dataclasses import replace

from courses.importers.gift_answers import match_or_sort
from courses.importers.plain_text import Wording
from courses.importers.questions import NOTHING, Answer, Pair, Question
from courses.model import ItemKind

ONE_GAP = " _____ "


def show_gap(number: int, count: int) -> str:
    """Return how gap ``number`` of ``count`` is drawn in a prompt."""
    return ONE_GAP if count == 1 else f" ({number}) _____ "


def fill_gaps(
    question: Question, *, right: Sequence[Wording], others: Sequence[Wording]
) -> Question:
    """Return a choice for one gap, pairs of numbers and words for several.

    Args:
        question: its prompt shows the gaps as :func:`show_gap` does.
        right: what belongs into each gap, in their order.
        others: words that belong nowhere.
    """
    if len(right) == 1:
        answers = [Answer(right[0], 100.0), *(Answer(one, 0.0) for one in others)]
        return replace(question, kind=ItemKind.CHOICE, answers=tuple(answers))
    pairs = [Pair(Wording(f"({number})"), one) for number, one in enumerate(right, start=1)]
    pairs.extend(Pair(NOTHING, one) for one in others)
    return match_or_sort(question, tuple(pairs))
