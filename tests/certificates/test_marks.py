import pytest
from reportlab.pdfbase import pdfmetrics

from certificates.pdf.faces import Face, register_faces
from certificates.pdf.marks import Piece, clusters, place

BREVE, MACRON_BELOW = "\u0306", "\u0331"
SERIF = Face.SERIF.value


@pytest.fixture(autouse=True)
def _faces(fonts):  # noqa: ARG001
    register_faces()


def test_a_mark_stays_with_its_letter():
    assert clusters(f"Tơ{BREVE}m") == ["T", f"ơ{BREVE}", "m"]


def test_text_without_marks_is_one_piece():
    assert list(place("Nguyễn Thị Hoa", SERIF)) == [Piece("Nguyễn Thị Hoa")]


def test_a_mark_stands_over_the_bowl_of_its_letter_as_high_as_the_letter_is():
    """The fonts' own "ŏ" shows where the designer wants it."""
    marks = {letter: list(place(f"{letter}{BREVE}n", SERIF))[1] for letter in "oơêÊ"}
    width = {letter: pdfmetrics.stringWidth(letter, SERIF, 1) for letter in marks}
    middle = {letter: width[letter] + mark.right for letter, mark in marks.items()}

    assert marks["o"].up == pytest.approx(0)
    assert middle["ơ"] == pytest.approx(middle["o"], abs=0.01)
    assert 0 < marks["ơ"].up < marks["ê"].up < marks["Ê"].up


def test_a_second_mark_stands_clear_of_the_first():
    _, first, second = place(f"m{BREVE}\u0303", SERIF)

    assert second.up > first.up + 0.1


def test_a_mark_below_stays_below():
    _, mark = place(f"Ê{MACRON_BELOW}", SERIF)

    assert abs(mark.up) < 0.05
