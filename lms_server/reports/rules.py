"""What the answers to an item say about the item."""

import itertools
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.item_builder import JOINT
from courses.model import Item, ItemKind
from courses.typed import exact_key

ENOUGH = 10
"""Fewest first attempts from which shares and correlations are told."""
_OFTEN = 3
"""A typed text is shown only when so many gave it: one person's words are not for a report."""
_LONGEST_PAUSE_S = 1800
"""A longer gap between two answers was a break, not thinking."""


@dataclass(frozen=True)
class Answered:
    """One answer that counts."""

    item_id: str
    value: tuple[str, ...]
    score: float
    answered_at: float
    """Seconds; clock of the page's machine."""


@dataclass(frozen=True)
class Taken:
    """One attempt with its answers."""

    learner_id: str
    item_ids: tuple[str, ...]
    """All that were drawn."""
    is_submitted: bool
    answers: tuple[Answered, ...]
    is_oral: bool = False
    """By word of mouth."""


@dataclass(frozen=True)
class ItemStatistics:
    """What became of one item in all attempts at one version of a course."""

    answers: int
    right: int
    """With full score."""
    first_count: int
    """Submitted first attempts of a learner in which it was drawn."""
    first_right: float | None
    """Share of them with full score; None below ``ENOUGH``."""
    facility: float | None
    """Mean score in them, 0.0 to 1.0; what was left out counts 0. None below ``ENOUGH``."""
    discrimination: float | None
    """Point-biserial: correlation of its score in them with the mean score of the other items,
    -1.0 to 1.0. None below ``ENOUGH`` and when all did equally well."""
    omitted: int
    """Submitted attempts in which it was drawn and not answered."""
    median_s: float | None
    """Seconds from the answer before to this one; None when it always came first."""
    oral: int
    """Answers given by word of mouth."""
    wrong: str
    """The most chosen wrong answer."""
    wrong_count: int


def item_statistics(
    attempts: Sequence[Taken], items: Mapping[str, Item]
) -> dict[str, ItemStatistics]:
    """Return the statistics of every item that was drawn.

    Args:
        attempts: all at one version of a course, oldest first.
        items: of that version, by id; one that is missing gets no wrong answer.
    """
    drawn = sorted({item_id for attempt in attempts for item_id in attempt.item_ids})
    firsts = _first_attempts(attempts)
    pauses = _pauses(attempts)
    return {
        item_id: _of_item(item_id, attempts, firsts, pauses.get(item_id, []), items.get(item_id))
        for item_id in drawn
    }


def _of_item(
    item_id: str,
    attempts: Sequence[Taken],
    firsts: Sequence[Taken],
    pauses: Sequence[float],
    item: Item | None,
) -> ItemStatistics:
    answers = [one for attempt in attempts for one in attempt.answers if one.item_id == item_id]
    scored = [_scores(one, item_id) for one in firsts if item_id in one.item_ids]
    own = [score for score, _ in scored]
    is_enough = len(own) >= ENOUGH
    wrong, count = _most_chosen_wrong(item, answers) if item else ("", 0)
    return ItemStatistics(
        answers=len(answers),
        right=sum(one.score == 1 for one in answers),
        first_count=len(own),
        first_right=sum(one == 1 for one in own) / len(own) if is_enough else None,
        facility=statistics.fmean(own) if is_enough else None,
        discrimination=_correlation(scored) if is_enough else None,
        omitted=sum(_is_omitted(one, item_id) for one in attempts),
        median_s=statistics.median(pauses) if pauses else None,
        oral=sum(_is_answered(one, item_id) for one in attempts if one.is_oral),
        wrong=wrong,
        wrong_count=count,
    )


def _first_attempts(attempts: Iterable[Taken]) -> list[Taken]:
    """Return the first submitted attempt of each learner."""
    firsts: dict[str, Taken] = {}
    for attempt in attempts:
        if attempt.is_submitted:
            firsts.setdefault(attempt.learner_id, attempt)
    return list(firsts.values())


def _scores(attempt: Taken, item_id: str) -> tuple[float, float | None]:
    """Return the score of an item, and the mean score of all others of the attempt."""
    by_item = {one.item_id: one.score for one in attempt.answers}
    rest = [by_item.get(one, 0.0) for one in attempt.item_ids if one != item_id]
    return by_item.get(item_id, 0.0), statistics.fmean(rest) if rest else None


def _correlation(scored: Sequence[tuple[float, float | None]]) -> float | None:
    pairs = [(own, rest) for own, rest in scored if rest is not None]
    own, rest = [one for one, _ in pairs], [one for _, one in pairs]
    if len(set(own)) < 2 or len(set(rest)) < 2:  # noqa: PLR2004 - all alike: nothing to compare
        return None
    return statistics.correlation(own, rest)


def _is_omitted(attempt: Taken, item_id: str) -> bool:
    is_asked = attempt.is_submitted and item_id in attempt.item_ids
    return is_asked and not _is_answered(attempt, item_id)


def _is_answered(attempt: Taken, item_id: str) -> bool:
    return any(one.item_id == item_id for one in attempt.answers)


def _pauses(attempts: Iterable[Taken]) -> dict[str, list[float]]:
    """Return seconds between an answer and the one before it in the same attempt, by item."""
    pauses: dict[str, list[float]] = {}
    for attempt in attempts:
        ordered = sorted(attempt.answers, key=lambda one: one.answered_at)
        for before, after in itertools.pairwise(ordered):
            seconds = after.answered_at - before.answered_at
            if seconds <= _LONGEST_PAUSE_S:
                pauses.setdefault(after.item_id, []).append(seconds)
    return pauses


def _most_chosen_wrong(item: Item, answers: Iterable[Answered]) -> tuple[str, int]:
    """Return the words of the wrong choice, pair, step or text given most often, and how often."""
    given = Counter(
        part for one in answers if one.score < 1 for part in _wrong_parts(item, one.value)
    )
    if not given:
        return "", 0
    (part, count) = min(given.items(), key=lambda one: (-one[1], one[0]))
    if item.kind is ItemKind.TEXT and count < _OFTEN:
        return "", 0
    return _words_of(item, part), count


def _wrong_parts(item: Item, value: Sequence[str]) -> list[str]:
    if item.kind is ItemKind.NUMBER:
        units = {target.choice_id: target.text for target in item.targets}
        unit = units.get(value[1], "") if len(value) > 1 else item.targets[0].text
        return [f"{value[0]} {unit}"] if value else []
    if item.kind is ItemKind.TEXT:
        return [exact_key(one) for one in value]
    if item.kind is ItemKind.ORDER:
        right = set(_links(item.key))
        return [link for link in _links(value) if link not in right]
    return [one for one in value if one not in item.key]


def _links(value: Sequence[str]) -> list[str]:
    """Return which step was put right behind which."""
    return [f"{one}{JOINT}{two}" for one, two in itertools.pairwise(value)]


def _words_of(item: Item, part: str) -> str:
    texts = {one.choice_id: one.text for one in (*item.choices, *item.targets)}
    return " → ".join(texts.get(one, one) for one in part.split(JOINT))
