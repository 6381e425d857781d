"""A bank in Moodle's GIFT format, which can carry everything but pictures, order and groups."""

import re
from collections.abc import Callable, Iterator, Sequence

from common.text import search_key
from courses.exporters.base import BankToExport, ExportNote, ExportReport, Loss
from courses.importers.typed import has_accents
from courses.item_schema import (
    CategorizeItemSource,
    ChoiceItemSource,
    ChoiceSource,
    HotspotItemSource,
    ItemSource,
    MatchItemSource,
    MultipleItemSource,
    NumberItemSource,
    OrderItemSource,
    PictureChoiceItemSource,
    TextItemSource,
    TrueFalseItemSource,
)

_SPECIAL = re.compile(r"([~=#{}:\\])")
_LIKE_SHARE = re.compile(r"^%(?=-?[0-9.]+%)")
_ARROW = "->"
_PLAIN = "[plain]"
"""Says that a text holds no markup, which the first word of a text could else seem to say."""


class _LeftOutError(Exception):
    """GIFT has no place for an item."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.loss = loss


def export_gift(bank: BankToExport) -> ExportReport:
    """Return a bank as GIFT; the questions of a lesson stand in a category of its id."""
    taken: list[str] = []
    changed: list[ExportNote] = []
    left_out: list[ExportNote] = []
    blocks = [f"// {bank.course_id}: {bank.title}"]
    lesson = ""
    for item in bank.quiz.items:
        try:
            block = _write(item)
        except _LeftOutError as refusal:
            left_out.append(ExportNote(item.id, refusal.loss))
            continue
        if item.lesson != lesson:
            lesson = item.lesson
            blocks.append(f"$CATEGORY: {bank.course_id}/{lesson}")
        blocks.append(block)
        taken.append(item.id)
        changed.extend(ExportNote(item.id, loss) for loss in _losses(item))
    content = ("\n\n".join(blocks) + "\n").encode()
    return ExportReport(content, tuple(taken), tuple(changed), tuple(left_out))


def _write(item: ItemSource) -> str:
    if item.picture is not None:
        raise _LeftOutError(Loss.PICTURE)
    lines = list(_ANSWERS[type(item)](item))
    tail = ""
    if isinstance(item, NumberItemSource):
        tail = f" {_escape(item.unit)}"
    body = "\n".join(f"  {line}" for line in lines)
    explanation = f"  ####{_escape(item.explanation)}"
    return f"::{item.id}::{_PLAIN}{_escape(item.prompt)} {{\n{body}\n{explanation}\n}}{tail}"


def _escape(text: str) -> str:
    r"""Put a backslash before what GIFT reads as a sign; ``%50%`` only means points in front."""
    escaped = _LIKE_SHARE.sub(r"\\%", _SPECIAL.sub(r"\\\1", text))
    return f"{_PLAIN}{escaped}" if text.startswith("[") else escaped


def _feedback(text: str) -> str:
    return f" #{_escape(text)}" if text else ""


def _choice(item: ChoiceItemSource) -> Iterator[str]:
    for one in _without_pictures(item.choices):
        yield f"{'=' if one.right else '~'}{_escape(one.text)}{_feedback(one.why)}"


def _multiple(item: MultipleItemSource) -> Iterator[str]:
    choices = _without_pictures(item.choices)
    share = 100 / sum(one.right for one in choices)
    for one in choices:
        points = _percent(share if one.right else -share)
        yield f"~%{points}%{_escape(one.text)}{_feedback(one.why)}"


def _without_pictures(choices: Sequence[ChoiceSource]) -> Sequence[ChoiceSource]:
    if any(one.picture for one in choices):
        raise _LeftOutError(Loss.PICTURE)
    return choices


def _truth(item: TrueFalseItemSource) -> Iterator[str]:
    wrong, right = item.why_true, item.why_false
    if item.answer:
        wrong, right = right, wrong
    yield f"{'TRUE' if item.answer else 'FALSE'}{_feedback(wrong)}{_feedback(right)}"


def _match(item: MatchItemSource) -> Iterator[str]:
    pairs = [(pair.left, pair.right) for pair in item.pairs]
    pairs.extend(("", one.text) for one in item.extra)
    for left, right in pairs:
        if _ARROW in left + right:
            raise _LeftOutError(Loss.ARROW)
        yield f"={_escape(left)} {_ARROW} {_escape(right)}"


def _number(item: NumberItemSource) -> Iterator[str]:
    if item.units:
        raise _LeftOutError(Loss.UNITS)
    if item.tolerance_percent:
        raise _LeftOutError(Loss.PERCENT)
    yield f"#=%100%{_plain(item.answer)}:{_plain(item.tolerance)}"
    for near in item.near:
        yield f"=%{_percent(100 * near.worth)}%{_plain(near.number)}:0{_feedback(near.why)}"


def _text(item: TextItemSource) -> Iterator[str]:
    for answer in item.answers:
        yield f"=%100%{_escape(answer)}"
    for key in unaccented_keys(item):
        yield f"=%{_percent(100 * item.unaccented)}%{_escape(key)}"
    for near in item.near:
        yield f"=%{_percent(100 * near.worth)}%{_escape(near.text)}{_feedback(near.why)}"


def unaccented_keys(item: TextItemSource) -> list[str]:
    """Return the right answers without their accents, where that makes a difference."""
    known = {search_key(text) for text in item.answers if not has_accents(text)}
    keys = dict.fromkeys(search_key(text) for text in item.answers if has_accents(text))
    return [key for key in keys if key not in known]


def _percent(share: float) -> str:
    return f"{share:.5f}".rstrip("0").rstrip(".")


def _plain(number: float) -> str:
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _refuse(loss: Loss) -> Callable[[ItemSource], Iterator[str]]:
    def refuse(_: ItemSource) -> Iterator[str]:
        raise _LeftOutError(loss)

    return refuse


def _losses(item: ItemSource) -> Iterator[Loss]:
    if isinstance(item, ChoiceItemSource | MultipleItemSource):
        if any(one.fixed for one in item.choices):
            yield Loss.FIXED
    elif isinstance(item, MatchItemSource):
        whys = [*(pair.why for pair in item.pairs), *(one.why for one in item.extra)]
        yield from [Loss.WHY] if any(whys) else []


_ANSWERS: dict[type, Callable[..., Iterator[str]]] = {
    ChoiceItemSource: _choice,
    MultipleItemSource: _multiple,
    TrueFalseItemSource: _truth,
    MatchItemSource: _match,
    NumberItemSource: _number,
    TextItemSource: _text,
    OrderItemSource: _refuse(Loss.ORDER),
    CategorizeItemSource: _refuse(Loss.CATEGORIZE),
    PictureChoiceItemSource: _refuse(Loss.PICTURE),
    HotspotItemSource: _refuse(Loss.PICTURE),
}
