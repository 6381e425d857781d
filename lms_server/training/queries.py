"""Reads about training sessions and enrolments."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.text import search_key
from lms_server.learners.models import Learner
from lms_server.learners.queries import LearnerRow, get_learner, list_learners
from lms_server.training.errors import EnrolmentNotFoundError, TrainingSessionNotFoundError
from lms_server.training.models import Enrolment, GuestVisit, TrainingSession

NOT_A_GUEST = Enrolment.id.not_in(select(GuestVisit.enrolment_id))
"""Keeps those who only try out of everything that is counted, listed or sent."""


@dataclass(frozen=True)
class TrainingSessionRow:
    """A class as pages show it."""

    id: UUID
    course_id: str
    course_version: str
    package_hash: str
    commune_code: str
    village: str
    place: str
    trainer_id: UUID
    trainer_name: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether learners may still come and work."""
        return self.closed_at is None


@dataclass(frozen=True)
class EnrolmentRow:
    """One learner in one class."""

    id: UUID
    training_session_id: UUID
    seat: str
    created_at: datetime
    learner: LearnerRow
    has_namesake: bool
    """Another learner of the class has this name, tones aside: show how to tell them apart."""


def get_training_session(db: Session, training_session_id: UUID) -> TrainingSessionRow:
    """Return one class.

    Raises:
        TrainingSessionNotFoundError: no class has this id.
    """
    found = db.get(TrainingSession, training_session_id)
    if found is None:
        raise TrainingSessionNotFoundError
    return _to_row(found)


def list_training_sessions(db: Session, limit: int = 100) -> list[TrainingSessionRow]:
    """Return classes: open ones first, then the newest."""
    query = (
        select(TrainingSession)
        .order_by(TrainingSession.closed_at.isnot(None), TrainingSession.opened_at.desc())
        .limit(limit)
    )
    return [_to_row(row) for row in db.scalars(query)]


def list_open_sessions(db: Session) -> list[TrainingSessionRow]:
    """Return the classes that are going on, the newest first."""
    query = (
        select(TrainingSession)
        .where(TrainingSession.closed_at.is_(None))
        .order_by(TrainingSession.opened_at.desc())
    )
    return [_to_row(row) for row in db.scalars(query)]


def count_enrolments(db: Session) -> dict[UUID, int]:
    """Return how many learners each class has."""
    query = (
        select(Enrolment.training_session_id, func.count())
        .where(NOT_A_GUEST)
        .group_by(Enrolment.training_session_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def list_enrolments(db: Session, training_session_id: UUID) -> list[EnrolmentRow]:
    """Return who is in the class, sorted by name."""
    query = select(Enrolment).where(
        Enrolment.training_session_id == training_session_id, NOT_A_GUEST
    )
    found = {enrolment.learner_id: enrolment for enrolment in db.scalars(query)}
    learners = list_learners(db, found.keys())
    names = Counter(search_key(learner.full_name) for learner in learners)
    return [
        _to_enrolment(found[one.id], one, has_namesake=names[search_key(one.full_name)] > 1)
        for one in learners
    ]


def get_enrolment(db: Session, enrolment_id: UUID) -> EnrolmentRow:
    """Return one enrolment.

    Raises:
        EnrolmentNotFoundError: no enrolment of a person has this id.
    """
    found = db.scalar(select(Enrolment).where(Enrolment.id == enrolment_id, NOT_A_GUEST))
    if found is None:
        raise EnrolmentNotFoundError
    learner = get_learner(db, found.learner_id)
    namesakes = select(func.count()).where(
        Enrolment.training_session_id == found.training_session_id,
        Enrolment.learner_id == Learner.id,
        Learner.search_name == search_key(learner.full_name),
    )
    return _to_enrolment(found, learner, has_namesake=db.scalar(namesakes) != 1)


def find_open_enrolment(db: Session, learner_id: UUID) -> UUID | None:
    """Return the learner's enrolment in the newest class that is going on."""
    query = (
        select(Enrolment.id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .where(Enrolment.learner_id == learner_id, TrainingSession.closed_at.is_(None))
        .order_by(TrainingSession.opened_at.desc())
        .limit(1)
    )
    return db.scalar(query)


def is_enrolment_open(db: Session, enrolment_id: UUID) -> bool:
    """Tell whether the class of this enrolment is going on."""
    query = (
        select(TrainingSession.closed_at)
        .join(Enrolment, Enrolment.training_session_id == TrainingSession.id)
        .where(Enrolment.id == enrolment_id)
    )
    row = db.execute(query).one_or_none()
    return row is not None and row[0] is None


def get_course_version(db: Session, enrolment_id: UUID) -> str:
    """Return the version of the course that the class of an enrolment teaches.

    Raises:
        EnrolmentNotFoundError: no enrolment has this id.
    """
    query = (
        select(TrainingSession.course_version)
        .join(Enrolment, Enrolment.training_session_id == TrainingSession.id)
        .where(Enrolment.id == enrolment_id)
    )
    version = db.scalar(query)
    if version is None:
        raise EnrolmentNotFoundError
    return version


def _to_row(found: TrainingSession) -> TrainingSessionRow:
    return TrainingSessionRow(
        id=found.id,
        course_id=found.course_id,
        course_version=found.course_version,
        package_hash=found.package_hash,
        commune_code=found.commune_code,
        village=found.village,
        place=found.place,
        trainer_id=found.trainer_id,
        trainer_name=found.trainer_name,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
    )


def _to_enrolment(found: Enrolment, learner: LearnerRow, *, has_namesake: bool) -> EnrolmentRow:
    return EnrolmentRow(
        id=found.id,
        training_session_id=found.training_session_id,
        seat=found.seat,
        created_at=found.created_at,
        learner=learner,
        has_namesake=has_namesake,
    )
