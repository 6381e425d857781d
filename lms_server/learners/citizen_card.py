"""The QR code of a citizen identity card, as a scanner types it: fields between bars.

Known are ``number|old number|NAME|DDMMYYYY|Nam or Nữ|address|issued``, the same without the old
number, with slashes in the dates, and with more fields behind. So each field is known by its
shape, never by its place. The text itself is neither stored nor logged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from common.text import search_key, visible
from lms_server.learners.errors import CitizenCardUnreadableError
from lms_server.learners.rules import BirthDate, Sex, birth_year_of

LONGEST = 600
"""Characters of a text that is looked at; cards have about 150."""
_FEWEST_FIELDS, _MOST_FIELDS = 5, 14
_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_DATE = re.compile(r"(?P<day>[0-9]{2})[/.-]?(?P<month>[0-9]{2})[/.-]?(?P<year>[0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
_NAME = re.compile(r"[^\W\d_]+(?:[ ’'.\-]+[^\W\d_]+)*[’']?")
_LONGEST_NAME, _LONGEST_ADDRESS = 120, 200


@dataclass(frozen=True)
class CitizenCard:
    """What a card says of a person, to fill a form that a trainer reads again."""

    id_number: str = field(repr=False)
    full_name: str
    """Empty when the scanner lost its letters."""
    birth: BirthDate | None
    """None when the card says no date that exists."""
    sex: Sex | None
    address: str
    """To compare by eye; cards still say the old districts."""


def parse_citizen_card(text: str, *, today: date) -> CitizenCard:
    """Read what a scanner typed.

    Raises:
        CitizenCardUnreadableError: no text of a citizen identity card.
    """
    if len(text) > LONGEST:
        raise CitizenCardUnreadableError
    parts = [visible(part) for part in text.split("|")]
    if not _FEWEST_FIELDS <= len(parts) <= _MOST_FIELDS:
        raise CitizenCardUnreadableError
    numbers = {part for part in parts if re.fullmatch(r"[0-9]{12}", part)}
    if len(numbers) != 1:
        raise CitizenCardUnreadableError
    words = [part for part in parts if part and not re.fullmatch(r"[0-9/.\-]+", part)]
    sex_at = _find_sex(words)
    texts = [part for at, part in enumerate(words) if at != sex_at]
    if not texts:
        raise CitizenCardUnreadableError
    number = numbers.pop()
    return CitizenCard(
        id_number=number,
        full_name=_to_name(texts[0]),
        birth=_find_birth(parts, number, today),
        sex=None if sex_at is None else _SEXES[search_key(words[sex_at])],
        address=texts[1][:_LONGEST_ADDRESS] if len(texts) > 1 else "",
    )


def _find_sex(words: Sequence[str]) -> int | None:
    """Return where the sex stands; somebody may be called Nam, and the name comes before."""
    return next((at for at in (2, 1) if at < len(words) and search_key(words[at]) in _SEXES), None)


def _find_birth(parts: Sequence[str], number: str, today: date) -> BirthDate | None:
    """Return the date whose year the number names; else the earlier one of several.

    A single date that disagrees with the number may be the day the card was given.
    """
    births = [birth for part in parts if (birth := _to_birth(part)) and birth.is_real(today)]
    agreeing = [one for one in births if one.year == birth_year_of(number)]
    chosen = agreeing or (births if len(births) > 1 else [])
    return min(chosen, key=lambda one: (one.year, one.month or 0, one.day or 0), default=None)


def _to_birth(part: str) -> BirthDate | None:
    """Return a date; a day or month of 00, or a year alone, is one that nobody knows closer."""
    if _YEAR.fullmatch(part):
        return BirthDate(int(part))
    found = _DATE.fullmatch(part)
    if found is None:
        return None
    month = int(found["month"]) or None
    return BirthDate(int(found["year"]), month, (int(found["day"]) or None) if month else None)


def _to_name(text: str) -> str:
    """Return a name as people write it; cards print capitals, and some scanners lose letters."""
    if not _NAME.fullmatch(text) or len(text) > _LONGEST_NAME:
        return ""
    if text != text.upper():
        return text
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)
