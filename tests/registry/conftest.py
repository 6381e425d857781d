import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from certificates.credential import build_credential
from certificates.keys import OfficerKey
from certificates.model import CompletionClaim, IssuerProfile, PartialDate, Signer
from certificates.numbering import certificate_no, new_lookup_code
from certificates.signing import sign_credential
from common.clock import to_wire
from common.ids import derive_id
from common.sql import PostgresDatabase, SqliteDatabase
from registry import office, schema
from registry.app import create_app
from registry.config import Config
from registry.dump import dump
from registry.intake.desk import receive_bundle
from registry.keys import load_keys, load_root, make_keys
from registry.register.models import ListKind
from registry.register.queries import newest_list
from sync.bundle import Sender, pack
from sync.chain import Stream, check_lines, genesis_hash
from sync.enrolment import EnrolmentRequest, OfficerKeyRequest, sign_request
from sync.receipt import parse_receipt
from sync.records import encode_line
from sync.sections import Section

NOW = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
DID = "did:web:gcn.khanhhoa.example"
URL = "https://gcn.khanhhoa.gov.vn"
KEY = b"k" * 32


@pytest.fixture
def now():
    return NOW


@pytest.fixture(scope="session")
def migrated_template(postgres_server):
    """A PostgreSQL database with all tables, to copy."""
    url = postgres_server.new_database()
    database = PostgresDatabase(url, pool_size=1)
    schema.upgrade(database)
    database.close()
    return url.partition("/test_")[2].partition("?")[0]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """The bytes of an SQLite file with all tables, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "registry.db"
    database = SqliteDatabase(path, key=KEY)
    schema.upgrade(database)
    database.close()
    return path.read_bytes()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_database(request, tmp_path):
    """Make empty registry databases; each test runs on both kinds."""
    opened = []

    def make():
        if request.param == "sqlite":
            path = tmp_path / f"registry-{len(opened)}.db"
            path.write_bytes(request.getfixturevalue("migrated_file"))
            database = SqliteDatabase(path, key=KEY, readers=4)
        else:
            number = request.getfixturevalue("migrated_template")
            server = request.getfixturevalue("postgres_server")
            database = PostgresDatabase(server.new_database(f"test_{number}"), pool_size=4)
        opened.append(database)
        return database

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def database(new_database):
    return new_database()


@pytest.fixture
def config(tmp_path):
    return Config(
        data_dir=tmp_path,
        database_url="sqlite:///unused",
        province_code="79",
        province_name="tỉnh Khánh Hòa",
        issuer_did=DID,
        public_url=URL,
    )


@pytest.fixture
def keys(config):
    make_keys(config.data_dir, passphrase=None)
    return load_keys(config.data_dir)


@pytest.fixture
def province(config, database, keys):
    return office.Office(config, database, keys, load_root(config.data_dir, passphrase=None))


@dataclass
class FakeBus:
    """A bus that writes a journal and packs it, as the bus server does."""

    province: office.Office
    code: str = "79B03"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    officer: OfficerKey = field(default_factory=lambda: OfficerKey.create(DID))
    epoch: str = "0123abcd"
    chains: dict = field(default_factory=dict)
    pack: object = None

    def request(self, **changes):
        """Return the enrolment request file."""
        fields = {
            "bus": self.code,
            "bus_name": "Xe học viện số 03",
            "province_code": "79",
            "journal_key": self.key.public_key().public_bytes_raw(),
            "tls_fingerprint": "0" * 64,
            "officer_keys": [
                OfficerKeyRequest(
                    key_id=self.officer.key_id,
                    public_key=self.officer.public_key,
                    officer_name="Trần Văn Bình",
                )
            ],
            "made": NOW,
        }
        return sign_request(EnrolmentRequest(**{**fields, **changes}), self.key)

    def enrol(self, **changes):
        self.pack = office.enrol_bus(self.province, self.request(**changes), now=NOW)
        return self

    def write(self, kind, data, *, stream=Stream.R, epoch=None, now=NOW):
        """Append one record; return its line."""
        chain = self.chains.setdefault((epoch or self.epoch, stream), [])
        line = encode_line(
            stream=stream,
            record_id=derive_id("line", self.code, epoch or self.epoch, stream, len(chain)),
            kind=kind,
            data=data,
            actor="system",
            now=now,
        )
        chain.append(line)
        return line

    def section(self, first=1, last=None, *, stream=Stream.R, epoch=None):
        epoch = epoch or self.epoch
        lines = self.chains[epoch, stream]
        before = check_lines(genesis_hash(self.code, epoch, stream), lines[: first - 1])
        return Section(
            epoch=epoch,
            stream=stream,
            first=first,
            previous=before,
            lines=lines[first - 1 : last],
        )

    def bundle(self, *sections, key=None, regepoch=1):
        return pack(
            sections or [self.section(epoch=e, stream=s) for e, s in self.chains],
            sender=Sender(self.code, self.pack.certificate().id, key or self.key),
            box=self.province.keys.newest_box,
            regepoch=regepoch,
            made=NOW,
        )

    def send(self, *sections, now=NOW):
        """Let the province receive; return the receipt as the bus reads it."""
        province = self.province
        raw = self.bundle(*sections)
        received = receive_bundle(province.database, raw, keys=province.keys, now=now)
        return parse_receipt(received.receipt, province.keys.signing.public_key())

    def head(self, *arguments, **options):
        return self.section(*arguments, **options).head

    def hash_at(self, epoch, stream, seq):
        lines = self.chains.get((epoch, stream), [])
        return self.head(1, seq, stream=stream, epoch=epoch).hash if seq <= len(lines) else None

    def fork(self):
        """Return another laptop with the same disk."""
        chains = {place: list(lines) for place, lines in self.chains.items()}
        return FakeBus(
            self.province, self.code, self.key, self.officer, self.epoch, chains, self.pack
        )

    # What a day brings.

    def open_session(self, number=1, **changes):
        fields = {
            "training_session_id": str(derive_id("session", number)),
            "course_id": "KNS-04",
            "course_version": "1.0",
            "package_hash": "a" * 64,
            "commune_code": "22336",
            "village": "thôn Tà Lú 3",
            "place": "Nhà văn hóa thôn Tà Lú 3",
            "trainer_name": "Cao Thị Lan",
            "opened_at": to_wire(NOW),
        }
        return self.write("training_session.opened", {**fields, **changes})

    def close_session(self, number=1):
        fields = {
            "training_session_id": str(derive_id("session", number)),
            "closed_at": to_wire(NOW),
            "present_count": 12,
        }
        return self.write("training_session.closed", fields)

    def register(self, number=1, *, epoch=None, now=NOW, **changes):
        fields = {
            "learner_id": str(derive_id("learner", number)),
            "full_name": "Nguyễn Thị Hoa",
            "usual_name": "bà Hoa",
            "birth_year": 1955,
            "birth_date": None,
            "sex": "female",
            "commune_code": "22336",
            "village": "thôn Tà Lú 3",
            "evidence": "card_seen",
            "purposes": ["training", "province"],
        }
        return self.write("learner.registered", {**fields, **changes}, epoch=epoch, now=now)

    def register_without_consent(self, number=1):
        personal = ("full_name", "usual_name", "birth_year", "sex", "commune_code", "village")
        return self.register(number, **dict.fromkeys(personal), purposes=["training"])

    def enrol_learner(self, number=1, session=1):
        fields = {
            "enrolment_id": str(derive_id("enrolment", number)),
            "training_session_id": str(derive_id("session", session)),
            "learner_id": str(derive_id("learner", number)),
        }
        return self.write("enrolment.created", fields)

    def complete(self, number=1, **changes):
        fields = {
            "completion_id": str(derive_id("completion", number)),
            "enrolment_id": str(derive_id("enrolment", number)),
            "learner_id": str(derive_id("learner", number)),
            "course_id": "KNS-04",
            "course_version": "1.0",
            "quiz_score": 8.0,
            "quiz_items": 10,
            "tasks_done": 4,
            "tasks_required": 4,
            "attended_minutes": 60,
            "completed_at": to_wire(NOW),
        }
        return self.write("completion.recorded", {**fields, **changes})

    def leave_early(self, number=1, *, epoch=None, now=NOW, **changes):
        fields = {
            "enrolment_id": str(derive_id("enrolment", number)),
            "learner_id": str(derive_id("learner", number)),
            "course_id": "KNS-02",
            "course_version": "1.0",
            "lessons": [{"lesson_id": "KNS-02-L1", "page": 6, "is_done": True}],
            "tasks_done": ["KNS-02-T1"],
            "attended_minutes": 40,
            "quiz": None,
            "closed_at": to_wire(now),
        }
        return self.write("progress.recorded", {**fields, **changes}, epoch=epoch, now=now)

    def claim(self, number=1, **changes):
        fields = {
            "certificate_id": derive_id("certificate", number),
            "certificate_no": certificate_no("KNS", 2026, self.code, number),
            "register_no": f"{number:06}/2026/GCN-{self.code}",
            "lookup_code": new_lookup_code(random.Random(number)),
            "full_name": "Nguyễn Thị Hoa",
            "birth": PartialDate(1955),
            "residence": "thôn Tà Lú 3, xã Khánh Vĩnh, tỉnh Khánh Hòa",
            "course_id": "KNS-04",
            "course_version": "1.0",
            "course_title": "Thanh toán số an toàn: quét VietQR",
            "minutes": 60,
            "started_on": date(2026, 2, 28),
            "finished_on": date(2026, 3, 1),
            "place": "Nhà văn hóa thôn Tà Lú 3",
            "quiz_score": 8.0,
            "quiz_items": 10,
            "tasks_done": 4,
            "tasks_required": 4,
            "issued_at": NOW,
            "issued_place": "Khánh Hòa",
            "issuer": IssuerProfile(
                did=DID,
                unit="Trung tâm Chuyển đổi số",
                parent_unit="Sở Khoa học và Công nghệ tỉnh Khánh Hòa",
            ),
            "signer": Signer(authority="KT. GIÁM ĐỐC", title="PHÓ GIÁM ĐỐC", name="Trần Văn Bình"),
        }
        return CompletionClaim(**{**fields, **changes})

    def signed(self, number=1, *, officer=None, **changes):
        document = build_credential(self.claim(number, **changes))
        return sign_credential(document, officer or self.officer, registry_url=URL)

    def issue(self, number=1, *, signed=None, **changes):
        signed = signed or self.signed(number)
        claim = self.claim(number)
        fields = {
            "certificate_id": str(claim.certificate_id),
            "certificate_no": claim.certificate_no,
            "lookup_code": claim.lookup_code,
            "learner_id": str(derive_id("learner", number)),
            "enrolment_id": str(derive_id("enrolment", number)),
            "course_id": "KNS-04",
            "issued_at": to_wire(NOW),
            "officer_key_id": self.officer.key_id,
            "credential_sha256": signed.sha256,
            "credential": signed.document,
            "qr": signed.qr_text,
        }
        return self.write("certificate.issued", {**fields, **changes})

    def revoke(self, number=1, **changes):
        fields = {
            "certificate_id": str(derive_id("certificate", number)),
            "reason": "fraud",
            "decision_no": "12/QĐ-STTTT",
            "decided_on": "2026-03-02",
            "revoked_at": to_wire(NOW + timedelta(days=1)),
        }
        self.write("certificate.revoked", {**fields, **changes})
        return self

    def teach(self, *numbers):
        """Let a training session run with these learners, up to their certificates."""
        self.open_session()
        for number in numbers:
            self.register(number)
            self.enrol_learner(number)
            self.complete(number)
            self.issue(number)
        self.close_session()
        return self


@pytest.fixture
def make_bus(province):
    def make(**changes):
        return FakeBus(province, **changes)

    return make


@pytest.fixture
def bus(make_bus):
    return make_bus().enrol()


@pytest.fixture
def other_province(province, new_database):
    """Make another empty registry with the same keys, where ``bus`` is enrolled as well."""

    def make(bus):
        other = replace(province, database=new_database())
        office.enrol_bus(other, bus.request(), now=NOW)
        return other

    return make


@pytest.fixture
def deliver():
    """Hand a bundle to a registry; return the receipt as the bus reads it."""

    def deliver(province, raw, now=NOW):
        received = receive_bundle(province.database, raw, keys=province.keys, now=now)
        return parse_receipt(received.receipt, province.keys.signing.public_key())

    return deliver


@pytest.fixture
def dumped(database):
    def read(province=None, *, at=NOW + timedelta(days=30)):
        with (province.database if province else database).read() as db:
            return dump(db, now=at)

    return read


@pytest.fixture
def rows(database):
    """How many rows a table has."""

    def read(model):
        with database.read() as db:
            return db.scalar(select(func.count()).select_from(model))

    return read


@pytest.fixture
def list_in_force(database):
    def read(kind):
        with database.read() as db:
            return newest_list(db, ListKind(kind))

    return read


@pytest.fixture
def clock(now):
    """What the program takes for the present; a test may set ``clock.now``."""

    class Clock:
        def __init__(self):
            self.now = now

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def app(config, database, keys, clock):
    return create_app(config, database=database, keys=keys, clock=clock)


@pytest.fixture
def client(app):
    return app.test_client()
