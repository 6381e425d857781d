"""Grading one answer: pure, no negative marks, an explanation every time."""

import itertools
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from courses.errors import SecretTypedError, UnknownChoiceError
from courses.item_builder import JOINT
from courses.model import Choice, Item, ItemKind, NumberKey, TextKey
from courses.typed import exact_key, is_short_text, looks_secret, plain_key, read_number

_ROUNDING = 1e-9
"""Share of a number by which a conversion of units may miss it."""
_MOST_WORDS = 3
"""Wrong choices that are spoken to at once: more would be neither read nor heard."""
_SINGLE = frozenset({ItemKind.CHOICE, ItemKind.TRUE_FALSE, ItemKind.PICTURE_CHOICE})
_PAIRED = frozenset({ItemKind.MATCH, ItemKind.CATEGORIZE})


class Grade(msgspec.Struct, frozen=True):
    """What an answer is worth, and what to say about it."""

    score: float
    """0.0 to 1.0."""
    feedback: str
    correct: tuple[str, ...]
    """The right answer, as :attr:`Item.key` has it; of a ``NUMBER`` with its unit."""


class _Judgement(msgspec.Struct, frozen=True):
    score: float
    words: Sequence[str]
    """What to say before the explanation."""


def grade(item: Item, value: Sequence[str]) -> Grade:
    """Grade an answer; an empty one is worth nothing.

    Args:
        item: what was asked.
        value: what the learner gave, as the wire has it.

    Raises:
        UnknownChoiceError: ``value`` cannot come from the screen of this item.
        SecretTypedError: ``value`` holds what could be somebody's real number.
    """
    judgement = _judge(item, value)
    told = [one for one in judgement.words if one][:_MOST_WORDS]
    words = [one for one in (*told, item.explanation) if one]
    return Grade(judgement.score, " ".join(words), right_answer(item))


def right_answer(item: Item) -> tuple[str, ...]:
    """Return what is shown as right after the answer is stored."""
    if item.kind is ItemKind.NUMBER:
        return (f"{_grouped(item.key[0])} {item.targets[0].text}",)
    return item.key


def _judge(item: Item, value: Sequence[str]) -> _Judgement:
    if item.number is not None:
        return _judge_number(item, item.number, value)
    if item.text is not None:
        return _judge_text(item, item.text, value)
    if item.kind in _PAIRED:
        return _judge_pairs(item, value)
    _refuse_impossible(item, value)
    return _Judgement(_score_choices(item, value), _words_to_taken(item, value))


def _refuse_impossible(item: Item, value: Sequence[str]) -> None:
    known = {choice.choice_id for choice in item.choices}
    if any(one not in known for one in value):
        raise UnknownChoiceError(item_id=item.item_id, reason="unknown")
    if len(set(value)) != len(value):
        raise UnknownChoiceError(item_id=item.item_id, reason="repeated")
    if len(value) > most_choices(item):
        raise UnknownChoiceError(item_id=item.item_id, reason="too_many")


def most_choices(item: Item) -> int:
    """Return how many choices the screen lets a learner take (maxChoices of QTI)."""
    is_single = item.kind in _SINGLE or (item.kind is ItemKind.HOTSPOT and len(item.key) == 1)
    return 1 if is_single else len(item.choices)


def _score_choices(item: Item, value: Sequence[str]) -> float:
    if item.kind is ItemKind.ORDER:
        return _score_order(item.key, value)
    return _score_several(item.key, value)


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


def _words_to_taken(item: Item, value: Sequence[str]) -> list[str]:
    """Return the words to the wrong choices taken.

    To one right choice its own words belong; to several the explanation says it all.
    """
    taken = [choice for choice in item.choices if choice.choice_id in value]
    wrong = [choice for choice in taken if choice.choice_id not in item.key]
    told = wrong or (taken if len(item.key) == 1 else [])
    return [choice.feedback for choice in told]


def _judge_pairs(item: Item, value: Sequence[str]) -> _Judgement:
    """Return the share of pairs made right, and the words to what was put wrong.

    Words to a target that belongs to nothing go before words to the choice it was given.
    """
    pairs = _read_pairs(item, value)
    right = [one for one in value if one in item.key]
    missed = [
        pair for pair in pairs if f"{pair[0].choice_id}{JOINT}{pair[1].choice_id}" not in right
    ]
    words = [target.feedback or choice.feedback for choice, target in missed]
    return _Judgement(len(right) / len(item.key), words)


def _read_pairs(item: Item, value: Sequence[str]) -> list[tuple[Choice, Choice]]:
    choices = {choice.choice_id: choice for choice in item.choices}
    targets = {target.choice_id: target for target in item.targets}
    split = [one.partition(JOINT) for one in value]
    if any(left not in choices or right not in targets for left, _, right in split):
        raise UnknownChoiceError(item_id=item.item_id, reason="unknown")
    lefts = {left for left, _, _ in split}
    rights = {right for _, _, right in split}
    is_taken_twice = item.kind is ItemKind.MATCH and len(rights) < len(split)
    if len(lefts) < len(split) or is_taken_twice:
        raise UnknownChoiceError(item_id=item.item_id, reason="repeated")
    taken = {left: right for left, _, right in split}
    return [(choice, targets[taken[one]]) for one, choice in choices.items() if one in taken]


def _judge_number(item: Item, key: NumberKey, value: Sequence[str]) -> _Judgement:
    """Return 1 within the tolerance, else the worth of a number that is often given."""
    if not value:
        return _Judgement(0.0, ())
    number = read_number(value[0])
    if number is None:
        raise UnknownChoiceError(item_id=item.item_id, reason="no_number")
    number *= _factor(item, key, value)
    if _is_near(number, key.answer, key.tolerance):
        return _Judgement(1.0, ())
    for near in key.near:
        if _is_near(number, near.number, 0.0):
            return _Judgement(near.worth, (near.feedback,))
    return _Judgement(0.0, ())


def _factor(item: Item, key: NumberKey, value: Sequence[str]) -> float:
    """Return how many of the first unit one of the unit taken is."""
    match list(value):
        case [_]:
            return 1.0
        case [_, unit_id]:
            for target, factor in zip(item.targets, key.factors, strict=True):
                if target.choice_id == unit_id:
                    return factor
            raise UnknownChoiceError(item_id=item.item_id, reason="unknown")
        case _:
            raise UnknownChoiceError(item_id=item.item_id, reason="too_many")


def _is_near(number: float, wanted: float, tolerance: float) -> bool:
    return abs(number - wanted) <= tolerance + _ROUNDING * max(abs(wanted), 1.0)


def _judge_text(item: Item, key: TextKey, value: Sequence[str]) -> _Judgement:
    """Return the best worth that the accepted and the near texts give."""
    if not value:
        return _Judgement(0.0, ())
    if len(value) > 1:
        raise UnknownChoiceError(item_id=item.item_id, reason="too_many")
    if looks_secret(value[0]):
        raise SecretTypedError(item_id=item.item_id)
    if not is_short_text(value[0]):
        raise UnknownChoiceError(item_id=item.item_id, reason="no_text")
    exact = exact_key(value[0])
    if any(exact == _written_exact(one) for one in key.answers):
        return _Judgement(1.0, ())
    for near in key.near:
        if exact == _written_exact(near.text):
            return _Judgement(near.worth, (near.feedback,))
    return _judge_plain(key, plain_key(value[0]))


def _judge_plain(key: TextKey, plain: str) -> _Judgement:
    """Return what a text without the right accents is worth."""
    if any(plain == _written_plain(one) for one in key.answers):
        return _Judgement(key.unaccented, (key.accents_feedback,))
    for near in key.near:
        if plain == _written_plain(near.text):
            return _Judgement(near.worth * key.unaccented, (near.feedback,))
    return _Judgement(0.0, ())


@lru_cache(maxsize=4096)
def _written_exact(text: str) -> str:
    return exact_key(text)


@lru_cache(maxsize=4096)
def _written_plain(text: str) -> str:
    return plain_key(text)


def _grouped(number: str) -> str:
    """Return ``35000,5`` as ``35.000,5``."""
    whole, comma, rest = number.partition(",")
    return f"{int(whole):,}".replace(",", ".") + comma + rest
