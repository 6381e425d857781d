"""Answers that are typed, as Moodle and QTI write them down."""

from collections.abc import Sequence
from dataclasses import replace

from common.text import search_key
from courses.importers.questions import FULL, Answer, LeftOutError, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind

_ANYTHING = "*"


def make_typed(question: Question, answers: Sequence[Answer]) -> Question:
    """Return a question whose answer is typed, words or a number.

    Args:
        question: everything but its answers.
        answers: right, partly right and wrong ones; a bare ``*`` stands for all others.

    Raises:
        LeftOutError: a ``*`` stands inside an answer.
    """
    kept = [one for one in answers if one.wording.text != _ANYTHING]
    if question.kind is ItemKind.TEXT and any(_ANYTHING in one.wording.text for one in kept):
        raise LeftOutError(Reason.WILDCARD)
    dropped = [one for one in answers if one.wording.text == _ANYTHING]
    lost = [Reason.LOST_FEEDBACK] if any(one.feedback.text for one in dropped) else []
    lost += [Reason.LOST_PARTIAL_CREDIT] if any(one.share > 0 for one in dropped) else []
    made = replace(question, lost=(*question.lost, *lost), answers=tuple(kept))
    made = _with_explanation(made)
    return _with_unaccented(made) if question.kind is ItemKind.TEXT else made


def _with_explanation(question: Question) -> Question:
    """Let what is said to the one right answer be the explanation, if there is no other."""
    right = [one for one in question.answers if one.share >= FULL]
    if question.explanation.text or len(right) != 1 or not right[0].feedback.text:
        return question
    answers = tuple(
        replace(one, feedback=replace(one.feedback, text="")) if one is right[0] else one
        for one in question.answers
    )
    return replace(question, explanation=right[0].feedback, answers=answers)


def _with_unaccented(question: Question) -> Question:
    """Take answers that are right ones without accents as the rule about accents."""
    right = [one.wording.text for one in question.answers if one.share >= FULL]
    keys = {search_key(text) for text in right if has_accents(text)}
    bare = [
        one
        for one in question.answers
        if not has_accents(one.wording.text)
        and search_key(one.wording.text) in keys
        and not one.feedback.text
    ]
    shares = {max(0.0, min(100.0, one.share)) for one in bare}
    if len(shares) != 1:
        return question
    answers = tuple(one for one in question.answers if one not in bare)
    return replace(question, answers=answers, unaccented=round(shares.pop() / 100, 4))


def has_accents(text: str) -> bool:
    """Tell whether a text would be another one without its marks."""
    return search_key(text) != text.casefold()
