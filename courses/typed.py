"""What learners type: numbers the Vietnamese way, short texts, and what nobody should type."""

import re

from courses.simulators.words import bare, fold, is_like_password

MAX_LETTERS = 60
"""Of a short text."""
MAX_DIGITS = 9
"""Of a number: a price fits, a phone, card or identity number does not."""
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_SECRET = re.compile(r"\d(?:[ .-]?\d){5,}")
_END_MARKS = " .,;:!?…\"'“”()"


def read_number(typed: str) -> float | None:
    """Return the number that ``typed`` means; None when it means none.

    ``35.000`` is 35 thousand, ``1.5`` and ``1,5`` are one and a half. No sign, no more than
    ``MAX_DIGITS`` digits, only the digits 0 to 9.
    """
    text = " ".join(typed.split())
    if not text.isascii() or sum(char.isdigit() for char in text) > MAX_DIGITS:
        return None
    if _GROUPED.fullmatch(text):
        return float(re.sub("[. ]", "", text).replace(",", "."))
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def looks_secret(typed: str) -> bool:
    """Tell whether a text could be a password, or holds digits like a code, card or phone."""
    is_number = any(set(found) - set("0 .-") for found in _SECRET.findall(typed))
    return is_number or is_like_password(typed)


def is_short_text(typed: str) -> bool:
    """Tell whether the screen could have sent ``typed``: one line, letters that can be seen."""
    return bool(typed.strip()) and len(typed) <= MAX_LETTERS and typed.isprintable()


def exact_key(text: str) -> str:
    """Return ``text`` for comparing: as :func:`fold` does, without marks at the ends."""
    return fold(" ".join(text.split()).strip(_END_MARKS))


def plain_key(text: str) -> str:
    """Return :func:`exact_key` without any accents, ``đ`` as ``d``."""
    return bare(exact_key(text))
