"""The faces of the paper, registered with reportlab once for the whole process."""

from enum import Enum
from functools import cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from certificates.errors import CannotPrintError, FontsMissingError
from certificates.pdf.marks import clusters

FOLDER = Path(__file__).parent / "fonts_built"
"""Made at set-up by :mod:`certificates.pdf.fonts`."""


class Face(Enum):
    """The value names the file and the font in the PDF."""

    REGULAR = "BusRegular"
    BOLD = "BusBold"
    ITALIC = "BusItalic"
    SERIF = "BusSerif"
    SERIF_BOLD = "BusSerifBold"


_STAND_INS = {
    Face.REGULAR: Face.SERIF,
    Face.BOLD: Face.SERIF_BOLD,
    Face.ITALIC: Face.SERIF,
    Face.SERIF: Face.SERIF,
    Face.SERIF_BOLD: Face.SERIF_BOLD,
}


@cache
def register_faces() -> None:
    """Make all faces known to reportlab.

    Raises:
        FontsMissingError: set-up did not build them.
    """
    rl_config.useA85 = 0  # streams as bytes: a fifth smaller and faster
    for face in Face:
        try:
            pdfmetrics.registerFont(TTFont(face.value, FOLDER / f"{face.value}.ttf"))
        except TTFError as error:
            raise FontsMissingError from error


def width(text: str, face: Face, size: float) -> float:
    """Return the width of ``text`` in points."""
    return float(pdfmetrics.stringWidth(text, face.value, size))


def split_by_face(text: str, face: Face) -> list[tuple[str, Face]]:
    """Split ``text`` where ``face`` lacks a letter ("ŏ" of Ê Đê names) and a serif has it.

    Raises:
        CannotPrintError: no face has a letter; a box or a misplaced mark is never printed.
    """
    parts: list[tuple[str, Face]] = []
    for cluster in clusters(text):
        wanted = _face_of(cluster, face)
        if parts and parts[-1][1] is wanted:
            parts[-1] = (parts[-1][0] + cluster, wanted)
        else:
            parts.append((cluster, wanted))
    return parts


def _face_of(cluster: str, face: Face) -> Face:
    for candidate in (face, _STAND_INS[face]):
        if _letters(candidate).issuperset(map(ord, cluster)):
            return candidate
    raise CannotPrintError(letter=cluster)


@cache
def _letters(face: Face) -> frozenset[int]:
    register_faces()
    return frozenset(pdfmetrics.getFont(face.value).face.charToGlyph)
