"""A class of KNS-04 with learners who completed it, an officer with a listed key."""

import random
import secrets
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.trust import TrustedKey, TrustStore
from common.clock import utc_now
from common.ids import new_id
from lms_server.attendance.models import Presence
from lms_server.issuing.actions import approve as approve_learner
from lms_server.issuing.actions import record_completions
from lms_server.issuing.issue import Press, issue_certificate
from lms_server.issuing.keyring import create_key, get_sealed_key
from lms_server.issuing.profiles import Profile, set_profile
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import BirthDate, Evidence, Means, Purpose
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from lms_server.quizzes.models import Attempt, AttemptResult
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session
from lms_server.web.context import catalog

PASSPHRASE = "trâu đỏ gặm lúa xanh"
DID = "did:web:gcn.khanhhoa.example"
BOTH = frozenset({Purpose.LEARN, Purpose.PROVINCE})


@pytest.fixture
def now():
    """Pages read the wall clock, so the facts of these tests happen today."""
    return utc_now() - timedelta(hours=3)


@pytest.fixture
def course(app):
    with app.app_context():
        return catalog().get_course("KNS-04")


@pytest.fixture
def trainer_id(add_account):
    return add_account("trainer", full_name="Lò Văn Dạy")


@pytest.fixture
def a_class(database, course, trainer_id, now):
    """Open a class; returns its id."""

    def make(taught_by=None, opened_at=now):
        new = NewTrainingSession(
            commune_code="22702",
            village="thôn Tà Lú 3",
            place="Nhà văn hóa thôn Tà Lú 3",
            trainer_id=taught_by or trainer_id,
            trainer_name="Lò Văn Dạy",
        )
        with database.write() as db:
            return open_training_session(
                db, new, course=course, actor=f"account:{trainer_id}", now=opened_at
            )

    return make


@pytest.fixture
def a_learner(database, config, course, now):
    """Enrol a learner who completed the course; arguments take parts of it away."""
    vault, rng = IdNumberVault(config.database_key), random.Random(5)

    def make(training_session_id, name="Nguyễn Thị Hoa", **facts):
        consent = ConsentGiven(
            purposes=facts.get("purposes", BOTH), means=Means.PAPER, witness="Trưởng thôn"
        )
        new = NewLearner(
            full_name=name,
            birth=BirthDate(1955),
            commune_code="22702",
            village="thôn Tà Lú 3",
            evidence=facts.get("evidence", Evidence.CARD_SEEN),
        )
        with database.write() as db:
            learner_id = register_learner(
                db, new, consent=consent, vault=vault, rng=rng, actor="system", now=now
            )
            enrolment_id = enrol(db, training_session_id, learner_id, actor="system", now=now)
            add_attendance(db, enrolment_id, minutes=facts.get("minutes", 55), now=now)
            tasks = facts.get("tasks", course.completion.required_tasks)
            add_tasks(db, enrolment_id, learner_id, tasks=tasks, now=now)
            if facts.get("correct", 8.0) is not None:
                add_quiz(db, enrolment_id, learner_id, correct=facts.get("correct", 8.0), now=now)
        return enrolment_id

    return make


def add_attendance(db, enrolment_id, *, minutes, now):
    ended_at = now + timedelta(minutes=minutes)
    db.add(Presence(id=new_id(), enrolment_id=enrolment_id, started_at=now, ended_at=ended_at))


def add_tasks(db, enrolment_id, learner_id, *, tasks, now):
    for task in tasks:
        attempt = SimulatorAttempt(
            id=new_id(),
            enrolment_id=enrolment_id,
            learner_id=learner_id,
            device_id=new_id(),
            course_id="KNS-04",
            simulator_id=task,
            opened_at=now,
        )
        db.add(attempt)
        db.flush()
        db.add(
            SimulatorTry(
                id=new_id(),
                simulator_attempt_id=attempt.id,
                content_hash=secrets.token_hex(32),
                events=b"[]",
                is_done=True,
                hints_used=0,
                wrong_moves=0,
                stopped_trap=None,
                seconds=30,
                finished_at=now,
                received_at=now,
            )
        )
    db.flush()


def add_quiz(db, enrolment_id, learner_id, *, correct, now):
    attempt = Attempt(
        id=new_id(),
        enrolment_id=enrolment_id,
        learner_id=learner_id,
        device_id=new_id(),
        earlier_devices=[],
        course_id="KNS-04",
        course_version="1.0",
        quiz_id="KNS-04-K1",
        seed=1,
        items=[],
        opened_at=now,
        submitted_at=now,
    )
    db.add(attempt)
    db.flush()
    db.add(
        AttemptResult(
            attempt_id=attempt.id,
            correct=correct,
            item_count=10,
            scaled=correct / 10,
            is_passed=correct >= 7,
            submitted_at=now,
        )
    )
    db.flush()


@pytest.fixture
def profile(database, now):
    profile = Profile(
        issuer_did=DID,
        parent_unit="Sở Khoa học và Công nghệ tỉnh Khánh Hòa",
        unit="Trung tâm Chuyển đổi số",
        unit_code="79B03",
        signer_title="GIÁM ĐỐC",
        signer_name="Trần Văn Bình",
        issued_place="Khánh Hòa",
        province_name="tỉnh Khánh Hòa",
        communes=(("22702", "xã Khánh Vĩnh"),),
    )
    with database.write() as db:
        set_profile(db, profile, actor="system", now=now)
    return profile


@pytest.fixture
def list_keys(config, now):
    """Let the province list officers' keys, as ``trust.json`` of the bus."""

    def write(*sealed, made_at=now - timedelta(hours=1), **changes):
        root = Ed25519PrivateKey.generate()
        keys = [
            TrustedKey(
                **{
                    "key_id": one.key_id,
                    "public_key": one.public_key,
                    "bus_code": config.bus_code,
                    "valid_from": now - timedelta(days=1),
                    "valid_until": now + timedelta(days=365),
                    **changes,
                }
            )
            for one in sealed
        ]
        store = TrustStore(
            number=1,
            made_at=made_at,
            issuer_did=DID,
            registry_url="https://gcn.khanhhoa.example",
            registry_key=root.public_key().public_bytes_raw(),
            keys=tuple(keys),
        )
        (config.data_dir / "trust.json").write_bytes(store.to_json(root))
        return store

    return write


@pytest.fixture
def an_officer(add_account, config, list_keys, profile):  # noqa: ARG001
    """Open an officer's account with a key the province lists."""

    def make():
        account_id = add_account("officer")
        sealed = create_key(config.data_dir, account_id, issuer_did=DID, passphrase=PASSPHRASE)
        list_keys(sealed)
        return account_id

    return make


@pytest.fixture
def a_press(config, an_officer):
    """What issuing needs, with an unlocked key."""

    def make(officer_id=None):
        officer_id = officer_id or an_officer()
        sealed = get_sealed_key(config.data_dir, officer_id)
        trust = TrustStore.read_held((config.data_dir / "trust.json").read_bytes())
        return Press(
            bus_code=config.bus_code,
            officer_id=officer_id,
            key=sealed.unlock(PASSPHRASE),
            trust=trust,
            rng=random.Random(1),
        )

    return make


@pytest.fixture
def passphrase():
    return PASSPHRASE


@pytest.fixture
def later(now):
    return now + timedelta(hours=2)


@pytest.fixture
def complete(database, course, later):
    def run(class_id):
        with database.write() as db:
            return record_completions(db, class_id, course=course, now=later)

    return run


@pytest.fixture
def approve(database, course, later):
    def run(enrolment_id, officer_id):
        with database.write() as db:
            approve_learner(db, enrolment_id, course=course, officer_id=officer_id, now=later)

    return run


@pytest.fixture
def issue(database, course, later):
    def run(enrolment_id, press, now=later):
        with database.write() as db:
            return issue_certificate(db, enrolment_id, course=course, press=press, now=now)

    return run


@pytest.fixture
def an_issued(a_class, a_learner, a_press, complete, approve, issue):
    """Issue a certificate; returns its id."""

    def make(press=None, class_id=None, **facts):
        press, class_id = press or a_press(), class_id or a_class()
        enrolment_id = a_learner(class_id, **facts)
        complete(class_id)
        approve(enrolment_id, press.officer_id)
        return issue(enrolment_id, press)

    return make
