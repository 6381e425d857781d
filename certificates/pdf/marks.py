"""Letters that Unicode has only as a letter and a mark, such as "ơ̆" of Ba Na and Gia Rai names.

A PDF has no shaping: a mark is drawn where the font's designer put it for a small "o". Here it is
moved over (or under) the letter it belongs to, by the outlines of both.
"""

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reportlab.pdfbase import pdfmetrics

ABOVE = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030c"
BELOW = "\u0323\u0324\u0325\u032d\u0330\u0331"
MARKS = ABOVE + BELOW
"""Those that stand free of the letter; others would have to touch it at the right place."""


@dataclass(frozen=True)
class Piece:
    """Text to draw, and how far from the pen; after a mark the pen is where it was."""

    text: str
    right: float = 0.0
    """In parts of the font size, as ``up``."""
    up: float = 0.0


@dataclass(frozen=True)
class _Outline:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def clusters(text: str) -> list[str]:
    """Split ``text`` into letters, each with the marks that follow it."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found


def place(text: str, font_name: str) -> Iterator[Piece]:
    """Give ``text`` in pieces; a mark is a piece of its own, moved to its letter.

    Args:
        text: NFC; the font has all of it.
        font_name: registered with reportlab.
    """
    plain = ""
    for cluster in clusters(text):
        plain += cluster[0]
        if len(cluster) > 1:
            yield Piece(plain)
            plain = ""
            yield from _place_marks(cluster, font_name)
    if plain:
        yield Piece(plain)


def _place_marks(cluster: str, font_name: str) -> Iterator[Piece]:
    usual, letter = _outline("o", font_name), _outline(cluster[0], font_name)
    # The horn of "ơ" stands aside: the mark belongs over the bowl.
    bowl = _outline(unicodedata.normalize("NFD", cluster[0])[0], font_name)
    back = pdfmetrics.stringWidth(cluster[0], font_name, 1)
    top, bottom = letter.top, letter.bottom
    for mark in cluster[1:]:
        own = _outline(mark, font_name)
        up = bottom - usual.bottom if mark in BELOW else top - usual.top
        if mark in BELOW:
            bottom = own.bottom + up
        else:
            top = own.top + up
        yield Piece(mark, right=bowl.middle - own.middle - back, up=up)


@cache
def _outline(char: str, font_name: str) -> _Outline:
    """Read the box of a letter's outline from the font file, in parts of the font size."""
    face = pdfmetrics.getFont(font_name).face
    start, _ = face.get_table_pos("glyf")
    place_of = start + face.glyphPos[face.charToGlyph[ord(char)]]
    box = struct.unpack_from(">2xhhhh", face.get_chunk(place_of, 10))
    return _Outline(*(side / face.unitsPerEm for side in box))
