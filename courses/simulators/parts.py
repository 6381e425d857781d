"""The parts that pretend screens are built from."""

from enum import StrEnum
from typing import Annotated

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_Id = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
_Media = Annotated[str, msgspec.Meta(pattern=r"^media/[a-z0-9][a-z0-9-]*\.(svg|png|jpg)$")]
MAX_DIGITS = 8
"""Of a number a learner types: an amount fits, a card or account number does not."""


class Icon(StrEnum):
    """Pictures the player can draw on a button."""

    NONE = ""
    SCAN = "scan"
    TRANSFER = "transfer"
    WALLET = "wallet"
    PHONE = "phone"
    BILL = "bill"
    LIGHT = "light"
    SCHOOL = "school"
    SHOP = "shop"
    HISTORY = "history"
    BELL = "bell"
    GIFT = "gift"
    HELP = "help"
    PERSON = "person"
    SAVE = "save"
    CHECK = "check"
    STOP = "stop"
    TALK = "talk"
    PICTURE = "picture"


class Look(StrEnum):
    """How strongly an action button calls."""

    MAIN = "main"
    PLAIN = "plain"


class Tone(StrEnum):
    """How a note feels."""

    INFO = "info"
    GOOD = "good"
    CAREFUL = "careful"


class Button(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to press."""

    id: _Id
    text: Text
    detail: str = ""
    icon: Icon = Icon.NONE
    look: Look = Look.PLAIN


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label and its value."""

    label: Text
    value: Text
    is_strong: bool = False


class Sighted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing the pretend camera sees."""

    id: _Id
    text: Text
    """The words on the sign beside it."""
    picture: _Media


_Buttons = Annotated[tuple[Button, ...], msgspec.Meta(min_length=1, max_length=9)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    pass


class GridPart(_Part, frozen=True, tag="grid"):
    """Icons of what an application can do."""

    buttons: _Buttons


class ListPart(_Part, frozen=True, tag="list"):
    """Rows to press."""

    buttons: _Buttons


class ActionsPart(_Part, frozen=True, tag="actions"):
    """Big buttons at the foot of the screen."""

    buttons: _Buttons


class ChoicesPart(_Part, frozen=True, tag="choices"):
    """Answers, of which one is chosen."""

    buttons: _Buttons


class ScannerPart(_Part, frozen=True, tag="scanner"):
    """The camera: a frame to drag onto one of the things it sees, or the thing to tap."""

    things: Annotated[tuple[Sighted, ...], msgspec.Meta(min_length=1, max_length=3)]


class NumberPart(_Part, frozen=True, tag="number"):
    """A number pad."""

    label: Text
    unit: str = ""
    max_digits: Annotated[int, msgspec.Meta(ge=1, le=MAX_DIGITS)] = MAX_DIGITS


class FactsPart(_Part, frozen=True, tag="facts"):
    """Labels with values, such as the payee and the amount."""

    rows: Annotated[tuple[Fact, ...], msgspec.Meta(min_length=1, max_length=6)]


class TextPart(_Part, frozen=True, tag="text"):
    """A sentence on the screen."""

    text: Text


class NotePart(_Part, frozen=True, tag="note"):
    """A coloured box with a sign and words."""

    text: Text
    tone: Tone = Tone.INFO


class BubblePart(_Part, frozen=True, tag="bubble"):
    """What somebody says."""

    who: Text
    text: Text


class PicturePart(_Part, frozen=True, tag="picture"):
    """A picture of the package."""

    picture: _Media
    alt: Text


Part = (
    GridPart
    | ListPart
    | ActionsPart
    | ChoicesPart
    | ScannerPart
    | NumberPart
    | FactsPart
    | TextPart
    | NotePart
    | BubblePart
    | PicturePart
)
