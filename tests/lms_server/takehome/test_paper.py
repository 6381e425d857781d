"""The slip on paper: all of it there, readable, two on a sheet, a code that a phone reads."""

import io
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from lms_server.takehome.paper import render_slips
from lms_server.takehome.rules import Slip, phone_text

LONG_NAME = "Công Tằng Tôn Nữ Thị Phương Uyên Thảo Nguyên Đinh Ngọc Trường Sa"


@pytest.fixture
def slips(bundled):
    """The slip of everything that each course lets one do."""
    return [
        Slip(
            full_name="Nguyễn Thị Hoà",
            course_title=one.title,
            learned_on=date(2026, 2, 5),
            place="Nhà văn hóa, bản Cá Giáng",
            deeds=tuple(one.take_home.can_do.values()),
            remember=one.take_home.remember,
            go_on=one.take_home.go_on,
        )
        for one in bundled.courses.values()
    ]


def words_of(page):
    return " ".join(page.extract_text().split())


def test_every_course_fits_and_nothing_is_lost(slips):
    for slip in slips:
        (page,) = PdfReader(io.BytesIO(render_slips([slip]))).pages
        text = words_of(page)
        for part in (slip.full_name, slip.course_title, *slip.deeds, *slip.remember, *slip.go_on):
            assert part in text
        assert "Ngày 05 tháng 02 năm 2026, Nhà văn hóa, bản Cá Giáng" in text
        assert text == unicodedata.normalize("NFC", text)


def test_two_slips_share_a_sheet_of_a4(slips):
    pages = PdfReader(io.BytesIO(render_slips(slips[:3]))).pages

    assert [words_of(page).count("GIẤY NHỚ MANG VỀ") for page in pages] == [2, 1]
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


def test_a_very_long_name_keeps_all_its_letters(slips):
    (page,) = PdfReader(io.BytesIO(render_slips([replace(slips[0], full_name=LONG_NAME)]))).pages

    assert LONG_NAME in words_of(page)


def test_fonts_are_embedded_and_the_same_slips_give_the_same_bytes(slips):
    first = render_slips(slips)
    fonts = {
        str(font["/BaseFont"]): "/FontFile2" in font["/FontDescriptor"]
        for page in PdfReader(io.BytesIO(first)).pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
        if "/FontDescriptor" in font
    }

    assert first == render_slips(slips)
    assert fonts
    assert all(fonts.values())


def test_no_slip_makes_no_sheet():
    with pytest.raises(ValueError, match="at least one"):
        render_slips([])


@pytest.mark.parametrize("dots_an_inch", [150, 300])
def test_the_code_on_paper_is_read_back(slips, tmp_path, dots_an_inch):
    command = ["pdftoppm", "-r", str(dots_an_inch), "-gray", "-png", "-singlefile", "-"]

    subprocess.run([*command, str(tmp_path / "slip")], input=render_slips(slips[2:3]), check=True)

    with Image.open(tmp_path / "slip.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == phone_text(slips[2])
