"""What can be done on a screen."""

from collections.abc import Iterable
from typing import Any

import msgspec

from courses.simulators.model import Screen
from courses.simulators.parts import (
    ActionsPart,
    CallPart,
    CardsPart,
    ChoicesPart,
    FormPart,
    GridPart,
    KeyboardPart,
    ListPart,
    MapPart,
    NumberPart,
    Part,
    PhotosPart,
    PinPart,
    ProductsPart,
    ScannerPart,
)

_NOTHING: frozenset[str] = frozenset()


class Targets(msgspec.Struct, frozen=True):
    """What can be done on one screen."""

    tap: frozenset[str] = _NOTHING
    choose: frozenset[str] = _NOTHING
    drag: frozenset[str] = _NOTHING
    order: frozenset[str] = _NOTHING
    """Cards to put in order."""
    sort: frozenset[str] = _NOTHING
    """Cards to put into ``groups``."""
    groups: frozenset[str] = _NOTHING
    number_limit: int = 0
    """Numbers below this can be typed; 0 when there is no pad."""
    letters: int = 0
    """Letters the keyboard takes; 0 when there is none."""
    digits: int = 0
    """Digits of the code pad; 0 when there is none."""


_LISTED: dict[type[Part], tuple[str, str]] = {
    GridPart: ("tap", "buttons"),
    ListPart: ("tap", "buttons"),
    ActionsPart: ("tap", "buttons"),
    CallPart: ("tap", "buttons"),
    FormPart: ("tap", "fields"),
    ProductsPart: ("tap", "products"),
    ChoicesPart: ("choose", "buttons"),
    PhotosPart: ("choose", "photos"),
    MapPart: ("choose", "places"),
    ScannerPart: ("drag", "things"),
}
"""The move, and the field that lists its targets."""


def targets_of(part: Part) -> Targets:
    """Return what can be done with one part."""
    if type(part) in _LISTED:
        move, field = _LISTED[type(part)]
        ids = _ids(getattr(part, field))
        return Targets(
            tap=ids if move == "tap" else _NOTHING,
            choose=ids if move == "choose" else _NOTHING,
            drag=ids if move == "drag" else _NOTHING,
        )
    if isinstance(part, CardsPart):
        if part.groups:
            return Targets(sort=_ids(part.cards), groups=_ids(part.groups))
        return Targets(order=_ids(part.cards))
    if isinstance(part, NumberPart):
        return Targets(number_limit=10**part.max_digits)
    if isinstance(part, KeyboardPart):
        return Targets(letters=part.max_letters)
    return Targets(digits=part.digits) if isinstance(part, PinPart) else Targets()


def screen_targets(screen: Screen) -> Targets:
    """Return what can be pressed, chosen, dragged to, placed or typed on a screen."""
    found = [targets_of(part) for part in screen.parts]
    return Targets(
        tap=_NOTHING.union(*(one.tap for one in found)),
        choose=_NOTHING.union(*(one.choose for one in found)),
        drag=_NOTHING.union(*(one.drag for one in found)),
        order=_NOTHING.union(*(one.order for one in found)),
        sort=_NOTHING.union(*(one.sort for one in found)),
        groups=_NOTHING.union(*(one.groups for one in found)),
        number_limit=max(one.number_limit for one in found),
        letters=max(one.letters for one in found),
        digits=max(one.digits for one in found),
    )


def _ids(things: Iterable[Any]) -> frozenset[str]:
    return frozenset(one.id for one in things)
