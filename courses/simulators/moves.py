"""Reads an event as a move on the screen of a step: which one, and whether it is right.

The twin for the page is ``player/moves.js``.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from courses.errors import ImpossibleTraceError
from courses.simulators.model import Simulator, Step
from courses.simulators.targets import Targets
from courses.simulators.words import bare, fold, plain_code


class Move(msgspec.Struct, frozen=True):
    """What a learner did."""

    is_right: bool
    names: tuple[str, ...] = ()
    """Under which the author may speak of it in ``wrong`` and ``falls``, nearest first."""
    places: str = ""
    """The card that got its place."""
    otherwise: str = ""
    """Words for it when the author has none; the step's ``otherwise`` when empty."""


class Scene(msgspec.Struct, frozen=True):
    """All that decides what an event means."""

    simulator: Simulator
    step: Step
    targets: Targets
    placed: tuple[str, ...]
    """Cards that have their place already."""


def read_move(scene: Scene, event: Mapping[str, Any]) -> Move:
    """Return the move that an event is, whose fields are checked.

    Raises:
        ImpossibleTraceError: nobody could have made this event on this screen.
    """
    return _READERS[event["type"]](scene, event)


def check_fields(event: Mapping[str, Any]) -> None:
    """Let no event through that is of no kind, or carries more than its kind: no hidden words.

    Raises:
        ImpossibleTraceError: it does.
    """
    kind = event.get("type")
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise ImpossibleTraceError(reason="unknown_event")
    if not _FIELDS[kind].issuperset(event):
        raise ImpossibleTraceError(reason="malformed")


def _read_press(scene: Scene, event: Mapping[str, Any]) -> Move:
    """A tap on a thing under the scanner is as good as a drag."""
    kind, target = event["type"], _target(event, "target")
    if kind == "tap" and target in scene.targets.drag:
        kind = "drag"
    _require(target, getattr(scene.targets, kind))
    return Move(is_right=getattr(scene.step.expect, kind) == target, names=(target,))


def _read_number(scene: Scene, event: Mapping[str, Any]) -> Move:
    limit, value = scene.targets.number_limit, event.get("value")
    if limit == 0:
        raise ImpossibleTraceError(reason="unknown_target")
    _require_count(value, 0, limit - 1)
    return Move(is_right=scene.step.expect.number == value, names=(str(value),))


def _read_text(scene: Scene, event: Mapping[str, Any]) -> Move:
    """Free text never arrives: a text is one the author knows, or "something else"."""
    _require_keyboard(scene)
    if event.get("value") is None:
        return Move(is_right=False)
    text = _target(event, "value")
    expect, folded = scene.step.expect, fold(text)
    if len(text) > scene.targets.letters or expect.type is None:
        raise ImpossibleTraceError(reason="bad_value")
    if folded in [fold(one) for one in (expect.type, *expect.accept)]:
        return Move(is_right=True)
    names = tuple(one for one in scene.step.wrong if fold(one) == folded)
    is_near = bare(text) == bare(expect.type)
    if not names and not is_near:
        raise ImpossibleTraceError(reason="bad_value")
    return Move(is_right=False, names=names, otherwise=scene.step.no_tones if is_near else "")


def _read_own_words(scene: Scene, event: Mapping[str, Any]) -> Move:
    _require_keyboard(scene)
    letters = _require_count(event.get("letters"), 1, scene.targets.letters)
    toned = _require_count(event.get("toned"), 0, letters)
    wanted = scene.step.expect.own_words
    if wanted is None:
        return Move(is_right=False)
    if letters < wanted.min_letters:
        return Move(is_right=False, names=("too_short",))
    return Move(is_right=toned >= wanted.min_toned, otherwise=scene.step.no_tones)


def _read_code(scene: Scene, event: Mapping[str, Any]) -> Move:
    """Only declared codes arrive: a learner's own code is never noted."""
    targets, expect = scene.targets, scene.step.expect
    if not targets.letters and not targets.digits:
        raise ImpossibleTraceError(reason="unknown_target")
    if event.get("value") is None:
        return Move(is_right=False)
    text = _target(event, "value")
    code = plain_code(text)
    names = tuple(one for one in scene.simulator.codes if plain_code(one) == code)
    is_on_pad = code.isdigit() and len(text) == targets.digits
    if not names or not (is_on_pad or len(text) <= targets.letters):
        raise ImpossibleTraceError(reason="bad_value")
    wanted = expect.code if expect.code is not None else expect.record
    return Move(is_right=wanted is not None and plain_code(wanted) == code, names=names)


def _read_order(scene: Scene, event: Mapping[str, Any]) -> Move:
    card = _target(event, "target")
    _require(card, scene.targets.order - set(scene.placed))
    wanted = scene.step.expect.order
    is_next = wanted is not None and wanted[len(scene.placed) :][:1] == (card,)
    return Move(is_right=is_next, names=(card,), places=card)


def _read_sort(scene: Scene, event: Mapping[str, Any]) -> Move:
    card, group = _target(event, "target"), _target(event, "group")
    _require(card, scene.targets.sort - set(scene.placed))
    _require(group, scene.targets.groups)
    wanted = scene.step.expect.sort
    is_there = wanted is not None and wanted.get(card) == group
    return Move(is_right=is_there, names=(f"{card}/{group}", card), places=card)


def _target(event: Mapping[str, Any], key: str) -> str:
    found = event.get(key)
    if not isinstance(found, str):
        raise ImpossibleTraceError(reason="malformed")
    return found


def _require(target: str, known: Collection[str]) -> None:
    if target not in known:
        raise ImpossibleTraceError(reason="unknown_target")


def _require_keyboard(scene: Scene) -> None:
    if not scene.targets.letters:
        raise ImpossibleTraceError(reason="unknown_target")


def _require_count(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ImpossibleTraceError(reason="bad_value")
    return value


_READERS: dict[str, Callable[[Scene, Mapping[str, Any]], Move]] = {
    "tap": _read_press,
    "choose": _read_press,
    "drag": _read_press,
    "number": _read_number,
    "text": _read_text,
    "own_words": _read_own_words,
    "code": _read_code,
    "order": _read_order,
    "sort": _read_sort,
}
_FIELDS: dict[str, frozenset[str]] = {
    kind: frozenset({"type", "t", *fields})
    for kind, fields in {
        "tap": ("target",),
        "choose": ("target",),
        "drag": ("target",),
        "number": ("value",),
        "text": ("value",),
        "own_words": ("letters", "toned"),
        "code": ("value",),
        "order": ("target",),
        "sort": ("target", "group"),
        "hint": (),
    }.items()
}
