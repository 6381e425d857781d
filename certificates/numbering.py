"""Certificate numbers with an ISO 7064 check character, and lookup codes nobody can count up."""

import random
import re
from dataclasses import dataclass

from certificates.errors import BadNumberError

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_MODULUS = 37
_SHAPE = re.compile(r"([A-Z]{2,5})-(\d{2})-([A-Z0-9]{2,8})-(\d{6,8})-([A-Z0-9*])", re.ASCII)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKUP_LENGTH = 10
_LOOK_ALIKES = str.maketrans("ILO", "110")
FIRST_YEAR = 2000
"""Numbers carry two digits of the year; they count from here."""


@dataclass(frozen=True)
class CertificateNo:
    """The parts of a certificate number."""

    programme: str
    year: int
    """Four digits."""
    bus: str
    sequence: int
    """1, 2, 3 ... without gaps, per programme, year and bus."""


def certificate_no(programme: str, year: int, bus: str, sequence: int) -> str:
    """Return a number such as ``KNS-26-79B03-000123-K``.

    The bus code is part of it, so buses that never meet cannot give the same number.

    Raises:
        ValueError: a part does not fit the form.
    """
    body = f"{programme}-{year % 100:02}-{bus}-{sequence:06}"
    number = f"{body}-{check_character(body)}"
    if not _SHAPE.fullmatch(number) or not FIRST_YEAR <= year < FIRST_YEAR + 100 or sequence < 1:
        raise ValueError(f"no certificate number from {programme!r} {year} {bus!r} {sequence}")
    return number


def parse_certificate_no(text: str) -> CertificateNo:
    """Read a certificate number as a person types it; case and spaces do not matter.

    Raises:
        BadNumberError: the form or the check character is wrong.
    """
    match = _SHAPE.fullmatch("".join(text.upper().split()))
    if not match or check_character(match[0][:-2]) != match[5]:
        raise BadNumberError
    return CertificateNo(match[1], FIRST_YEAR + int(match[2]), match[3], int(match[4]))


def check_character(body: str) -> str:
    """Return the ISO 7064 MOD 37-2 character of ``body``; hyphens do not count.

    It finds every wrong character and every swap of neighbours.
    """
    total = 0
    for char in body.replace("-", ""):
        total = (total + _ALPHABET.index(char)) * 2 % _MODULUS
    return _ALPHABET[(1 - total) % _MODULUS]


def new_lookup_code(rng: random.Random) -> str:
    """Return 10 random Crockford base-32 characters (50 bits), without hyphens.

    Args:
        rng: ``random.SystemRandom()`` outside tests.
    """
    return "".join(rng.choice(_CROCKFORD) for _ in range(_LOOKUP_LENGTH))


def format_lookup_code(code: str) -> str:
    """Return ``code`` as printed: ``XXXX-XXXX-XX``."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def parse_lookup_code(text: str) -> str:
    """Read a lookup code as a person types it: I and L count as 1, O as 0.

    Raises:
        BadNumberError: not ten such characters.
    """
    code = re.sub(r"[\s-]", "", text).upper().translate(_LOOK_ALIKES)
    if len(code) != _LOOKUP_LENGTH or any(char not in _CROCKFORD for char in code):
        raise BadNumberError
    return code
