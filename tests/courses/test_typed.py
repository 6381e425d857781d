"""Numbers, short texts and secrets as learners type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.typed import exact_key, is_short_text, looks_secret, plain_key, read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("35000", 35000),
        ("35.000", 35000),
        ("35 000", 35000),
        ("35\u00a0000", 35000),
        ("1.234.567", 1234567),
        ("1.234,5", 1234.5),
        ("4,5", 4.5),
        ("4.5", 4.5),
        ("35,000", 35),
        ("0,25", 0.25),
        ("0.125", 0.125),
        ("007", 7),
        (" 12 ", 12),
        ("999999999", 999999999),
    ],
)
def test_a_number_is_read_the_vietnamese_way(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        *("", "-5", "+5", "1e3", "nan", "inf", "1_000", "35.00.000", "1,2,3", "1.234.56"),
        *("0912345678", "1" * 300, "0x10", "5 kg", ",5", "5,", "1.000 000", "٣٥", "³"),
    ],
)
def test_what_is_no_number_of_this_screen_is_none(typed):
    assert read_number(typed) is None


@given(st.integers(0, 999_999_999))
def test_every_whole_number_is_read_back_in_both_spellings(number):
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}".replace(",", ".")) == number


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text):
    read_number(text)
    looks_secret(text)
    is_short_text(text)
    for form in ("NFC", "NFD"):
        assert exact_key(unicodedata.normalize(form, text)) == exact_key(text)
        assert plain_key(unicodedata.normalize(form, text)) == plain_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("THUỶ", "thủy"),
        (unicodedata.normalize("NFD", "Nghệ An"), "Nghệ An"),
        ("  Nghệ   An. ", "nghệ an"),
        ("“Nghệ An”", "Nghệ An"),
        ("Thanh Hoá.", "thanh hóa"),
    ],
)
def test_differences_that_do_not_count(one, other):
    assert exact_key(one) == exact_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ma", "má"), ("đa", "da"), ("on", "ôn"), ("a b", "ab")]
)
def test_differences_that_count(one, other):
    assert exact_key(one) != exact_key(other)


@pytest.mark.parametrize(
    ("typed", "is_secret"),
    [
        ("mã là 123456", True),
        ("0912 345 678", True),
        ("0912.345.678", True),
        ("1234-5678-9012-3456", True),
        ("001085012345", True),
        ("000000", False),
        ("năm 2026", False),
        ("25/12/2026", False),
        ("5 kg", False),
        ("", False),
        ("Muop@1960", True),
        ("hoa_mai_1960", True),
        ("tap@12345", False),
        ("www.xa1.gov.vn", False),
    ],
)
def test_what_looks_like_somebodys_number(typed, is_secret):
    assert looks_secret(typed) is is_secret


@pytest.mark.parametrize("typed", ["", "   ", "a" * 61, "a\nb", "a\x00b", "a\u202eb"])
def test_a_text_that_no_screen_sends(typed):
    assert not is_short_text(typed)
