"""Drawing certificates with reportlab: one page each, the same input the same bytes."""

import io
from collections.abc import Sequence
from datetime import date

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from certificates.model import CompletionClaim, SignedCredential, birth_text, printed_fields
from certificates.numbering import format_lookup_code
from certificates.pdf import layout
from certificates.pdf.attachments import attach
from certificates.pdf.faces import Face, register_faces, split_by_face
from certificates.pdf.marks import Piece, place
from certificates.pdf.ornament import paper_operators
from certificates.pdf.qr_image import draw_qr
from certificates.pdf.text import Line, Run, fit, line_width
from common.canonical import canonical_json

MM = 72 / 25.4
_INK = (0.08, 0.08, 0.10)
_RED = (0.55, 0.04, 0.07)
_LEADING = 1.55
_FORM = "paper"
_NOTE = (
    "Giấy này xác nhận việc hoàn thành khóa học kỹ năng số cơ bản; không phải văn bằng,"
    " chứng chỉ của hệ thống giáo dục quốc dân."
)

Certificate = tuple[CompletionClaim, SignedCredential]


def render_certificate(claim: CompletionClaim, signed: SignedCredential) -> bytes:
    """Return the PDF of one certificate, with the credential attached.

    Raises:
        CannotPrintError: a text has a letter that no printing font knows.
        FontsMissingError: set-up did not build the fonts.
    """
    return render_pages([(claim, signed)])


def check_printable(claim: CompletionClaim) -> None:
    """Raise unless every text of the paper can be printed: asked before a claim is signed.

    Raises:
        CannotPrintError: a text has a letter that no printing font knows.
        FontsMissingError: set-up did not build the fonts.
    """
    for text in printed_fields(claim).values():
        for face in Face:
            split_by_face(text + text.upper(), face)


def render_pages(certificates: Sequence[Certificate]) -> bytes:
    """Return one PDF with a page for each certificate; at least one."""
    register_faces()
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(layout.PAGE[0] * MM, layout.PAGE[1] * MM),
        invariant=True,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        lang="vi",
    )
    first = certificates[0][0]
    canvas.setTitle(f"Giấy chứng nhận hoàn thành khóa học {first.certificate_no}")
    canvas.setAuthor(first.issuer.unit)
    canvas.setSubject(first.course_title)
    canvas.setCreator("Bus LMS")
    canvas.beginForm(_FORM)
    canvas.addLiteral(paper_operators())
    canvas.endForm()
    for claim, signed in certificates:
        _draw_page(canvas, claim, signed)
    attach(canvas, {_file_name(claim): canonical_json(s.document) for claim, s in certificates})
    canvas.save()
    return target.getvalue()


def long_date(day: date) -> str:
    """Return "ngày 05 tháng 02 năm 2026": two digits for days, and for months 1 and 2 (NĐ 30)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _draw_page(canvas: Canvas, claim: CompletionClaim, signed: SignedCredential) -> None:
    canvas.doForm(_FORM)
    canvas.setFillColorRGB(*_INK)
    _draw_head(canvas, claim)
    _draw_title(canvas, claim)
    _draw_body(canvas, claim)
    _draw_register(canvas, claim, signed)
    _draw_signature(canvas, claim)
    _line(canvas, [Run(_NOTE, Face.ITALIC)], y=layout.FOOT_Y, size=8.5)
    canvas.showPage()


def _draw_head(canvas: Canvas, claim: CompletionClaim) -> None:
    x, y = layout.HEAD_LEFT, layout.HEAD_TOP
    for text, face in (
        (claim.issuer.parent_unit, Face.REGULAR),
        (claim.issuer.unit, Face.BOLD),
    ):
        if text:
            y = _block(canvas, Run(text.upper(), face), x=x, y=y, width=layout.HEAD_WIDTH) - 5.5
    _rule(canvas, x=x, y=y + 3, length=32)
    x, y = layout.HEAD_RIGHT, layout.HEAD_TOP
    nation = Run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Face.BOLD)
    _line(canvas, [nation], x=x, y=y, size=11)
    _line(canvas, [Run("Độc lập - Tự do - Hạnh phúc", Face.BOLD)], x=x, y=y - 5.5, size=11)
    _rule(canvas, x=x, y=y - 8, length=54)


def _draw_title(canvas: Canvas, claim: CompletionClaim) -> None:
    canvas.setFillColorRGB(*_RED)
    _line(canvas, [Run("GIẤY CHỨNG NHẬN", Face.SERIF_BOLD)], y=layout.TITLE_Y, size=30)
    _line(canvas, [Run("HOÀN THÀNH KHÓA HỌC", Face.SERIF_BOLD)], y=layout.SUBTITLE_Y, size=15)
    canvas.setFillColorRGB(*_INK)
    number = [Run("Số: ", Face.REGULAR), Run(claim.certificate_no, Face.BOLD)]
    _line(canvas, number, y=layout.NUMBER_Y, size=11)
    certifies = [Run(claim.signer.title, Face.BOLD), Run(" chứng nhận: Ông/Bà", Face.REGULAR)]
    _line(canvas, certifies, y=layout.CERTIFIES_Y, size=12.5)
    _draw_name(canvas, claim)


def _draw_name(canvas: Canvas, claim: CompletionClaim) -> None:
    runs = [Run(claim.full_name, Face.SERIF_BOLD)]
    sizes = (28, 26, 24, 22, 20, 18, 16)
    one_line = fit(runs, max_width=layout.NAME_WIDTH * MM, max_lines=1, sizes=sizes)
    fitted = one_line
    if len(one_line.lines) > 1:
        fitted = fit(runs, max_width=layout.NAME_WIDTH * MM, max_lines=2, sizes=(16, 14, 12, 10))
    leading = fitted.size * 1.2 / MM
    y = layout.NAME_Y + leading * (len(fitted.lines) - 1) / 2
    for index, line in enumerate(fitted.lines):
        _line(canvas, line, y=y - index * leading, size=fitted.size)


def _draw_body(canvas: Canvas, claim: CompletionClaim) -> None:
    height = (layout.BODY_TOP - layout.BODY_BOTTOM) * MM
    for size in (13, 12, 11, 10, 9, 8, 7):
        lines = [
            line
            for paragraph in _paragraphs(claim)
            for line in fit(
                paragraph, max_width=layout.BODY_WIDTH * MM, max_lines=1, sizes=(size,)
            ).lines
        ]
        if len(lines) * size * _LEADING <= height:
            break
    for index, line in enumerate(lines):
        _line(canvas, line, y=layout.BODY_TOP - index * size * _LEADING / MM, size=size)


def _paragraphs(claim: CompletionClaim) -> list[Line]:
    plain, bold = Face.REGULAR, Face.BOLD
    person = [Run("Sinh: ", plain), Run(birth_text(claim.birth), bold)] if claim.birth else []
    if claim.residence:
        person += [Run(" · " if person else "", plain), Run("Nơi ở: ", plain)]
        person += [Run(claim.residence, bold)]
    course = [
        Run("Đã hoàn thành khóa học: ", plain),
        Run(claim.course_title, bold),
        Run(f" (mã {claim.course_id}, phiên bản {claim.course_version}),", plain),
        Run(f" thời lượng {claim.minutes} phút, {_days(claim)}", plain),
        Run(f", tại {claim.place}" if claim.place else "", plain),
    ]
    result = [Run("Kết quả: ", plain), Run(claim.result, bold)]
    return [paragraph for paragraph in (person, course, result) if paragraph]


def _days(claim: CompletionClaim) -> str:
    last = f"{claim.finished_on:%d/%m/%Y}"
    if claim.started_on == claim.finished_on:
        return f"ngày {last}"
    return f"từ ngày {claim.started_on:%d/%m/%Y} đến ngày {last}"


def _draw_register(canvas: Canvas, claim: CompletionClaim, signed: SignedCredential) -> None:
    code = draw_qr(signed.qr_text)
    canvas.addLiteral(code.operators)
    x, y = layout.QR_LEFT + code.size + layout.REGISTER_GAP, layout.REGISTER_TOP
    for label, value in (
        ("Số vào sổ:", claim.register_no),
        ("Mã tra cứu:", format_lookup_code(claim.lookup_code)),
    ):
        _text(canvas, [Run(label, Face.REGULAR)], start=x, y=y, size=9)
        _text(canvas, [Run(value, Face.BOLD)], start=x, y=y - 5, size=11)
        y -= 12
    hint = "Quét mã để kiểm tra. So tên với giấy tờ tùy thân."
    _text(canvas, [Run(hint, Face.ITALIC)], start=x, y=y, size=8)


def _draw_signature(canvas: Canvas, claim: CompletionClaim) -> None:
    day = f"{claim.issued_place}, {long_date(claim.issued_on)}".removeprefix(", ")
    x, y = layout.SIGN_CENTRE, layout.SIGN_TOP
    _line(canvas, [Run(day, Face.ITALIC)], x=x, y=y, size=11)
    for text in (claim.signer.authority, claim.signer.title):
        if text:
            y -= 5.5
            y = _block(canvas, Run(text, Face.BOLD), x=x, y=y, width=layout.SIGN_WIDTH)
    name = fit(
        [Run(claim.signer.name, Face.BOLD)],
        max_width=layout.SIGN_WIDTH * MM,
        max_lines=1,
        sizes=(12, 11, 10, 9, 8),
    )
    for index, line in enumerate(name.lines):
        _line(canvas, line, x=x, y=layout.SIGNER_NAME_Y - index * 4.5, size=name.size)


def _block(canvas: Canvas, run: Run, *, x: float, y: float, width: float) -> float:
    """Draw centred text of at most two lines downwards from ``y``; return where the last is."""
    fitted = fit([run], max_width=width * MM, max_lines=2, sizes=(11, 10, 9, 8, 7))
    for index, line in enumerate(fitted.lines):
        if index:
            y -= fitted.size * 1.3 / MM
        _line(canvas, line, x=x, y=y, size=fitted.size)
    return y


def _line(canvas: Canvas, line: Line, *, y: float, size: float, x: float = layout.CENTRE) -> None:
    """Draw one line centred at ``x``."""
    _text(canvas, line, start=x - line_width(line, size) / 2 / MM, y=y, size=size)


def _text(canvas: Canvas, line: Line, *, start: float, y: float, size: float) -> None:
    """Draw one line from ``start`` to the right."""
    text = canvas.beginText(start * MM, y * MM)
    for run in line:
        text.setFont(run.face.value, size)
        for piece in place(run.text, run.face.value):
            _put(text, piece, size=size)
    canvas.drawText(text)


def _put(text: PDFTextObject, piece: Piece, *, size: float) -> None:
    x, y = text.getCursor()
    if (piece.right, piece.up) == (0, 0):
        text.textOut(piece.text)
        return
    text.setTextOrigin(x + piece.right * size, y + piece.up * size)
    text.textOut(piece.text)
    text.setTextOrigin(x, y)


def _rule(canvas: Canvas, *, x: float, y: float, length: float) -> None:
    canvas.setLineWidth(0.8)
    canvas.line((x - length / 2) * MM, y * MM, (x + length / 2) * MM, y * MM)


def _file_name(claim: CompletionClaim) -> str:
    return f"{claim.certificate_no.replace('*', '_')}.json"
