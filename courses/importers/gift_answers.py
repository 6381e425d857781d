"""What stands between the braces of a GIFT question."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from courses.importers.bank import best_only, pick_kind
from courses.importers.plain_text import Wording
from courses.importers.questions import (
    FULL,
    NOTHING,
    Amount,
    Answer,
    LeftOutError,
    Pair,
    Question,
)
from courses.importers.reasons import Reason
from courses.importers.typed import make_typed
from courses.model import ItemKind

_TRUTH = re.compile(r"(TRUE|T|FALSE|F)\s*(?=#|$)", re.IGNORECASE)
_MARKED = re.compile(r"([=~])([^=~]*)")
_SHARE = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)%")
_MOST_MARKS = 200
_ARROW = "->"
_RANGE = ".."

Word = Callable[[str], Wording]
"""Turns a text of the question, escapes hidden, into plain words."""


def read_answers(question: Question, text: str, *, unit: str, word: Word) -> Question:
    """Return the question with its kind and answers.

    Args:
        question: everything but its answers.
        text: what stands between the braces, without the general feedback.
        unit: what stands behind a number.
        word: turns a text into plain words.

    Raises:
        LeftOutError: it is of a kind that cannot be taken, or broken.
    """
    if not text:
        raise LeftOutError(Reason.ESSAY)
    if text.startswith("#"):
        return _number(question, text[1:].strip(), unit, word)
    truth = _TRUTH.match(text)
    if truth:
        return _true_false(question, text, word)
    marks = _read_marks(text)
    if not marks or text[0] not in "=~":
        raise LeftOutError(Reason.BROKEN)
    if all(mark == "=" for mark, _ in marks):
        if any(_ARROW in body for _, body in marks):
            return _match(question, [body for _, body in marks], word)
        typed = replace(question, kind=ItemKind.TEXT)
        return make_typed(typed, list(_weighted(marks, word)))
    answers = tuple(_weighted(marks, word))
    has_full = any(mark == "=" for mark, _ in marks)
    return replace(
        question,
        kind=pick_kind(answers, one_only=has_full),
        answers=best_only(answers) if has_full else answers,
    )


def _read_marks(text: str) -> list[tuple[str, str]]:
    """Return the answers, each with its mark; of a question of thousands none is read."""
    if text.count("=") + text.count("~") > _MOST_MARKS:
        raise LeftOutError(Reason.CHOICE_COUNT)
    return _MARKED.findall(text)


def _true_false(question: Question, text: str, word: Word) -> Question:
    """Read ``T#words to a wrong answer#words to a right answer``."""
    truth, *feedback = text.split("#")
    if len(feedback) > 2:  # noqa: PLR2004 - one for wrong, one for right
        raise LeftOutError(Reason.BROKEN)
    to_wrong, to_right = (word(one) for one in [*feedback, "", ""][:2])
    is_true = truth.strip().upper().startswith("T")
    yes = Answer(NOTHING, 100 if is_true else 0, to_right if is_true else to_wrong)
    no = Answer(NOTHING, 0 if is_true else 100, to_wrong if is_true else to_right)
    return replace(question, kind=ItemKind.TRUE_FALSE, answers=(yes, no))


def _weighted(marks: list[tuple[str, str]], word: Word) -> Iterator[Answer]:
    for mark, body in marks:
        share = _SHARE.match(body)
        words, _, feedback = (body[share.end() :] if share else body).partition("#")
        yield Answer(
            wording=word(words),
            share=float(share[1]) if share else (100.0 if mark == "=" else 0.0),
            feedback=word(feedback),
        )


def _match(question: Question, bodies: list[str], word: Word) -> Question:
    """Read ``left -> right`` pairs; a right one without a left one belongs to nothing."""
    pairs = []
    for body in bodies:
        left, arrow, right = body.partition(_ARROW)
        if not arrow:
            raise LeftOutError(Reason.BROKEN)
        words, _, feedback = right.partition("#")
        pairs.append(Pair(word(left), word(words), word(feedback)))
    return match_or_sort(question, tuple(pairs))


def match_or_sort(question: Question, pairs: tuple[Pair, ...]) -> Question:
    """Return a ``MATCH``, or a ``CATEGORIZE`` where several things share a right side."""
    rights = [pair.right.text for pair in pairs if pair.left.text]
    if len(set(rights)) == len(rights):
        return replace(question, kind=ItemKind.MATCH, pairs=pairs)
    groups = {pair.right.text: pair.right for pair in pairs}
    things = tuple(pair for pair in pairs if pair.left.text)
    return replace(question, kind=ItemKind.CATEGORIZE, pairs=things, groups=tuple(groups.values()))


def _number(question: Question, text: str, unit: str, word: Word) -> Question:
    if not text:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    marks = _read_marks(text) if text[0] in "=~" else [("=", text)]
    answers, amount, lost = [], Amount(unit=unit), list[Reason]()
    for one in _weighted(marks, word):
        middle, tolerance = _read_span(one.wording.text)
        if one.share >= FULL:
            amount = replace(amount, tolerance=float(tolerance))
        elif tolerance:
            lost.append(Reason.LOST_PARTIAL_CREDIT)
        answers.append(replace(one, wording=Wording(middle)))
    typed = replace(question, kind=ItemKind.NUMBER, amount=amount, lost=tuple(lost))
    return make_typed(typed, answers)


def _read_span(text: str) -> tuple[str, Decimal]:
    """Read ``5``, ``5:0.1`` or ``4..6`` into a number and how far one may be away."""
    if text in ("", "*"):
        return "*", Decimal(0)
    if _RANGE in text:
        low, _, high = text.partition(_RANGE)
        least, most = sorted((_decimal(low), _decimal(high)))
        return f"{(least + most) / 2:f}", (most - least) / 2
    number, _, tolerance = text.partition(":")
    return f"{_decimal(number):f}", abs(_decimal(tolerance or "0"))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise LeftOutError(Reason.NUMBER_RANGE) from error
    # An exponent would write out as many digits as somebody likes.
    if not number.is_finite() or abs(number.adjusted()) > 20:  # noqa: PLR2004
        raise LeftOutError(Reason.NUMBER_RANGE)
    return number
