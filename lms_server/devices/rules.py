"""Pure decisions about codes and signs of life."""

import itertools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from common.release import VERSION
from common.text import vietnamese_sort_key
from common.wire.pairing import CODE_DIGITS

LONGEST_NAME = 60
LONGEST_SEAT = 12
CODE_LIFE = timedelta(minutes=10)
SILENT_AFTER = timedelta(seconds=20)
"""A kiosk speaks every five seconds; this much silence means it is away."""
BROWSER_SILENT_AFTER = timedelta(minutes=3)
"""A browser is heard with every page, and once a minute while somebody reads."""
FORGOTTEN_AFTER = timedelta(hours=3)
"""After this nobody sits there any more: sessions of learners end as well."""
QUIET_AFTER_S = 300
CLOCK_TOLERANCE_S = 120
BATTERY_LOW = 20
"""Percent; a quarter of an hour or more of learning."""
BATTERY_EMPTY = 8
"""Percent; the laptop may go out in the middle of a sentence."""
DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
"""Vietnamese also in the English pages: the trainer reads them out to Vietnamese people."""


class Concern(StrEnum):
    """Something about a device that a person can mend; the most urgent stands first."""

    AWAY = "away"
    """Not heard of, and somebody learns there or answers wait there."""
    REFUSED = "refused"
    """The server refused messages."""
    BATTERY_EMPTY = "battery_empty"
    BATTERY_LOW = "battery_low"
    QUIET = "quiet"
    """Somebody sits there and has not done anything for a while."""
    CLOCK = "clock"
    OLD = "old"
    """Its program is older than the bus's."""


URGENT = frozenset({Concern.AWAY, Concern.REFUSED, Concern.BATTERY_EMPTY})
"""A lesson or an answer is lost when nobody goes there now."""


@dataclass(frozen=True)
class Condition:
    """How a device does, as far as it told."""

    last_seen_at: datetime
    silent_after: timedelta
    queue_length: int = 0
    set_aside: int = 0
    clock_ahead_s: int = 0
    version: str = ""
    idle_s: int | None = None
    battery_percent: int | None = None
    is_charging: bool | None = None
    is_taken: bool = False
    """Somebody sits there."""

    def is_here(self, now: datetime) -> bool:
        """Tell whether the device was heard of lately."""
        return now - self.last_seen_at < self.silent_after


def new_code(random_below: Callable[[int], int]) -> str:
    """Return six digits; ``random_below(n)`` gives 0..n-1."""
    return f"{random_below(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def clean_code(typed: str) -> str:
    """Return the digits of what a person typed, without spaces and hyphens."""
    return "".join(sign for sign in typed if sign.isascii() and sign.isdigit())[: CODE_DIGITS + 1]


def code_words(code: str) -> str:
    """Return the digits in words, in two groups of three, for reading out."""
    words = [DIGIT_WORDS[int(digit)] for digit in code]
    half = CODE_DIGITS // 2
    return f"{' '.join(words[:half])} – {' '.join(words[half:])}"


def is_clock_wrong(clock_ahead_s: int) -> bool:
    """Tell whether a device's clock is so far off that someone should set it."""
    return abs(clock_ahead_s) > CLOCK_TOLERANCE_S


def silence_allowed(*, is_browser: bool) -> timedelta:
    """Return how long a device may say nothing before it counts as away."""
    return BROWSER_SILENT_AFTER if is_browser else SILENT_AFTER


def concerns(condition: Condition, now: datetime) -> tuple[Concern, ...]:
    """Return what somebody should mend, the most urgent first.

    A device that was switched off is no concern: nobody learns there, nothing waits there.
    What a device told before it fell silent is not repeated.
    """
    if not condition.is_here(now):
        is_missed = condition.is_taken or condition.queue_length > 0
        is_recent = now - condition.last_seen_at < FORGOTTEN_AFTER
        return (Concern.AWAY,) if is_missed and is_recent else ()
    found = {
        Concern.REFUSED: condition.set_aside > 0,
        Concern.QUIET: condition.is_taken and (condition.idle_s or 0) >= QUIET_AFTER_S,
        Concern.CLOCK: is_clock_wrong(condition.clock_ahead_s),
        Concern.OLD: is_older(condition.version, VERSION),
        **_battery(condition),
    }
    return tuple(concern for concern in Concern if found.get(concern))


def is_unaware(last_seen_at: datetime, since: datetime | None) -> bool:
    """Tell whether a kiosk still opens by an older PIN.

    Args:
        last_seen_at: its newest heartbeat; the answer to it tells the PIN.
        since: when the PIN was made; None for the first one, told at pairing.
    """
    return since is not None and last_seen_at < since


def is_older(version: str, than: str) -> bool:
    """Compare two releases such as ``0.10.2``; what is no release is not older."""
    try:
        return _release(version) < _release(than)
    except ValueError:
        return False


def natural_key(words: str) -> list[tuple[int, object]]:
    """Return a key that sorts "Máy 2" before "Máy 10"."""
    parts = re.split(r"([0-9]+)", words)
    return [
        (0, int(part)) if part.isdecimal() else (1, vietnamese_sort_key(part))
        for part in parts
        if part
    ]


def label(name: str, seat: str) -> str:
    """Return what a trainer looks for in the room: ``Máy 7 (A2)``, or the name alone."""
    return f"{name} ({seat})" if seat else name


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return ``wanted``, or with the first number behind it that makes it the only one."""
    used = {name.casefold() for name in taken}
    names = itertools.chain([wanted], (_numbered(wanted, number) for number in itertools.count(2)))
    return next(name for name in names if name.casefold() not in used)


def _battery(condition: Condition) -> dict[Concern, bool]:
    percent = condition.battery_percent
    if percent is None or condition.is_charging:
        return {}
    is_empty = percent <= BATTERY_EMPTY
    return {
        Concern.BATTERY_EMPTY: is_empty,
        Concern.BATTERY_LOW: percent <= BATTERY_LOW and not is_empty,
    }


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _numbered(name: str, number: int) -> str:
    ending = f" {number}"
    return name[: LONGEST_NAME - len(ending)] + ending
