import unicodedata
from datetime import UTC, datetime

import pytest

from certificates.credential import build_credential, read_claim
from certificates.errors import BadNumberError
from certificates.keys import OfficerKey
from certificates.model import PartialDate, birth_text
from certificates.signing import sign_credential


@pytest.mark.parametrize(
    "change",
    [
        {"full_name": unicodedata.normalize("NFD", "Nguyễn Thị Hoa")},
        {"full_name": ""},
        {"full_name": "Hoa\N{RIGHT-TO-LEFT OVERRIDE}"},
        {"residence": "thôn Một\nxã Hai"},
        {"place": "x" * 401},
        {"lookup_code": "84g7-zwyr-d1"},
        {"course_id": "KNS 04"},
        {"issued_at": datetime(2026, 11, 21)},  # noqa: DTZ001
        {"issued_at": datetime(2026, 11, 21, 1, 1, 1, 1, tzinfo=UTC)},
        {"started_on": datetime(2027, 1, 1, tzinfo=UTC).date()},
    ],
)
def test_a_claim_that_cannot_be_printed_rightly_is_refused(a_claim, change):
    with pytest.raises(ValueError, match=r".+"):
        a_claim(**change)


def test_a_claim_needs_a_real_number(a_claim):
    with pytest.raises(BadNumberError):
        a_claim(certificate_no="KNS-26-79B03-000123-A")


def test_the_date_on_the_paper_is_the_vietnamese_one(a_claim):
    late = a_claim(issued_at=datetime(2026, 11, 21, 18, 0, tzinfo=UTC))

    assert late.issued_on.isoformat() == "2026-11-22"


@pytest.mark.parametrize(
    ("text", "printed"),
    [("1955", "năm 1955"), ("1955-03", "tháng 03/1955"), ("1955-03-12", "12/03/1955")],
)
def test_a_birth_date_is_as_precise_as_it_is_known(text, printed):
    birth = PartialDate.parse(text)

    assert (str(birth), birth_text(birth)) == (text, printed)


@pytest.mark.parametrize("text", ["", "55", "1955-13", "1955-02-30", "1955-3", "12/03/1955"])
def test_other_text_is_not_a_birth_date(text):
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"birth": None, "residence": "", "place": ""},
        {"birth": PartialDate(1992, 5), "quiz_score": 7.75, "full_name": "H'Hen Niê"},
    ],
)
def test_a_claim_survives_its_credential(a_claim, change):
    claim = a_claim(**change)

    assert read_claim(build_credential(claim)) == claim


def test_a_half_point_is_written_the_vietnamese_way(a_claim):
    assert a_claim(quiz_score=7.5).result == "Đạt (bài kiểm tra 7,5/10; thực hành 4/4)"


def test_a_key_of_another_issuer_cannot_sign(a_claim):
    key = OfficerKey.create("did:web:other.example")

    with pytest.raises(ValueError, match="another issuer"):
        sign_credential(build_credential(a_claim()), key, registry_url="https://x.example")


def test_signing_twice_gives_the_same_bytes(sign, a_claim):
    assert sign(a_claim()) == sign(a_claim())
