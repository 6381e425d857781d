"""Writes a question as an author of a course package would."""

from collections.abc import Callable
from typing import Any

from courses.importers.fitting import MAX_TEXT, to_number
from courses.importers.plain_text import Wording
from courses.importers.questions import FULL, Answer, Pair, Question
from courses.model import ItemKind
from courses.todo_checks import TODO

MAX_NEAR = 6
Raw = dict[str, Any]
DrawPicture = Callable[[Wording], Raw | None]
"""Returns ``{file, alt}`` of the picture in a text; None when there is none."""


def write_item(question: Question, *, item_id: str, lesson_id: str, draw: DrawPicture) -> Raw:
    """Return the item in the shape of the course format; missing words say ``TODO``."""
    raw: Raw = {
        "id": item_id,
        "kind": str(question.kind),
        "lesson": lesson_id,
        "prompt": question.prompt.text,
    }
    picture = draw(question.prompt)
    if picture:
        raw["picture"] = picture
    raw |= _BODIES[question.kind](question, draw)
    raw["explanation"] = cut(question.explanation.text) or TODO
    return raw


def cut(text: str) -> str:
    """Return at most ``MAX_TEXT`` characters, cut between words where there are any."""
    if len(text) <= MAX_TEXT:
        return text
    head = text[: MAX_TEXT - 1]
    return (head.rsplit(" ", 1)[0] or head) + "…"


def near_answers(question: Question) -> list[Answer]:
    """Return the answers of a typed question that are not fully right and can be kept."""
    near = [answer for answer in question.answers if answer.share < FULL]
    return near[:MAX_NEAR]


def _choices(question: Question, draw: DrawPicture) -> Raw:
    return {"choices": [_choice(answer, draw) for answer in question.answers]}


def _choice(answer: Answer, draw: DrawPicture) -> Raw:
    raw: Raw = {"text": answer.wording.text}
    if answer.share > 0:
        raw["right"] = True
    if answer.is_fixed:
        raw["fixed"] = True
    picture = draw(answer.wording)
    if picture:
        raw["picture"] = picture
    return raw | _why(answer.feedback)


def _true_false(question: Question, _: DrawPicture) -> Raw:
    yes, no = question.answers
    return {
        "answer": yes.share > 0,
        "why_true": cut(yes.feedback.text) or TODO,
        "why_false": cut(no.feedback.text) or TODO,
    }


def _areas(question: Question, _: DrawPicture) -> Raw:
    return {"areas": [_area(answer) for answer in question.answers]}


def _area(answer: Answer) -> Raw:
    if answer.area is None:
        raise ValueError("an area without a shape was let through")
    shape = "circle" if answer.area.is_circle else "rectangle"
    raw: Raw = {"text": answer.wording.text, shape: list(answer.area.numbers)}
    if answer.share > 0:
        raw["right"] = True
    return raw | _why(answer.feedback)


def _steps(question: Question, _: DrawPicture) -> Raw:
    return {"steps": [answer.wording.text for answer in question.answers]}


def _pairs(question: Question, _: DrawPicture) -> Raw:
    joined = [one for one in question.pairs if one.left.text]
    extra = [one for one in question.pairs if not one.left.text]
    raw: Raw = {
        "pairs": [
            {"left": one.left.text, "right": one.right.text} | _why(one.feedback) for one in joined
        ]
    }
    if extra:
        raw["extra"] = [{"text": one.right.text} | _why(one.feedback) for one in extra]
    return raw


def _groups(question: Question, _: DrawPicture) -> Raw:
    return {
        "groups": [one.text for one in question.groups],
        "things": [_thing(one) for one in question.pairs],
    }


def _thing(pair: Pair) -> Raw:
    return {"text": pair.left.text, "group": pair.right.text} | _why(pair.feedback)


def _number(question: Question, _: DrawPicture) -> Raw:
    right = next(answer for answer in question.answers if answer.share >= FULL)
    amount = question.amount
    raw: Raw = {"answer": _plain(to_number(right.wording.text)), "unit": amount.unit or TODO}
    if amount.units:
        raw["units"] = {name: _plain(factor) for name, factor in amount.units}
    if amount.tolerance:
        raw["tolerance"] = _plain(amount.tolerance)
    if amount.tolerance_percent:
        raw["tolerance_percent"] = _plain(amount.tolerance_percent)
    return raw | _near(question, lambda answer: {"number": _plain(to_number(answer.wording.text))})


def _typed(question: Question, _: DrawPicture) -> Raw:
    right = [answer for answer in question.answers if answer.share >= FULL]
    raw: Raw = {"answers": [answer.wording.text for answer in right]}
    if question.unaccented is not None:
        raw["unaccented"] = _plain(question.unaccented)
    return raw | _near(question, lambda answer: {"text": answer.wording.text})


def _near(question: Question, name: Callable[[Answer], Raw]) -> Raw:
    rows = []
    for answer in near_answers(question):
        raw = name(answer)
        if answer.share > 0:
            raw["worth"] = _plain(round(answer.share / 100, 4))
        rows.append(raw | _why(answer.feedback))
    return {"near": rows} if rows else {}


def _why(feedback: Wording) -> Raw:
    return {"why": cut(feedback.text)} if feedback.text else {}


def _plain(number: float) -> float | int:
    """Return a whole number without its ``.0``."""
    return int(number) if number == int(number) else number


_BODIES: dict[ItemKind, Callable[[Question, DrawPicture], Raw]] = {
    ItemKind.CHOICE: _choices,
    ItemKind.MULTIPLE: _choices,
    ItemKind.PICTURE_CHOICE: _choices,
    ItemKind.TRUE_FALSE: _true_false,
    ItemKind.HOTSPOT: _areas,
    ItemKind.ORDER: _steps,
    ItemKind.MATCH: _pairs,
    ItemKind.CATEGORIZE: _groups,
    ItemKind.NUMBER: _number,
    ItemKind.TEXT: _typed,
}
