"""Decisions about learners: what a name, a birth date, a number and a consent may be."""

import random
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from common.wire.cards import CARD_DIGITS

CONSENT_TEXT_VERSION = "2026-11"
"""Version of the consent sentences on the enrolment page; a new wording is a new version."""

PICTURES = (
    "red_buffalo", "green_rice", "yellow_banana", "blue_fish", "white_stork", "orange_cat",
    "brown_dog", "red_rooster", "purple_lotus", "green_bamboo", "yellow_sun", "blue_umbrella",
    "red_house", "brown_boat", "green_frog", "orange_pumpkin", "pink_pig", "yellow_duck",
    "blue_bicycle", "red_drum", "green_hat", "white_moon", "purple_butterfly", "brown_pot",
)  # fmt: skip
"""Names of the picture marks; the drawings are ``static/pictures/<name>.svg``."""


class Sex(StrEnum):
    """As on the identity paper; not asked when the learner does not say."""

    MALE = "male"
    FEMALE = "female"


class Evidence(StrEnum):
    """What the trainer saw of the learner's identity."""

    CARD_SEEN = "card_seen"
    VNEID_SEEN = "vneid_seen"
    SELF_DECLARED = "self_declared"
    NONE = "none"


class AddressForm(StrEnum):
    """How the machine addresses the learner (ông, bà, bác, cô, chú, anh, chị, bạn)."""

    ONG = "ong"
    BA = "ba"
    BAC = "bac"
    CO = "co"
    CHU = "chu"
    ANH = "anh"
    CHI = "chi"
    BAN = "ban"


ADDRESS_WORDS: Mapping[str, str] = {
    "ong": "ông", "ba": "bà", "bac": "bác", "co": "cô",
    "chu": "chú", "anh": "anh", "chi": "chị", "ban": "bạn",
}  # fmt: skip
"""The Vietnamese word of each form of address: data, the same in every language."""


class Purpose(StrEnum):
    """What personal data may be used for; ticked one by one."""

    LEARN = "learn"
    PROVINCE = "province"
    ETHNIC_STATISTICS = "ethnic_statistics"
    CONTACT = "contact"


class Means(StrEnum):
    """How the learner expressed consent."""

    DIGITAL = "digital"
    PAPER = "paper"
    VOICE = "voice"


@dataclass(frozen=True)
class BirthDate:
    """A birth date as precisely as it is known: year, month of a year, or day."""

    year: int
    month: int | None = None
    day: int | None = None

    def is_real(self, today: date) -> bool:
        """Tell whether the date exists and lies between 120 years ago and ``today``."""
        if self.day is not None and self.month is None:
            return False
        try:
            earliest = date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return today.year - 120 <= self.year and earliest <= today


class NumberKind(StrEnum):
    """What kind of identity number was typed."""

    PERSONAL_ID = "personal_id"
    OLD_CARD = "old_card"
    """Nine digits of the card that stopped being valid in 2025: kept, never a key."""


class NumberWarning(StrEnum):
    """A number that does not fit the form; look at the card again, saving stays possible."""

    UNKNOWN_PROVINCE = "unknown_province"
    OTHER_SEX = "other_sex"
    OTHER_YEAR = "other_year"


_BIRTH_PROVINCES = frozenset(
    re.findall(
        r"[0-9]{3}",
        "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 "
        "033 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 "
        "064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 "
        "094 095 096 ",
    )
)
"""Codes of the 63 provinces in which a birth could be registered before July 2025."""

_CARD_LENGTHS = {12: NumberKind.PERSONAL_ID, 9: NumberKind.OLD_CARD}


def number_kind(number: str) -> NumberKind | None:
    """Return what ``number`` (digits only) can be, or None for a wrong number of digits."""
    if not re.fullmatch(r"[0-9]+", number):
        return None
    return _CARD_LENGTHS.get(len(number))


def number_warnings(number: str, *, sex: str | None, birth_year: int) -> frozenset[NumberWarning]:
    """Return in what a 12-digit ``number`` disagrees with the form.

    Digits 1-3 name the province of birth, digit 4 century and sex, digits 5-6 the birth year.
    """
    warnings = set()
    if number[:3] not in _BIRTH_PROVINCES:
        warnings.add(NumberWarning.UNKNOWN_PROVINCE)
    is_female = int(number[3]) % 2
    if sex is not None and (sex == Sex.FEMALE) != bool(is_female):
        warnings.add(NumberWarning.OTHER_SEX)
    if birth_year_of(number) != birth_year:
        warnings.add(NumberWarning.OTHER_YEAR)
    return frozenset(warnings)


def birth_year_of(number: str) -> int:
    """Return the birth year that a 12-digit ``number`` names."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def masked_number(number: str) -> str:
    """Return ``number`` with all but its last four digits hidden: ``********0123``."""
    return "*" * (len(number) - 4) + number[-4:]


def may_learn(purposes: Collection[str]) -> bool:
    """Tell whether consent allows learning here; the other purposes never stand in the way."""
    return Purpose.LEARN in purposes


def choose_picture(taken: Mapping[str, int], rng: random.Random) -> str:
    """Return a picture that the fewest learners around already have.

    Args:
        taken: how many learners of the same village or class have each picture.
        rng: decides among equally rare ones.
    """
    fewest = min(taken.get(picture, 0) for picture in PICTURES)
    return rng.choice([p for p in PICTURES if taken.get(p, 0) == fewest])


def new_card_code(rng: random.Random) -> str:
    """Return a random card code of ``CARD_DIGITS`` digits; ``rng`` must be unpredictable."""
    return "".join(rng.choice("0123456789") for _ in range(CARD_DIGITS))


def clean_card_code(typed: str) -> str:
    """Return only the digits of what a scanner or a person typed."""
    return re.sub(r"[^0-9]", "", typed)


def picture_choices(own: str, seed: str, count: int = 6) -> tuple[str, ...]:
    """Return ``count`` pictures, ``own`` among them.

    The same ``seed`` always gives the same pictures in the same order: otherwise the one that
    comes back every time would be the right one. Nobody outside may know the ``seed``.
    """
    rng = random.Random(seed)  # noqa: S311
    others = rng.sample([p for p in PICTURES if p != own], count - 1)
    choices = [own, *others]
    rng.shuffle(choices)
    return tuple(choices)
