"""When two typed texts are the same to a Vietnamese reader, and what a practice code is.

The twin for the page is ``player/words.js``.
"""

import re
import unicodedata
from itertools import pairwise

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
"""Grave, acute, tilde, hook, dot below; breve, circumflex and horn belong to the letter."""
_MARKS = re.compile("[\u0300-\u036f]")
_NO_CODE = re.compile(r"[^0-9A-Z]")
_PRACTICE_CODE = re.compile(r"(?:TAP)?([0-9]{4,6})")
_CODE_DIGITS_MAX = 12
_PASSWORD = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])(?=\S*(?:_|[^\w\s.,:/-]))\S{8,}")
_PRACTICE_MARK = re.compile("tap|mau")


def fold(text: str) -> str:
    """Return a text without differences that do not count.

    Those are case, spaces at the ends, double spaces, composed or not, and on which vowel of a
    word its tone stands (``hoà``, ``hòa``).
    """
    words = unicodedata.normalize("NFD", text.lower()).split(" ")
    return unicodedata.normalize("NFC", " ".join(_tone_last(word) for word in words if word))


def bare(text: str) -> str:
    """Return the folded text without tones and marks."""
    plain = unicodedata.normalize("NFD", fold(text))
    return _MARKS.sub("", plain).replace("đ", "d")


def plain_code(text: str) -> str:
    """Return the capital letters and digits of a code."""
    return _NO_CODE.sub("", text.upper())


def is_practice_code(text: str) -> bool:
    """Tell whether nobody can take this for a real code.

    All zeros; or 4 to 6 digits, each the one before it or one more, with or without ``TAP-``.
    """
    code = plain_code(text)
    if code and set(code) == {"0"}:
        return len(code) <= _CODE_DIGITS_MAX
    found = _PRACTICE_CODE.fullmatch(code)
    if found is None:
        return False
    digits = found[1]
    return all(int(after) - int(before) in (0, 1) for before, after in pairwise(digits))


def is_like_password(text: str) -> bool:
    """Tell whether a text could be somebody's password.

    Letters, digits and a sign in one word; "tap" or "mau" in it shows that it is for practice.
    """
    found = _PASSWORD.search(text)
    return found is not None and _PRACTICE_MARK.search(bare(found[0])) is None


def _tone_last(word: str) -> str:
    return _TONES.sub("", word) + "".join(_TONES.findall(word))
