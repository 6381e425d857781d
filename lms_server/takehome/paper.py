"""The slip on paper: A5 across, two on a sheet of A4 with a line to cut along."""

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from certificates.pdf.faces import Face, register_faces
from certificates.pdf.layout import QUIET_ZONE
from certificates.pdf.qr_image import paint_rows
from certificates.pdf.render import long_date
from certificates.pdf.text import Line, Run, fit
from certificates.qr import qr_rows
from common.text import nfc
from lms_server.takehome.rules import Slip, phone_text

MM = 72 / 25.4
SHEET = (210.0, 297.0)
HEIGHT = SHEET[1] / 2
"""Of one slip; all measures here in millimetres from its lower left corner."""
_MARGIN = 13.0
_QR = 46.0
"""With its quiet zone."""
_QR_LEFT = SHEET[0] - _MARGIN - _QR
_QR_BOTTOM = HEIGHT - 11.0 - _QR
_HEAD_WIDTH = _QR_LEFT - _MARGIN - 6.0
_COLUMN = 88.0
_RIGHT = SHEET[0] - _MARGIN - _COLUMN
_BODY_TOP = 85.0
_BODY_BOTTOM = 14.0
_SIZES = (13, 12, 11, 10, 9, 8)
_LEADING = 1.38
_SIGN = 6.5
"""Room for a tick or a number before a sentence."""
_BLUE = (0.04, 0.31, 0.54)
_GREEN = (0.08, 0.33, 0.18)
_INK = (0.08, 0.08, 0.10)

Block = tuple[str, Sequence[tuple[str, str]]]
"""A title, and rows of a sign ("✓", "1." or "–") and a sentence."""


def render_slips(slips: Sequence[Slip]) -> bytes:
    """Return one PDF with all slips, two on a page; the same slips give the same bytes.

    Raises:
        CannotPrintError: a text has a letter that no printing font knows.
        FontsMissingError: set-up did not build the fonts.
        ValueError: no slip.
    """
    if not slips:
        raise ValueError("a sheet holds at least one slip")
    register_faces()
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(SHEET[0] * MM, SHEET[1] * MM),
        invariant=True,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        lang="vi",
    )
    canvas.setTitle("Giấy nhớ mang về")
    canvas.setCreator("Bus LMS")
    for at in range(0, len(slips), 2):
        _draw_sheet(canvas, slips[at : at + 2])
    canvas.save()
    return target.getvalue()


def _draw_sheet(canvas: Canvas, slips: Sequence[Slip]) -> None:
    for place, slip in enumerate(slips):
        canvas.saveState()
        canvas.translate(0, (1 - place) * HEIGHT * MM)
        _draw_slip(canvas, slip)
        canvas.restoreState()
    canvas.setStrokeColorRGB(0.5, 0.5, 0.5)
    canvas.setLineWidth(0.5)
    canvas.setDash(4, 4)
    canvas.line(6 * MM, HEIGHT * MM, (SHEET[0] - 6) * MM, HEIGHT * MM)
    canvas.showPage()


def _draw_slip(canvas: Canvas, slip: Slip) -> None:
    _draw_head(canvas, slip)
    _draw_code(canvas, phone_text(slip))
    deeds: Block = ("Việc tôi làm được", [("✓", one) for one in slip.deeds])
    remember: Block = (
        "Ba điều cần nhớ" if len(slip.remember) == 3 else "Cần nhớ",  # noqa: PLR2004
        [(f"{number}.", one) for number, one in enumerate(slip.remember, start=1)],
    )
    go_on: Block = ("Học tiếp, hỏi ở đâu", [("–", one) for one in slip.go_on])
    _draw_column(canvas, [deeds], left=_MARGIN)
    _draw_column(canvas, [remember, go_on], left=_RIGHT)
    canvas.setFillColorRGB(*_INK)
    note = Run("Giấy này để nhớ việc đã học, không phải giấy chứng nhận.", Face.ITALIC)
    _write(canvas, [note], left=_MARGIN, base=8.5, size=9)


def _draw_head(canvas: Canvas, slip: Slip) -> None:
    canvas.setFillColorRGB(*_BLUE)
    title = Run("GIẤY NHỚ MANG VỀ", Face.BOLD)
    _write(canvas, [title], left=_MARGIN, base=HEIGHT - 19, size=17)
    canvas.setFillColorRGB(*_INK)
    base = HEIGHT - 31.0
    day = f"{long_date(slip.learned_on).capitalize()}, {nfc(slip.place)}"
    for text, face, sizes, most in (
        (slip.full_name, Face.SERIF_BOLD, (22, 20, 18, 16, 14), 2),
        (slip.course_title, Face.BOLD, (13, 12, 11), 2),
        (day, Face.REGULAR, (11, 10, 9), 2),
    ):
        fitted = fit(
            [Run(nfc(text), face)], max_width=_HEAD_WIDTH * MM, max_lines=most, sizes=sizes
        )
        for line in fitted.lines:
            _write(canvas, line, left=_MARGIN, base=base, size=fitted.size)
            base -= fitted.size * 1.25 / MM
        base -= 1.8


def _draw_code(canvas: Canvas, text: str) -> None:
    rows = qr_rows(text)
    module = _QR / (len(rows) + 2 * QUIET_ZONE)
    canvas.addLiteral(paint_rows(rows, left=_QR_LEFT, bottom=_QR_BOTTOM, module=module).operators)
    hint = Run("Chụp hình này bằng điện thoại để đọc lại.", Face.REGULAR)
    fitted = fit([hint], max_width=_QR * MM, max_lines=2, sizes=(9,))
    for at, line in enumerate(fitted.lines):
        _write(canvas, line, left=_QR_LEFT + 3, base=_QR_BOTTOM - 2 - at * 4, size=9)


def _draw_column(canvas: Canvas, blocks: Sequence[Block], *, left: float) -> None:
    """Draw blocks downwards, in the largest letters that leave all of them on the paper."""
    filled = [block for block in blocks if block[1]]
    for size in _SIZES:
        if _height(filled, size) <= _BODY_TOP - _BODY_BOTTOM:
            break
    base = _BODY_TOP - size / MM
    for title, rows in filled:
        canvas.setFillColorRGB(*_BLUE)
        _write(canvas, [Run(title, Face.BOLD)], left=left, base=base, size=size + 1)
        base -= _step(size + 2)
        for sign, text in rows:
            _draw_sign(canvas, sign, left=left, base=base, size=size)
            for line in _lines(text, size):
                _write(canvas, line, left=left + _SIGN, base=base, size=size)
                base -= _step(size)
        base -= _step(size) / 2


def _draw_sign(canvas: Canvas, sign: str, *, left: float, base: float, size: float) -> None:
    """Draw what stands before a sentence; the fonts have no tick."""
    canvas.setFillColorRGB(*_INK)
    if sign == "✓":
        _draw_tick(canvas, left=left, base=base, size=size)
    else:
        _write(canvas, [Run(sign, Face.BOLD)], left=left, base=base, size=size)


def _draw_tick(canvas: Canvas, *, left: float, base: float, size: float) -> None:
    side = size * 0.7
    x, y = left * MM, base * MM
    canvas.saveState()
    canvas.setStrokeColorRGB(*_GREEN)
    canvas.setLineWidth(1.8)
    canvas.setLineCap(1)
    canvas.lines(
        [
            (x, y + side * 0.45, x + side * 0.38, y + side * 0.05),
            (x + side * 0.38, y + side * 0.05, x + side, y + side * 0.95),
        ]
    )
    canvas.restoreState()


def _height(blocks: Sequence[Block], size: float) -> float:
    lines = sum(len(_lines(text, size)) for _, rows in blocks for _, text in rows)
    titles = len(blocks) * (_step(size + 2) + _step(size) / 2)
    return lines * _step(size) + titles


def _lines(text: str, size: float) -> list[Line]:
    fitted = fit(
        [Run(nfc(text), Face.REGULAR)],
        max_width=(_COLUMN - _SIGN) * MM,
        max_lines=1,
        sizes=(size,),
    )
    return fitted.lines


def _step(size: float) -> float:
    return size * _LEADING / MM


def _write(canvas: Canvas, line: Sequence[Run], *, left: float, base: float, size: float) -> None:
    text = canvas.beginText(left * MM, base * MM)
    for run in line:
        text.setFont(run.face.value, size)
        text.textOut(run.text)
    canvas.drawText(text)
