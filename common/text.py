"""Vietnamese text: one stored form, one way to search, one way to sort."""

import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OLD_TONE_PLACES = {
    f"{first}{mark}{second}": f"{first}{second}{mark}"
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for mark in _TONE_RANK
}


def nfc(text: str) -> str:
    """Return ``text`` composed (NFC), with runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def visible(text: str) -> str:
    """Return ``text`` as :func:`nfc` does, without characters that nobody can see.

    They could turn the reading direction or hide a second name, and no database takes NUL.
    """
    return nfc("".join(char for char in nfc(text) if char.isprintable()))


def search_key(text: str) -> str:
    """Return ``text`` in small letters without tones or marks: "Hòa" and "HOẠ" give "hoa"."""
    spread = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c for c in spread if not unicodedata.combining(c))
    return nfc(letters.replace("đ", "d").replace("’", "'"))


@lru_cache(maxsize=8192)  # lists of a class sort the same names again and again
def vietnamese_sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return a key that sorts as CLDR's rules for ``vi`` do: letters first, tones second.

    Both habits of placing a tone ("Hoà", "Hòa") sort to the same place.
    """
    letters: list[int] = []
    tones: list[int] = []
    for letter, tone in _syllable_letters(_modern_tone_places(text)):
        letters.append(_LETTER_RANK.get(letter, 0 if letter == " " else 100 + ord(letter[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def modern_spelling(text: str) -> str:
    """Return ``text`` with tones placed the newer way, for comparing names ("Hòa" -> "Hoà")."""
    return unicodedata.normalize("NFC", _modern_tone_places(text))


def _modern_tone_places(text: str) -> str:
    """Spread ``text`` to NFD, apostrophes alike, tone marks behind the second vowel."""
    spread = unicodedata.normalize("NFD", text.replace("’", "'"))
    for old, new in _OLD_TONE_PLACES.items():
        for a, b in ((old, new), (old.upper(), new.upper()), (old.capitalize(), new.capitalize())):
            spread = _replace_at_word_end(spread, a, b)
    return spread


def _replace_at_word_end(text: str, old: str, new: str) -> str:
    """Replace ``old`` only where no letter follows: "hòa" has two habits, "hoàn" has one."""
    words = text.split(" ")
    return " ".join(w[: -len(old)] + new if w.endswith(old) else w for w in words)


def _syllable_letters(spread: str) -> list[tuple[str, int]]:
    """Return (letter with its shape mark, tone rank) pairs of an NFD text."""
    pairs: list[tuple[str, int]] = []
    for char in spread.casefold():
        if char in _TONE_RANK and pairs:
            pairs[-1] = (pairs[-1][0], _TONE_RANK[char])
        elif unicodedata.combining(char) and pairs:
            pairs[-1] = (unicodedata.normalize("NFC", pairs[-1][0] + char), pairs[-1][1])
        else:
            pairs.append((char, 0))
    return pairs
