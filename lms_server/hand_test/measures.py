"""What the page of each game measured; anything else is refused.

The page sends times and counts. What was typed never leaves it.
"""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from common.canonical import canonical_json
from lms_server.hand_test.errors import BadMeasureError

Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=3_600_000)]
Times = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Offset = Annotated[int, msgspec.Meta(ge=-4000, le=4000)]
Way = Literal["mouse", "touch", "pen", "keyboard"]


class Game(StrEnum):
    """The games, in the order they are played."""

    CLICK = "click"
    DRAG = "drag"
    NAME = "name"
    READ = "read"
    HEAR = "hear"


class _Measure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one page sends."""


class Aim(_Measure, frozen=True, kw_only=True):
    """One target until it was hit."""

    size: Literal[112, 84, 56]
    """Width and height, CSS pixels."""
    ms: Milliseconds
    """From its appearing to the hit."""
    misses: Times
    """Presses beside it."""
    x: Offset = 0
    y: Offset = 0
    """First press, measured from the centre; 0 with a keyboard, which cannot miss."""
    way: Way


class Click(_Measure, frozen=True, kw_only=True):
    """Press targets of three sizes."""

    aims: Annotated[list[Aim], msgspec.Meta(min_length=1, max_length=12)]


class Carry(_Measure, frozen=True, kw_only=True):
    """One thing until it lay in the basket."""

    by: Literal["drag", "taps", "keys"]
    """How it got there in the end."""
    ms: Milliseconds
    lost: Times
    """How often it was let go beside the basket."""


class Drag(_Measure, frozen=True, kw_only=True):
    """Bring things into a basket."""

    carried: Annotated[list[Carry], msgspec.Meta(min_length=1, max_length=4)]


class Name(_Measure, frozen=True, kw_only=True):
    """Type one's own name with its marks."""

    is_done: bool
    ms: Milliseconds
    by: Literal["screen", "keys", "both", "none"]
    """Which keyboard the letters came from."""


class Read(_Measure, frozen=True, kw_only=True):
    """Name the smallest line that is easy to read."""

    size: Literal[40, 32, 27, 22, 0]
    """Letters, CSS pixels; 0 when no line was."""


class Heard(_Measure, frozen=True, kw_only=True):
    """One sentence and the picture that was chosen."""

    pace: Literal["normal", "slow"]
    is_right: bool
    again: Times
    """How often it was asked for again."""
    ms: Milliseconds


class Hear(_Measure, frozen=True, kw_only=True):
    """Choose the picture that was named."""

    has_sound: bool
    """Whether the machine said anything at all."""
    rounds: Annotated[list[Heard], msgspec.Meta(max_length=6)]


Measure = Click | Drag | Name | Read | Hear
_TYPES: dict[Game, type[Measure]] = {
    Game.CLICK: Click,
    Game.DRAG: Drag,
    Game.NAME: Name,
    Game.READ: Read,
    Game.HEAR: Hear,
}


def parse_measure(game: Game, body: bytes) -> Measure:
    """Return what a page measured.

    Raises:
        BadMeasureError: ``body`` is not what the page of ``game`` sends.
    """
    try:
        return msgspec.json.decode(body, type=_TYPES[game])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMeasureError from error


def pack_measure(measure: Measure) -> bytes:
    """Return the bytes a measure is kept as; :func:`parse_measure` reads them."""
    return canonical_json(msgspec.to_builtins(measure))
