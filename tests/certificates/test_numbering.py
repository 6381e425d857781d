import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.errors import BadNumberError
from certificates.numbering import (
    CertificateNo,
    certificate_no,
    check_character,
    format_lookup_code,
    new_lookup_code,
    parse_certificate_no,
    parse_lookup_code,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
bodies = st.text(ALPHABET, min_size=8, max_size=20)


def test_a_number_names_programme_year_bus_and_sequence():
    number = certificate_no("KNS", 2026, "79B03", 123)

    assert number.startswith("KNS-26-79B03-000123-")
    assert parse_certificate_no(number) == CertificateNo("KNS", 2026, "79B03", 123)


def test_a_number_is_read_as_people_type_it():
    number = certificate_no("KNS", 2026, "79B03", 123)

    assert parse_certificate_no(f" {number.lower()} ").sequence == 123


def test_the_check_character_is_that_of_iso_7064():
    """ISBT 128, an independent user of MOD 37-2, prints G1234 98 654321 with H."""
    assert check_character("G123498654321") == "H"


@given(bodies, st.data())
def test_every_wrong_character_is_found(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([char for char in ALPHABET if char != body[place]]))

    assert check_character(body) != check_character(body[:place] + other + body[place + 1 :])


@given(bodies, st.data())
def test_every_swap_of_neighbours_is_found(body, data):
    place = data.draw(st.integers(0, len(body) - 2))
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]

    assert swapped == body or check_character(swapped) != check_character(body)


def test_no_single_slip_in_a_printed_number_is_taken():
    number = certificate_no("KNS", 2026, "79B03", 123)
    slips = [
        number[:place] + other + number[place + 1 :]
        for place, right in enumerate(number)
        for other in ALPHABET + "*-"
        if other != right
    ]

    taken = [slip for slip in slips if _is_number(slip)]

    assert not taken


@pytest.mark.parametrize(
    "text", ["", "KNS", "KNS-26-79B03-000123", "KNS-26-79B03-000123-?", "٣" * 20]
)
def test_other_text_is_not_a_number(text):
    with pytest.raises(BadNumberError):
        parse_certificate_no(text)


@pytest.mark.parametrize(
    "parts",
    [
        ("K", 2026, "79B03", 1),
        ("KNS", 1999, "79B03", 1),
        ("KNS", 2026, "79-B", 1),
        ("KNS", 2026, "79B03", 0),
    ],
)
def test_a_part_that_does_not_fit_is_a_mistake_of_the_caller(parts):
    with pytest.raises(ValueError, match="no certificate number"):
        certificate_no(*parts)


def test_lookup_codes_are_random_and_readable():
    codes = {new_lookup_code(random.Random(seed)) for seed in range(1000)}

    assert len(codes) == 1000
    assert not set("".join(codes)) & set("ILOU")


def test_a_lookup_code_is_read_as_people_type_it():
    assert format_lookup_code("84G7ZWYRD1") == "84G7-ZWYR-D1"
    assert parse_lookup_code(" 84g7-zwyr-dl ") == "84G7ZWYRD1"


@pytest.mark.parametrize("text", ["", "84G7-ZWYR", "84G7-ZWYR-DU", "84G7-ZWYR-D11"])
def test_other_text_is_not_a_lookup_code(text):
    with pytest.raises(BadNumberError):
        parse_lookup_code(text)


def _is_number(text):
    try:
        parse_certificate_no(text)
    except BadNumberError:
        return False
    return True
