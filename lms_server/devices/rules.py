"""Pure decisions about codes and signs of life."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from common.wire.pairing import CODE_DIGITS

CODE_LIFE = timedelta(minutes=10)
SILENT_AFTER = timedelta(seconds=20)
"""A kiosk speaks every five seconds; this much silence means it is away."""
BROWSER_SILENT_AFTER = timedelta(minutes=3)
"""A browser is heard with every page, and once a minute while somebody reads."""
CLOCK_TOLERANCE_S = 120
DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
"""Vietnamese also in the English pages: the trainer reads them out to Vietnamese people."""


class Health(StrEnum):
    """How a device looks to the trainer."""

    GOOD = "good"
    WAITING = "waiting"
    """Answers wait on the device."""
    REFUSED = "refused"
    """The server refused messages; someone must look."""
    SILENT = "silent"


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


def health(
    *,
    last_seen_at: datetime,
    queue_length: int,
    set_aside: int,
    now: datetime,
    silent_after: timedelta = SILENT_AFTER,
) -> Health:
    """Return the first thing about a device that a trainer should know."""
    if now - last_seen_at >= silent_after:
        return Health.SILENT
    if set_aside:
        return Health.REFUSED
    return Health.WAITING if queue_length else Health.GOOD
