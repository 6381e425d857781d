"""The parts that pretend screens are built from."""

from typing import Annotated

import msgspec

from courses.simulators.things import (
    Button,
    Card,
    CartRow,
    Dong,
    Fact,
    Fault,
    Field,
    Media,
    Message,
    OptionalMedia,
    Photo,
    Place,
    Product,
    Sighted,
    Text,
    Tone,
    Writes,
)

MAX_DIGITS = 8
"""Of a number a learner types: an amount fits, a card or account number does not."""
MAX_LETTERS = 60
"""Of a text a learner types."""

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


class PinPart(_Part, frozen=True, tag="pin"):
    """A pad for a code of so many digits; zeros in front count."""

    label: Text
    digits: Annotated[int, msgspec.Meta(ge=4, le=12)] = 6
    is_hidden: bool = False
    """Dots instead of digits."""


class KeyboardPart(_Part, frozen=True, tag="keyboard"):
    """A line to write in, and a keyboard below it."""

    label: Text
    writes: Writes = Writes.WORDS
    max_letters: Annotated[int, msgspec.Meta(ge=1, le=MAX_LETTERS)] = 40


class FormPart(_Part, frozen=True, tag="form"):
    """Lines to fill in; each can be pressed."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1, max_length=6)]


class CardsPart(_Part, frozen=True, tag="cards"):
    """Things to put in order; with ``groups``, things to sort into these."""

    cards: Annotated[tuple[Card, ...], msgspec.Meta(min_length=2, max_length=12)]
    groups: Annotated[tuple[Button, ...], msgspec.Meta(max_length=4)] = ()


class PhotosPart(_Part, frozen=True, tag="photos"):
    """Photographs, of which one is chosen."""

    photos: Annotated[tuple[Photo, ...], msgspec.Meta(min_length=2, max_length=4)]


class CapturePart(_Part, frozen=True, tag="capture"):
    """A pretend camera over a paper; buttons of another part straighten it and press."""

    picture: Media
    alt: Text
    fault: Fault = Fault.NONE


class MapPart(_Part, frozen=True, tag="map"):
    """A drawn map with places, of which one is chosen."""

    places: Annotated[tuple[Place, ...], msgspec.Meta(min_length=2, max_length=6)]
    picture: OptionalMedia = ""
    """A map of the package; a plain one when absent."""


class ChatPart(_Part, frozen=True, tag="chat"):
    """Messages of two sides."""

    who: Text
    messages: Annotated[tuple[Message, ...], msgspec.Meta(min_length=1, max_length=5)]


class CallPart(_Part, frozen=True, tag="call"):
    """Somebody calls, or is being talked to."""

    who: Text
    buttons: Annotated[tuple[Button, ...], msgspec.Meta(min_length=1, max_length=3)]
    detail: str = ""
    """Below the name, such as "Số lạ đang gọi"."""
    is_video: bool = False
    picture: OptionalMedia = ""


class ProductsPart(_Part, frozen=True, tag="products"):
    """Things for sale; each can be pressed. One alone is drawn large."""

    products: Annotated[tuple[Product, ...], msgspec.Meta(min_length=1, max_length=3)]


class CartPart(_Part, frozen=True, tag="cart"):
    """What is bought, how many, and what it costs together."""

    rows: Annotated[tuple[CartRow, ...], msgspec.Meta(min_length=1, max_length=4)]
    delivery: Dong = 0


class ProgressPart(_Part, frozen=True, tag="progress"):
    """The steps of a procedure; the current one is marked."""

    steps: Annotated[tuple[Text, ...], msgspec.Meta(min_length=2, max_length=6)]
    current: Annotated[int, msgspec.Meta(ge=1, le=6)]
    """Counted from 1."""


class PhoneMessagePart(_Part, frozen=True, tag="phone_message"):
    """A message on the practice phone that lies beside the screen."""

    who: Text
    text: Text


class CoachPart(_Part, frozen=True, tag="coach"):
    """A pretend elder at the machine, whom the learner helps."""

    who: Text
    does: Text
    says: str = ""
    picture: OptionalMedia = ""


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

    picture: Media
    alt: Text


Part = (
    GridPart
    | ListPart
    | ActionsPart
    | ChoicesPart
    | ScannerPart
    | NumberPart
    | PinPart
    | KeyboardPart
    | FormPart
    | CardsPart
    | PhotosPart
    | CapturePart
    | MapPart
    | ChatPart
    | CallPart
    | ProductsPart
    | CartPart
    | ProgressPart
    | PhoneMessagePart
    | CoachPart
    | FactsPart
    | TextPart
    | NotePart
    | BubblePart
    | PicturePart
)


def pictures_of(part: Part) -> list[str]:
    """Return the pictures of the package that a part shows."""
    groups = ("things", "photos", "products", "messages")
    things = [part, *(one for name in groups for one in getattr(part, name, ()))]
    return [one.picture for one in things if getattr(one, "picture", "")]
