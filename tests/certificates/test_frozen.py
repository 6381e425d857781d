"""A certificate of the first release, with its keys thrown away: papers live for ever."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates.trust import TrustStore
from certificates.verify import Genuineness, verify_credential, verify_qr

FROZEN = Path(__file__).parent / "frozen"
YEARS_LATER = datetime(2036, 1, 1, tzinfo=UTC)


@pytest.fixture
def trust():
    root = bytes.fromhex((FROZEN / "root.pub").read_text())
    return TrustStore.from_json((FROZEN / "trust.json").read_bytes(), root)


def test_a_credential_of_the_first_release_is_still_genuine(trust):
    """When this fails, a word of the credential changed: write a new profile beside this one."""
    document = json.loads((FROZEN / "credential.json").read_bytes())

    result = verify_credential(document, trust, None, YEARS_LATER)

    assert result.genuineness is Genuineness.GENUINE
    assert result.fields["full_name"] == "Nguyễn Thị Hoa"
    assert result.fields["result"] == "Đạt (bài kiểm tra 7,5/10; thực hành 4/4)"
    assert result.fields["birth"] == "08/03/1955"


def test_a_qr_code_of_the_first_release_is_still_genuine(trust):
    result = verify_qr((FROZEN / "qr.txt").read_text(), trust, None, YEARS_LATER)

    assert result.genuineness is Genuineness.GENUINE
    assert result.fields["full_name"] == "Nguyễn Thị Hoa"
    assert result.fields["certificate_no"] == "KNS-26-79B03-000123-F"
