import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credential import build_credential
from certificates.keys import OfficerKey
from certificates.model import CompletionClaim, IssuerProfile, PartialDate, Signer
from certificates.numbering import certificate_no, new_lookup_code
from certificates.pdf.faces import FOLDER, Face
from certificates.pdf.fonts import build
from certificates.signing import sign_credential
from certificates.trust import TrustedKey, TrustStore

NOW = datetime(2026, 11, 21, 3, 4, 5, 678000, tzinfo=UTC)
DID = "did:web:gcn.khanhhoa.example"
URL = "https://gcn.khanhhoa.gov.vn"


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def registry_url():
    return URL


@pytest.fixture
def root_key():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def registry_key():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def officer_key():
    return OfficerKey.create(DID)


@pytest.fixture
def a_claim():
    def make(**changes):
        claim = CompletionClaim(
            certificate_id=UUID("0197f4a2-0000-7000-8000-000000000001"),
            certificate_no=certificate_no("KNS", 2026, "79B03", 123),
            register_no="000123/2026/GCN-79B03",
            lookup_code=new_lookup_code(random.Random(7)),
            full_name="Nguyễn Thị Hoa",
            birth=PartialDate(1955),
            residence="thôn Tà Lú 3, xã Khánh Vĩnh, tỉnh Khánh Hòa",
            course_id="KNS-04",
            course_version="1.0",
            course_title="Thanh toán số an toàn: quét VietQR",
            minutes=60,
            started_on=date(2026, 11, 20),
            finished_on=date(2026, 11, 20),
            place="Nhà văn hóa thôn Tà Lú 3",
            quiz_score=8.0,
            quiz_items=10,
            tasks_done=4,
            tasks_required=4,
            issued_at=NOW,
            issued_place="Khánh Hòa",
            issuer=IssuerProfile(
                did=DID,
                unit="Trung tâm Chuyển đổi số",
                parent_unit="Sở Khoa học và Công nghệ tỉnh Khánh Hòa",
            ),
            signer=Signer(authority="KT. GIÁM ĐỐC", title="PHÓ GIÁM ĐỐC", name="Trần Văn Bình"),
        )
        return replace(claim, **changes)

    return make


@pytest.fixture
def sign(officer_key):
    def make(claim):
        return sign_credential(build_credential(claim), officer_key, registry_url=URL)

    return make


@pytest.fixture
def a_trusted_key(officer_key):
    def make(**changes):
        key = TrustedKey(
            key_id=officer_key.key_id,
            public_key=officer_key.public_key,
            bus_code="79B03",
            valid_from=NOW - timedelta(days=30),
            valid_until=NOW + timedelta(days=335),
        )
        return replace(key, **changes)

    return make


@pytest.fixture
def a_trust_store(a_trusted_key, registry_key):
    def make(*keys, **changes):
        store = TrustStore(
            number=5,
            made_at=NOW - timedelta(days=1),
            issuer_did=DID,
            registry_url=URL,
            registry_key=registry_key.public_key().public_bytes_raw(),
            keys=keys or (a_trusted_key(),),
        )
        return replace(store, **changes)

    return make


@pytest.fixture(scope="session")
def fonts():
    """Fonts are made at set-up; a fresh checkout makes them here from the npm packages."""
    if not (FOLDER / f"{Face.SERIF_BOLD.value}.ttf").exists():
        build(Path(__file__).parents[2] / "node_modules")
