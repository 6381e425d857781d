"""The paper about learners of other buses: asked for, sealed, read without trust."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from common.ids import derive_id
from sync import carried
from sync.carried import CarriedAsk, CarriedLearner, CarriedLearners, CarriedWork
from sync.errors import DocumentError, DocumentFault
from sync.progress import LessonReached

NOW = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
BUS_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
OTHER_BUS_KEY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
REGISTRY_KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


def learner_of(number, now):
    work = CarriedWork(
        enrolment_id=derive_id("enrolment", number),
        bus="40A01",
        course_id="KNS-02",
        course_version="1.0",
        lessons=[LessonReached(lesson_id="KNS-02-L1", page=6, is_done=True)],
        tasks_done=["KNS-02-T1"],
        attended_minutes=40,
        quiz=None,
        closed_at=now,
    )
    return CarriedLearner(
        learner_id=derive_id("learner", number),
        full_name="Lò Thị Sáng",
        usual_name=None,
        birth_year=1958,
        birth_date=None,
        sex="female",
        commune_code="17071",
        village="bản Một",
        work=[work],
    )


@pytest.fixture(scope="module")
def document():
    learners = [learner_of(number, NOW) for number in range(3)]
    content = carried.hash_content(learners)
    return CarriedLearners(bus="40B01", regepoch=1, made=NOW, content=content, learners=learners)


def seal(document, *, key=REGISTRY_KEY, to=BUS_KEY):
    box_key = carried.box_key_of(to).public_key().public_bytes_raw()
    return carried.seal_carried(document, key=key, box_key=box_key)


@pytest.fixture(scope="module")
def sealed(document):
    return seal(document)


def read(raw, *, key=BUS_KEY, bus="40B01"):
    return carried.open_carried(
        raw,
        bus=bus,
        box_key=carried.box_key_of(key),
        registry_key=REGISTRY_KEY.public_key(),
    )


def test_the_bus_reads_what_the_province_wrote(document, sealed):
    assert read(sealed) == document


def test_no_name_stands_in_the_file(sealed):
    assert "Sáng".encode() not in sealed


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_flipped_bit_anywhere_is_refused(sealed, place, bit):
    altered = bytearray(sealed)
    altered[place % len(sealed)] ^= 1 << bit

    with pytest.raises(DocumentError):
        read(bytes(altered))


@given(end=st.integers(min_value=0))
def test_a_file_that_was_cut_is_refused(sealed, end):
    with pytest.raises(DocumentError):
        read(sealed[: end % len(sealed)])


def test_another_bus_cannot_read_it(sealed):
    with pytest.raises(DocumentError) as refusal:
        read(sealed, key=OTHER_BUS_KEY, bus="40C01")

    assert refusal.value.fault is DocumentFault.OTHER_BUS


def test_a_paper_of_another_name_is_refused_though_it_opens(document):
    with pytest.raises(DocumentError) as refusal:
        read(seal(document), bus="40C01")

    assert refusal.value.fault is DocumentFault.OTHER_BUS


def test_only_the_province_can_write_one(document):
    with pytest.raises(DocumentError) as refusal:
        read(seal(document, key=STRANGER))

    assert refusal.value.fault is DocumentFault.SIGNATURE


def test_an_ask_proves_whose_it_is(document):
    box_key = carried.box_key_of(BUS_KEY).public_key().public_bytes_raw()
    ask = CarriedAsk(bus="40B01", box_key=box_key, made=document.made)

    assert (
        carried.parse_ask(carried.sign_ask(ask, BUS_KEY), lambda _bus: BUS_KEY.public_key()) == ask
    )
    with pytest.raises(DocumentError) as refusal:
        carried.parse_ask(carried.sign_ask(ask, STRANGER), lambda _bus: BUS_KEY.public_key())
    assert refusal.value.fault is DocumentFault.SIGNATURE


def test_the_key_to_seal_to_is_not_the_key_that_signs():
    box_key = carried.box_key_of(BUS_KEY)

    assert box_key.private_bytes_raw() != BUS_KEY.private_bytes_raw()
    assert box_key.private_bytes_raw() == carried.box_key_of(BUS_KEY).private_bytes_raw()
