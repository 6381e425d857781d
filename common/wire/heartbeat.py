"""What a kiosk tells the bus server every few seconds, and what it hears back.

A newer kiosk may send more, an older one less: what is unknown is ignored, and what came after
the first release has a default. Nothing in here says who sits at the kiosk.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from common.wire.staff_pin import KeptPin

PATH = "/api/v1/heartbeat"
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
_LEARN = "learn"
_KIOSK = "_kiosk"


class Page(StrEnum):
    """Which kind of page is on the screen; no address, so nobody's name or answer."""

    KIOSK = "kiosk"
    """One of the kiosk's own, such as the bus's name after pairing."""
    DOOR = "door"
    HANDS = "hands"
    PATH = "path"
    LESSON = "lesson"
    TASK = "task"
    QUIZ = "quiz"
    RESULT = "result"
    EXTRA = "extra"
    OTHER = "other"


_PAGES = {
    "": Page.DOOR,
    "who": Page.DOOR,
    "card": Page.DOOR,
    "pin": Page.DOOR,
    "over": Page.DOOR,
    "hands": Page.HANDS,
    "course": Page.PATH,
    "deeds": Page.PATH,
    "lesson": Page.LESSON,
    "words": Page.LESSON,
    "task": Page.TASK,
    "quiz": Page.QUIZ,
    "result": Page.RESULT,
    "take-home": Page.RESULT,
    "extras": Page.EXTRA,
}
"""First word of an address below ``/learn/``."""


def page_at(path: str) -> Page:
    """Return the kind of page behind an address; nothing else of the address is kept."""
    _, area, word, *_rest = f"{path}//".split("/")
    if area == _KIOSK:
        return Page.KIOSK
    return _PAGES.get(word, Page.OTHER) if area in {"", _LEARN} else Page.OTHER


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one kiosk."""

    version: Word
    queue_length: Count
    """Messages not yet acknowledged by the server."""
    set_aside: Count
    """Messages the server refused; the trainer looks at them."""
    clock_at: str
    """The kiosk's clock, wire form."""
    state: Word = ""
    """Name of the kiosk's screen, such as ``learning``; a word unknown here is not shown."""
    page: Word = ""
    """One of :class:`Page`; a word unknown here is shown as another page."""
    idle_s: Count | None = None
    """Seconds since somebody did anything; None when nobody has since the start."""
    battery_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    """None without a battery."""
    is_charging: bool | None = None
    """Whether the mains cable is in; None when the laptop does not know."""
    clock_ahead_ms: Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | None = None
    """The kiosk's clock minus the bus's, measured at the last answer; None before that."""


class HeartbeatAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the bus answers."""

    device_name: str = ""
    """What the trainer calls this kiosk."""
    bus_name: str = ""
    now: str = ""
    """The bus's clock, wire form; empty from an older bus."""
    staff_pin: KeptPin = ""
    """What to keep of the PIN by which staff leave the kiosk; empty: nothing new."""
