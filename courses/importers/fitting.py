"""What the format of a course package has place for; everything else is left out with a reason."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import isfinite

from courses.importers.plain_text import Wording
from courses.importers.questions import FULL, LeftOutError, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind
from courses.typed import exact_key

MAX_TEXT = 300
"""Characters of a prompt, a choice or an explanation, as in the course format."""
MAX_ROW = 60
"""Characters of what is joined, sorted or typed."""
MAX_GROUP = 30
MAX_UNITS = 4
MAX_CAPTION = 40
MAX_AMOUNT = 999_999_999
_COUNTS = {
    ItemKind.CHOICE: (3, 5, Reason.CHOICE_COUNT),
    ItemKind.MULTIPLE: (3, 6, Reason.CHOICE_COUNT),
    ItemKind.PICTURE_CHOICE: (3, 4, Reason.CHOICE_COUNT),
    ItemKind.HOTSPOT: (3, 6, Reason.AREA_COUNT),
    ItemKind.ORDER: (3, 6, Reason.STEP_COUNT),
}
_ONE_RIGHT = (ItemKind.CHOICE, ItemKind.TRUE_FALSE, ItemKind.PICTURE_CHOICE)
_WITHOUT_PICTURE = (ItemKind.MATCH, ItemKind.CATEGORIZE)


def check_fit(question: Question) -> None:
    """Refuse what the format of a course package has no place for.

    Raises:
        LeftOutError: with the reason.
    """
    if any(one.is_too_long for one in [*question.wordings, *question.feedbacks]):
        raise LeftOutError(Reason.TOO_LONG)
    if any(one.has_media for one in [*question.wordings, question.explanation]):
        raise LeftOutError(Reason.HAS_MEDIA)
    if not question.prompt.text:
        raise LeftOutError(Reason.NO_PROMPT)
    if any(len(one.text) > MAX_TEXT for one in question.wordings):
        raise LeftOutError(Reason.TOO_LONG)
    _check_images(question)
    _CHECKS[question.kind](question)


def _check_images(question: Question) -> None:
    most = 0 if question.kind in _WITHOUT_PICTURE else 1
    if len(question.prompt.images) > most:
        raise LeftOutError(Reason.HAS_MEDIA)
    others = question.wordings[1:]
    if question.kind in (ItemKind.CHOICE, ItemKind.MULTIPLE, ItemKind.PICTURE_CHOICE):
        if any(len(one.images) > 1 for one in others):
            raise LeftOutError(Reason.HAS_MEDIA)
    elif any(one.images for one in others):
        raise LeftOutError(Reason.HAS_MEDIA)
    if question.kind is ItemKind.HOTSPOT and not question.prompt.images:
        raise LeftOutError(Reason.NO_PICTURE)


def _check_right(question: Question) -> None:
    right = sum(answer.share > 0 for answer in question.answers)
    if not right:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    if question.kind in _ONE_RIGHT and right > 1:
        raise LeftOutError(Reason.SEVERAL_RIGHT_ANSWERS)
    is_all = right == len(question.answers)
    if is_all and question.kind in (ItemKind.MULTIPLE, ItemKind.HOTSPOT):
        raise LeftOutError(Reason.ALL_RIGHT)


def _check_choices(question: Question) -> None:
    _check_right(question)
    least, most, reason = _COUNTS[question.kind]
    if not least <= len(question.answers) <= most:
        raise LeftOutError(reason)
    _check_words([answer.wording for answer in question.answers])


def _check_pictures(question: Question) -> None:
    _check_choices(question)
    if not all(answer.wording.images for answer in question.answers):
        raise LeftOutError(Reason.NO_PICTURE)
    if any(len(answer.wording.text) > MAX_CAPTION for answer in question.answers):
        raise LeftOutError(Reason.LONG_ANSWER)


def _check_areas(question: Question) -> None:
    _check_choices(question)
    if any(answer.area is None for answer in question.answers):
        raise LeftOutError(Reason.AREA_SHAPE)


def _check_pairs(question: Question) -> None:
    rights = [pair.right for pair in question.pairs]
    lefts = [pair.left for pair in question.pairs if pair.left.text]
    extra = len(rights) - len(lefts)
    if not 3 <= len(lefts) <= 5 or extra > 2 or len(rights) > 6:  # noqa: PLR2004 - the format's
        raise LeftOutError(Reason.PAIR_COUNT)
    _check_words(rights, most=MAX_ROW)
    _check_words(lefts, most=MAX_ROW)


def _check_groups(question: Question) -> None:
    things = [pair.left for pair in question.pairs]
    used = {pair.right.text for pair in question.pairs}
    names = {one.text for one in question.groups}
    if not (2 <= len(question.groups) <= 4 and 3 <= len(things) <= 6):  # noqa: PLR2004
        raise LeftOutError(Reason.GROUP_COUNT)
    _check_words(question.groups, most=MAX_GROUP)
    _check_words(things, most=MAX_ROW)
    if used != names:
        raise LeftOutError(Reason.GROUP_COUNT)


def _check_number(question: Question) -> None:
    right = [answer for answer in question.answers if answer.share >= FULL]
    if len(right) != 1:
        raise LeftOutError(
            Reason.SEVERAL_RIGHT_ANSWERS if right else Reason.NO_RIGHT_ANSWER,
        )
    amounts = [to_number(answer.wording.text) for answer in question.answers]
    amounts.extend((question.amount.tolerance, *(factor for _, factor in question.amount.units)))
    percent = question.amount.tolerance_percent
    if not all(0 <= one <= MAX_AMOUNT for one in amounts) or not 0 <= percent <= 50:  # noqa: PLR2004
        raise LeftOutError(Reason.NUMBER_RANGE)
    _check_units(question)
    if len(set(amounts[: len(question.answers)])) < len(question.answers):
        raise LeftOutError(Reason.SAME_CHOICES)


def _check_units(question: Question) -> None:
    names = [question.amount.unit, *(name for name, _ in question.amount.units)]
    if len(names) > MAX_UNITS or any(len(name) > MAX_GROUP for name in names):
        raise LeftOutError(Reason.UNITS)


def _check_typed(question: Question) -> None:
    right = [answer for answer in question.answers if answer.share >= FULL]
    if not right:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    if len(right) > 10:  # noqa: PLR2004 - the format's
        raise LeftOutError(Reason.CHOICE_COUNT)
    _check_words([answer.wording for answer in question.answers], most=MAX_ROW)


def _check_words(wordings: Sequence[Wording], *, most: int = MAX_TEXT) -> None:
    texts = [one.text for one in wordings]
    if not all(texts):
        raise LeftOutError(Reason.EMPTY_CHOICE)
    if any(len(text) > most for text in texts):
        raise LeftOutError(Reason.LONG_ANSWER)
    if max(Counter(map(exact_key, texts)).values(), default=0) > 1:
        raise LeftOutError(Reason.SAME_CHOICES)


def to_number(text: str) -> float:
    """Return a number written with digits, at most one dot, and perhaps an exponent.

    Raises:
        LeftOutError: it is none, or not a finite one.
    """
    try:
        number = float(text)
    except ValueError as error:
        raise LeftOutError(Reason.NUMBER_RANGE) from error
    if not isfinite(number):
        raise LeftOutError(Reason.NUMBER_RANGE)
    return number


_CHECKS: dict[ItemKind, Callable[[Question], None]] = {
    ItemKind.CHOICE: _check_choices,
    ItemKind.MULTIPLE: _check_choices,
    ItemKind.TRUE_FALSE: _check_right,
    ItemKind.PICTURE_CHOICE: _check_pictures,
    ItemKind.HOTSPOT: _check_areas,
    ItemKind.ORDER: _check_choices,
    ItemKind.MATCH: _check_pairs,
    ItemKind.CATEGORIZE: _check_groups,
    ItemKind.NUMBER: _check_number,
    ItemKind.TEXT: _check_typed,
}
