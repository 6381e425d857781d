import io
import json
import subprocess
import unicodedata
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.errors import CannotPrintError
from certificates.model import PartialDate, Signer, printed_fields
from certificates.pdf import layout
from certificates.pdf.batch import LARGEST_BATCH, render_batch
from certificates.pdf.faces import Face
from certificates.pdf.render import long_date, render_certificate
from certificates.pdf.text import Run, fit, line_width
from certificates.verify import verify_credential, verify_qr

pytestmark = pytest.mark.usefixtures("fonts")

LONG_NAME = "Nguyễn Hoàng Phương Thảo Thiên Ý Cao Nguyên Đỗ Trần Kha Mỹ Duyên Anh Thư"
LONG_RESIDENCE = (
    "Tổ dân phố số 12, thôn Hòn Dù – Suối Cát – Đá Bàn (khu tái định cư thủy lợi Sông Chò 1,"
    " cạnh trường tiểu học Khánh Hiệp), xã Tây Khánh Vĩnh, tỉnh Khánh Hòa (trước đây là xã"
    " Khánh Hiệp, huyện Khánh Vĩnh; hộ khẩu thường trú tại buôn Ea Đrơng, phường Cư Bao,"
    " tỉnh Đắk Lắk, địa chỉ theo xác nhận của trưởng thôn)"
)
PEOPLE = [
    {},
    {"full_name": "H’Hen Niê", "birth": PartialDate(1992, 5)},
    {"full_name": "Y Ƀlŏ Êban", "residence": "buôn Kŏ Tam, xã Ea Kao, tỉnh Đắk Lắk"},
    {
        "full_name": "Ơ\u0306 Niê Tơ\u0306m",
        "residence": "làng Kê\u0306, Bơ\u0306k Ô\u0306, Ko\u0331",
    },
    {"full_name": LONG_NAME, "residence": LONG_RESIDENCE},
    {"full_name": "Ư", "birth": None, "residence": "", "place": ""},
    {"full_name": "<b>Hoa</b> & <img src='/etc/passwd'/>", "birth": PartialDate(1960, 12, 31)},
]


@pytest.fixture
def render(sign):
    def make(claim):
        signed = sign(claim)
        return render_certificate(claim, signed), signed

    return make


@pytest.mark.parametrize("person", PEOPLE)
def test_every_printed_field_is_on_the_page_as_composed_text(render, a_claim, person):
    claim = a_claim(**person)

    pdf, _ = render(claim)

    text = _text(pdf)
    assert text == unicodedata.normalize("NFC", text)
    missing = [
        name
        for name, value in printed_fields(claim).items()
        if _squeezed(_on_paper(name, value, claim)) not in _squeezed(text)
    ]
    assert not missing


def test_the_words_of_the_form_are_there(render, a_claim):
    text = _text(render(a_claim())[0])

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY CHỨNG NHẬN",
        "không phải văn bằng, chứng chỉ của hệ thống giáo dục quốc dân",
        "Khánh Hòa, ngày 21 tháng 11 năm 2026",
    ):
        assert words in text


@pytest.mark.parametrize("person", PEOPLE)
def test_the_code_on_the_page_can_be_read_and_checked(
    render, a_claim, a_trust_store, now, tmp_path, person
):
    pdf, signed = render(a_claim(**person))

    (found,) = zxingcpp.read_barcodes(_picture(pdf, tmp_path, dpi=200))

    assert found.text == signed.qr_text
    assert verify_qr(found.text, a_trust_store(), None, now).is_genuine


def test_nothing_is_drawn_outside_the_frame(render, a_claim, tmp_path):
    """A long text may shrink and wrap, but never runs off the paper."""
    signer = Signer(
        authority="TM. ỦY BAN NHÂN DÂN XÃ TÂY KHÁNH VĨNH TỈNH KHÁNH HÒA",
        title="KT. CHỦ TỊCH - PHÓ CHỦ TỊCH PHỤ TRÁCH VĂN HÓA XÃ HỘI",
        name=LONG_NAME,
    )
    pdf, _ = render(a_claim(full_name=LONG_NAME * 3, residence=LONG_RESIDENCE, signer=signer))

    picture = _picture(pdf, tmp_path, dpi=100)
    margin = int(8 / 25.4 * 100)
    width, height = picture.size
    inside = picture.crop((margin, margin, width - margin, height - margin))
    frame = Image.new("L", picture.size, 255)
    frame.paste(inside, (margin, margin))

    assert frame.tobytes() == picture.tobytes()


def test_the_place_of_ink_and_seal_stays_clear(render, a_claim, tmp_path):
    """Also where a signature field will stand."""
    signer = Signer(authority="TM. ỦY BAN NHÂN DÂN XÃ", title="KT. CHỦ TỊCH", name=LONG_NAME)
    pdf, _ = render(a_claim(full_name=LONG_NAME, residence=LONG_RESIDENCE, signer=signer))

    picture = _picture(pdf, tmp_path, dpi=100)
    left, bottom, width, height = (round(part / 25.4 * 100) for part in layout.SIGNATURE_BOX)
    top = picture.size[1] - bottom - height
    darkest, _ = picture.crop((left, top, left + width, top + height)).getextrema()

    assert darkest > 200


def test_the_credential_travels_inside_the_pdf(render, a_claim, a_trust_store, now):
    claim = a_claim()
    pdf, _ = render(claim)

    attached = PdfReader(io.BytesIO(pdf)).attachments[f"{claim.certificate_no}.json"][0]

    result = verify_credential(json.loads(attached), a_trust_store(), None, now)
    assert result.is_genuine


def test_the_same_certificate_gives_the_same_bytes(render, a_claim):
    assert render(a_claim())[0] == render(a_claim())[0]


def test_a_batch_has_one_page_each_in_order(sign, a_claim):
    claims = [a_claim(full_name=name) for name in ("Lò Văn Ánh", "Vàng A Páo", "Ksor H’Bia")]

    pdf = render_batch([(claim, sign(claim)) for claim in claims])

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert [claim.full_name in page for claim, page in zip(claims, pages, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize("count", [0, LARGEST_BATCH + 1])
def test_a_batch_has_a_size(sign, a_claim, count):
    claim = a_claim()

    with pytest.raises(ValueError, match="batch"):
        render_batch([(claim, sign(claim))] * count)


@pytest.mark.parametrize("name", ["王伟", "Lò\N{COMBINING ENCLOSING CIRCLE}"])
def test_a_letter_no_font_knows_is_refused_not_boxed(render, a_claim, name):
    with pytest.raises(CannotPrintError):
        render(a_claim(full_name=name))


def test_wrapping_loses_no_letter_and_fits():
    runs = [Run("Nơi ở: ", Face.REGULAR), Run("x" * 300 + " Đắk Lắk ŏ", Face.BOLD)]

    fitted = fit(runs, max_width=200, max_lines=3, sizes=(14, 7))

    letters = "".join(run.text for line in fitted.lines for run in line)
    assert letters.replace(" ", "") == "".join(run.text for run in runs).replace(" ", "")
    assert max(line_width(line, fitted.size) for line in fitted.lines) <= 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
        ("2026-03-31", "ngày 31 tháng 3 năm 2026"),
        ("2026-12-01", "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_dates_are_written_as_the_decree_says(text, expected):
    assert long_date(date.fromisoformat(text)) == expected


def _text(pdf):
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


def _on_paper(name, value, claim):
    if name in {"parent_unit", "issuer_unit"}:
        return value.upper()
    return long_date(claim.issued_on) if name == "issued_on" else value


def _squeezed(text):
    return "".join(text.split())


def _picture(pdf, folder, *, dpi):
    (folder / "page.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile"]
    subprocess.run([*command, folder / "page.pdf", folder / "page"], check=True)
    return Image.open(folder / "page.png").convert("L")
