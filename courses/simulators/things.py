"""The small things that parts of a pretend screen are made of."""

from enum import StrEnum
from typing import Annotated

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Id = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Media = Annotated[str, msgspec.Meta(pattern=r"^media/[a-z0-9][a-z0-9-]*\.(svg|png|jpg)$")]
OptionalMedia = Annotated[
    str, msgspec.Meta(pattern=r"^(media/[a-z0-9][a-z0-9-]*\.(svg|png|jpg))?$")
]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Dong = Annotated[int, msgspec.Meta(ge=0, le=99_999_999)]
"""Money in đồng."""


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
    CALL = "call"
    HANG_UP = "hang_up"
    VIDEO = "video"
    CAMERA = "camera"
    SEARCH = "search"
    GLOBE = "globe"
    PLACE = "place"
    MOUSE = "mouse"
    WAIT = "wait"
    STAR = "star"
    CART = "cart"
    BOX = "box"
    TRUCK = "truck"
    PRINT = "print"
    DOCUMENT = "document"
    CALENDAR = "calendar"
    HEALTH = "health"
    LOCK = "lock"
    HOME = "home"
    PLUS = "plus"
    EDIT = "edit"
    SEND = "send"
    WARNING = "warning"
    WEATHER = "weather"
    NEWS = "news"
    POWER = "power"


class Look(StrEnum):
    """How strongly an action button calls."""

    MAIN = "main"
    PLAIN = "plain"
    STOP = "stop"
    """Red, such as hanging up."""


class Tone(StrEnum):
    """How a note feels."""

    INFO = "info"
    GOOD = "good"
    CAREFUL = "careful"


class Fault(StrEnum):
    """What is wrong with a photograph; the player draws it from the one good picture."""

    NONE = "none"
    BLURRED = "blurred"
    CROOKED = "crooked"
    DARK = "dark"
    CUT = "cut"


class Writes(StrEnum):
    """What a keyboard is for."""

    WORDS = "words"
    """Vietnamese; Telex composes the tones."""
    ADDRESS = "address"
    """Letters stay as they are, without tones."""
    CODE = "code"
    """Capital letters and digits, without tones."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Button(_Strict, frozen=True):
    """Something to press."""

    id: Id
    text: Text
    detail: str = ""
    icon: Icon = Icon.NONE
    look: Look = Look.PLAIN


class Fact(_Strict, frozen=True):
    """A label and its value."""

    label: Text
    value: Text
    is_strong: bool = False


class Sighted(_Strict, frozen=True):
    """A thing the pretend camera sees."""

    id: Id
    text: Text
    """The words on the sign beside it."""
    picture: Media


class Field(_Strict, frozen=True):
    """One line of a form."""

    id: Id
    label: Text
    value: str = ""
    shows: str = ""
    """Id of an earlier step: what the learner typed there stands here instead of ``value``."""


class Card(_Strict, frozen=True):
    """Something to put in its place."""

    id: Id
    text: Text
    who: str = ""
    """Who wrote it, when it is a message."""
    icon: Icon = Icon.NONE


class Photo(_Strict, frozen=True):
    """A photograph to choose."""

    id: Id
    text: Text
    picture: Media
    fault: Fault = Fault.NONE


class Place(_Strict, frozen=True):
    """A place on a map."""

    id: Id
    text: Text
    x: Percent
    """Of the width, from the left, to the middle of its sign."""
    y: Percent
    """Of the height, from the top."""


class Message(_Strict, frozen=True):
    """One message of a chat."""

    text: Text
    is_mine: bool = False
    """Written by the owner of the phone; drawn on the right."""
    picture: OptionalMedia = ""


class Product(_Strict, frozen=True):
    """Something for sale."""

    id: Id
    name: Text
    price: Text
    """With its unit, such as ``45.000 đ một kg``."""
    detail: str = ""
    """The seller, what buyers say, whether it can be given back."""
    stars: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    """What buyers gave; 0 draws none."""
    picture: OptionalMedia = ""


class CartRow(_Strict, frozen=True):
    """Something in the cart."""

    name: Text
    price: Dong
    """Of one."""
    count: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1
