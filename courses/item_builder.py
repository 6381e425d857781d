"""Turns an item as written into an item as asked and graded."""

import hashlib
from decimal import Decimal

import msgspec

from courses.addressing import say
from courses.item_schema import (
    AreaSource,
    CategorizeItemSource,
    ChoiceSource,
    HotspotItemSource,
    ItemSource,
    MatchItemSource,
    NumberItemSource,
    OrderItemSource,
    PictureChoiceSource,
    PictureSource,
    TextItemSource,
    TrueFalseItemSource,
)
from courses.model import (
    Area,
    Choice,
    Item,
    ItemKind,
    NearNumber,
    NearText,
    NumberKey,
    Picture,
    TextKey,
)

TRUE_ID = "true"
FALSE_ID = "false"
TRUE_TEXT = "Đúng"
FALSE_TEXT = "Không đúng"
ACCENTS_TEXT = "Đúng chữ rồi, {bác} gõ thêm dấu nhé."
JOINT = "="
"""Stands between a choice and its target."""


class _Parts(msgspec.Struct, frozen=True):
    """What differs from kind to kind."""

    choices: tuple[Choice, ...]
    key: tuple[str, ...]
    targets: tuple[Choice, ...] = ()
    number: NumberKey | None = None
    text: TextKey | None = None


def build_item(source: ItemSource) -> Item:
    """Return an item with ids for its choices."""
    parts = _build_parts(source)
    return Item(
        item_id=source.id,
        kind=ItemKind(str(source.__struct_config__.tag)),
        lesson_id=source.lesson,
        prompt=source.prompt,
        choices=parts.choices,
        key=parts.key,
        explanation=source.explanation,
        picture=_build_picture(source.picture),
        targets=parts.targets,
        number=parts.number,
        text=parts.text,
    )


def choice_id(item_id: str, text: str) -> str:
    """Return an id that depends on the words only, so that it tells nothing about the key."""
    return hashlib.sha256(f"{item_id}\x1f{say(text)}".encode()).hexdigest()[:8]


def target_id(item_id: str, text: str) -> str:
    """Return the id of a target: another one than a choice with the same words has."""
    return choice_id(item_id, f"\x1f{text}")


def _build_parts(source: ItemSource) -> _Parts:  # noqa: PLR0911 - one line a kind
    match source:
        case TrueFalseItemSource():
            return _true_false(source)
        case HotspotItemSource():
            return _hotspot(source)
        case OrderItemSource():
            return _order(source)
        case MatchItemSource():
            return _match(source)
        case CategorizeItemSource():
            return _categorize(source)
        case NumberItemSource():
            return _number(source)
        case TextItemSource():
            return _text(source)
        case _:
            return _picks(source.id, source.choices)


def _true_false(source: TrueFalseItemSource) -> _Parts:
    choices = (
        Choice(TRUE_ID, TRUE_TEXT, feedback=source.why_true, is_fixed=True),
        Choice(FALSE_ID, FALSE_TEXT, feedback=source.why_false, is_fixed=True),
    )
    return _Parts(choices, (TRUE_ID if source.answer else FALSE_ID,))


def _picks(item_id: str, written: tuple[ChoiceSource | PictureChoiceSource, ...]) -> _Parts:
    choices = tuple(
        Choice(
            choice_id=choice_id(item_id, one.text),
            text=one.text,
            picture=_build_picture(one.picture),
            feedback=one.why,
            is_fixed=one.fixed,
        )
        for one in written
    )
    return _Parts(choices, tuple(choice_id(item_id, one.text) for one in written if one.right))


def _hotspot(source: HotspotItemSource) -> _Parts:
    choices = tuple(
        Choice(choice_id(source.id, one.text), one.text, feedback=one.why, area=_build_area(one))
        for one in source.areas
    )
    right = tuple(choice_id(source.id, one.text) for one in source.areas if one.right)
    return _Parts(choices, right)


def _build_area(source: AreaSource) -> Area:
    if source.rectangle is not None:
        left, top, width, height = source.rectangle
        return Area(left + width / 2, top + height / 2, width, height)
    across, down, radius = source.circle or (0.0, 0.0, 0.0)
    return Area(across, down, 2 * radius, None)


def _order(source: OrderItemSource) -> _Parts:
    steps = tuple(Choice(choice_id(source.id, text), text) for text in source.steps)
    return _Parts(steps, tuple(step.choice_id for step in steps))


def _match(source: MatchItemSource) -> _Parts:
    item_id = source.id
    lefts = tuple(
        Choice(choice_id(item_id, one.left), one.left, feedback=one.why) for one in source.pairs
    )
    rights = [Choice(target_id(item_id, one.right), one.right) for one in source.pairs]
    key = tuple(
        f"{left.choice_id}{JOINT}{right.choice_id}"
        for left, right in zip(lefts, rights, strict=True)
    )
    rights.extend(
        Choice(target_id(item_id, one.text), one.text, feedback=one.why) for one in source.extra
    )
    return _Parts(lefts, key, targets=tuple(rights))


def _categorize(source: CategorizeItemSource) -> _Parts:
    item_id = source.id
    things = tuple(
        Choice(choice_id(item_id, one.text), one.text, feedback=one.why) for one in source.things
    )
    groups = tuple(Choice(target_id(item_id, text), text, is_fixed=True) for text in source.groups)
    key = tuple(
        f"{choice_id(item_id, one.text)}{JOINT}{target_id(item_id, one.group)}"
        for one in source.things
    )
    return _Parts(things, key, targets=groups)


def _number(source: NumberItemSource) -> _Parts:
    units = {source.unit: 1.0, **source.units}
    number = NumberKey(
        answer=source.answer,
        tolerance=max(source.tolerance, source.answer * source.tolerance_percent / 100),
        factors=tuple(units.values()),
        near=tuple(NearNumber(one.number, one.worth, one.why) for one in source.near),
    )
    targets = tuple(Choice(target_id(source.id, unit), unit, is_fixed=True) for unit in units)
    written = f"{Decimal(str(source.answer)).normalize():f}".replace(".", ",")
    return _Parts((), (written,), targets=targets, number=number)


def _text(source: TextItemSource) -> _Parts:
    near = tuple(NearText(one.text, one.worth, one.why) for one in source.near)
    said = "" if source.unaccented == 1 else ACCENTS_TEXT
    text = TextKey(source.answers, source.unaccented, said, near)
    return _Parts((), source.answers[:1], text=text)


def _build_picture(source: PictureSource | None) -> Picture | None:
    return Picture(source.file, source.alt) if source else None
