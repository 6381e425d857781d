"""A province that tells this bus of learners of other buses."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.ids import derive_id
from lms_server.elsewhere import taking
from lms_server.elsewhere.actions import Reader
from sync.carried import (
    CarriedLearner,
    CarriedLearners,
    CarriedWork,
    box_key_of,
    hash_content,
    seal_carried,
)
from sync.progress import LessonReached

JOURNAL_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
REGISTRY_KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)


@pytest.fixture
def course(bundled):
    """A course of 75 minutes."""
    return bundled.get_course("KNS-02")


@pytest.fixture
def work(course, now):
    """What was reached in one class of another bus: 40 minutes, a lesson and a half, one task."""

    def make(number=1, **changes):
        first, second = course.lessons[:2]
        fields = {
            "enrolment_id": derive_id("elsewhere", number),
            "bus": "79A01",
            "course_id": course.course_id,
            "course_version": course.version,
            "lessons": [
                LessonReached(lesson_id=first.lesson_id, page=len(first.pages), is_done=True),
                LessonReached(lesson_id=second.lesson_id, page=2, is_done=False),
            ],
            "tasks_done": [next(iter(course.simulators))],
            "attended_minutes": 40,
            "quiz": None,
            "closed_at": now - timedelta(days=9),
        }
        return CarriedWork(**{**fields, **changes})

    return make


@pytest.fixture
def stranger(work):
    """A learner of another bus."""

    def make(number=1, **changes):
        fields = {
            "learner_id": derive_id("stranger", number),
            "full_name": "Lò Thị Sáng",
            "usual_name": "bà Sáng",
            "birth_year": 1958,
            "birth_date": date(1958, 5, 12),
            "sex": "female",
            "commune_code": "17071",
            "village": "bản Một",
            "work": [work(number)],
        }
        return CarriedLearner(**{**fields, **changes})

    return make


@pytest.fixture
def paper(now):
    """Make a sealed paper; ``day`` says when the province made it."""

    def make(*learners, day=0, bus="79B03", key=REGISTRY_KEY, to=JOURNAL_KEY, regepoch=1):
        document = CarriedLearners(
            bus=bus,
            regepoch=regepoch,
            made=now + timedelta(days=day),
            content=hash_content(learners),
            learners=list(learners),
        )
        box_key = box_key_of(to).public_key().public_bytes_raw()
        return seal_carried(document, key=key, box_key=box_key)

    return make


@pytest.fixture
def reader():
    return Reader(
        bus_code="79B03",
        journal_key=JOURNAL_KEY,
        registry_key=REGISTRY_KEY.public_key().public_bytes_raw(),
    )


@pytest.fixture
def take(database, reader, now):
    """Let the bus read a paper."""

    def read(raw, *, at=now, of=database):
        return taking.take(of, raw, reader=reader, now=at)

    return read
