"""A bus with its province: real keys, a real journal, and a registry kept in memory."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from certificates.trust import TrustStore
from common.ids import derive_id
from lms_server.exchange.actions import apply_enrolment, apply_receipt
from lms_server.exchange.desk import Desk
from lms_server.exchange.models import Way
from lms_server.journal.actions import append
from sync.bundle import BusKey, key_id_of, open_bundle
from sync.carried import (
    CarriedLearner,
    CarriedLearners,
    CarriedWork,
    hash_content,
    parse_ask,
    seal_carried,
)
from sync.chain import Head, Stream
from sync.enrolment import BusCertificate, EnrolmentPack, sign_certificate, sign_pack
from sync.receipt import RegistryReceipt, sign_receipt


@pytest.fixture
def journal_key():
    return Ed25519PrivateKey.from_private_bytes(b"b" * 32)


@pytest.fixture
def root_key():
    return Ed25519PrivateKey.from_private_bytes(b"p" * 32)


class Province:
    """The registry's side, as small as the protocol allows."""

    def __init__(self, bus_key, root_key, now):
        self.key = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
        self.box = X25519PrivateKey.from_private_bytes(b"x" * 32)
        self.root_key = root_key
        self.bus_key = bus_key
        self.now = now
        self.bundles = []
        self.problem = None
        self.learners, self.asks = [], []
        self.regepoch = 1

    def pack(self, **changes):
        certificate = BusCertificate(
            id="cert-1",
            bus="79B03",
            journal_key=self.bus_key.public_key().public_bytes_raw(),
            valid_from=self.now,
            valid_until=self.now + timedelta(days=400),
        )
        fields = {
            "bus": "79B03",
            "bus_certificate": sign_certificate(certificate, self.key),
            "registry_key": self.key.public_key().public_bytes_raw(),
            "box_key": self.box.public_key().public_bytes_raw(),
            "regepoch": 1,
            "root_key": self.root_key.public_key().public_bytes_raw(),
            "trust": self.trust(),
            "made": self.now,
        }
        return sign_pack(EnrolmentPack(**{**fields, **changes}), self.key)

    def trust(self, **changes):
        """Return the list of keys that the root signs; it names the registry's key."""
        fields = {
            "number": 1,
            "made_at": self.now,
            "issuer_did": "did:web:so.example",
            "registry_url": "https://so.example",
            "registry_key": self.key.public_key().public_bytes_raw(),
        }
        return TrustStore(**{**fields, **changes}).to_json(self.root_key).decode()

    def open(self, raw):
        bundle = open_bundle(
            raw,
            registry_keys={key_id_of(self.box.public_key()): self.box},
            find_bus_key=lambda _bus, _id: BusKey(self.bus_key.public_key(), is_revoked=False),
        )
        self.bundles.append(bundle)
        return bundle

    def heads(self):
        best = {}
        for bundle in self.bundles:
            for section in bundle.sections:
                head = section.head
                best[head.epoch, head.stream] = max(
                    head, best.get((head.epoch, head.stream), head), key=lambda h: h.seq
                )
        return list(best.values())

    def receipt(self, key=None, **changes):
        fields = {
            "bus": "79B03",
            "regepoch": self.regepoch,
            "heads": self.heads(),
            "made": self.now,
        }
        return sign_receipt(RegistryReceipt(**{**fields, **changes}), key or self.key)

    def post_bundle(self, raw):
        self.open(raw)
        return self.receipt()

    def carried(self, ask, **changes):
        """Return the paper about learners of other buses, sealed to who asks."""
        fields = {
            "bus": "79B03",
            "regepoch": 1,
            "made": self.now,
            "content": hash_content(self.learners),
            "learners": self.learners,
        }
        document = CarriedLearners(**{**fields, **changes})
        return seal_carried(document, key=self.key, box_key=ask.box_key)

    def ask_carried(self, raw):
        ask = parse_ask(raw, lambda _bus: self.bus_key.public_key())
        self.asks.append(ask)
        return None if ask.has == hash_content(self.learners) else self.carried(ask)

    def get_receipt(self, _bus):
        if self.problem is not None:
            raise self.problem
        return self.receipt()


@pytest.fixture
def province(journal_key, root_key, now):
    return Province(journal_key, root_key, now)


@pytest.fixture
def enrol(database, journal_key, province, now):
    """Bring a pack to the bus; the province's own when none is given."""

    def bring(raw=None):
        with database.write() as db:
            return apply_enrolment(
                db,
                raw or province.pack(),
                bus_code="79B03",
                journal_key=journal_key.public_key().public_bytes_raw(),
                actor="system",
                now=now,
            )

    return bring


@pytest.fixture
def write_records(database, now):
    """Write results and answers into the journal of the bus."""

    def write(results=0, answers=0):
        with database.write() as db:
            for n in range(results):
                data = {
                    "enrolment_id": str(derive_id("enrolment", n)),
                    "training_session_id": str(derive_id("session", n)),
                    "learner_id": str(derive_id("learner", n)),
                }
                append(
                    db,
                    stream=Stream.R,
                    kind="enrolment.created",
                    data=data,
                    actor="system",
                    now=now,
                )
            for n in range(answers):
                append(
                    db,
                    stream=Stream.D,
                    kind="attendance.noted",
                    data={"n": n},
                    actor="system",
                    now=now,
                )

    return write


@pytest.fixture
def take(database, now):
    """Bring a receipt to the bus by stick."""

    def bring(raw):
        with database.write() as db:
            return apply_receipt(db, raw, bus_code="79B03", way=Way.STICK, actor="system", now=now)

    return bring


@pytest.fixture
def desk(database, config, journal_key):
    return Desk(database, config.data_dir, "79B03", journal_key)


@pytest.fixture
def stranger():
    return Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def a_head():
    """A head that this bus's journal does not have."""
    return Head("0a1b2c3d", Stream.R, 1, b"h" * 32)


@pytest.fixture
def sang(now):
    """A learner of another bus who left a course unfinished there."""
    work = CarriedWork(
        enrolment_id=derive_id("elsewhere", 1),
        bus="79A01",
        course_id="KNS-02",
        course_version="1.0",
        lessons=[],
        tasks_done=[],
        attended_minutes=40,
        quiz=None,
        closed_at=now,
    )
    return CarriedLearner(
        learner_id=derive_id("stranger", 1),
        full_name="Lò Thị Sáng",
        usual_name=None,
        birth_year=1958,
        birth_date=None,
        sex=None,
        commune_code="17071",
        village="bản Một",
        work=[work],
    )
