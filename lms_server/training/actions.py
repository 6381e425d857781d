"""Writes about training sessions, each with its journal record."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.ids import derive_id, new_id
from common.text import nfc
from courses.model import Course
from lms_server.journal.actions import append
from lms_server.learners.queries import get_learner
from lms_server.packages.actions import note_use
from lms_server.training import queries, rules
from lms_server.training.errors import (
    PlaceMissingError,
    SeatTooLongError,
    TrainingSessionClosedError,
)
from lms_server.training.models import Enrolment, PictureTry, TrainingSession
from lms_server.training.rules import PictureVerdict
from sync.chain import Stream

_LONGEST_SEAT = 20


@dataclass(frozen=True, kw_only=True)
class NewTrainingSession:
    """Where a class is held and by whom."""

    commune_code: str
    village: str
    place: str
    trainer_id: UUID
    trainer_name: str


def open_training_session(
    db: Session, new: NewTrainingSession, *, course: Course, actor: str, now: datetime
) -> UUID:
    """Open a class that teaches ``course`` as it is now; returns its id.

    Raises:
        PlaceMissingError: commune code, village or place is empty or wrong.
        VersionTakenError: a class used this version of the course with another content.
    """
    village, place = nfc(new.village), nfc(new.place)
    if not (re.fullmatch(r"[0-9]{5}", new.commune_code) and village and place):
        raise PlaceMissingError
    note_use(db, course, now=now)
    opened = TrainingSession(
        id=new_id(),
        course_id=course.course_id,
        course_version=course.version,
        package_hash=course.package_hash,
        commune_code=new.commune_code,
        village=village[:80],
        place=place[:120],
        trainer_id=new.trainer_id,
        trainer_name=nfc(new.trainer_name),
        opened_at=now,
    )
    db.add(opened)
    db.flush()
    _journal_opening(db, opened, actor=actor, now=now)
    return opened.id


def close_training_session(
    db: Session, training_session_id: UUID, *, present_count: int, actor: str, now: datetime
) -> None:
    """End a class; ending it twice changes nothing.

    Raises:
        TrainingSessionNotFoundError: no such class.
    """
    if not queries.get_training_session(db, training_session_id).is_open:
        return
    db.execute(
        update(TrainingSession)
        .where(TrainingSession.id == training_session_id)
        .values(closed_at=now)
    )
    data = {
        "training_session_id": str(training_session_id),
        "closed_at": to_wire(now),
        "present_count": present_count,
    }
    append(db, stream=Stream.R, kind="training_session.closed", data=data, actor=actor, now=now)


def enrol(  # noqa: PLR0913
    db: Session,
    training_session_id: UUID,
    learner_id: UUID,
    *,
    seat: str = "",
    actor: str,
    now: datetime,
) -> UUID:
    """Put a learner into a class; returns the enrolment's id. Doing it twice changes nothing.

    Raises:
        TrainingSessionNotFoundError, TrainingSessionClosedError: no such class, or it ended.
        SeatTooLongError: more than 20 characters.
        LearnerNotFoundError: no such learner.
    """
    if not queries.get_training_session(db, training_session_id).is_open:
        raise TrainingSessionClosedError
    if len(nfc(seat)) > _LONGEST_SEAT:
        raise SeatTooLongError
    enrolment_id = derive_id("enrolment", training_session_id, learner_id)
    if db.get(Enrolment, enrolment_id) is not None:
        return enrolment_id
    get_learner(db, learner_id)
    db.add(
        Enrolment(
            id=enrolment_id,
            training_session_id=training_session_id,
            learner_id=learner_id,
            seat=nfc(seat),
            created_at=now,
            created_by=actor,
        )
    )
    db.flush()
    data = {
        "enrolment_id": str(enrolment_id),
        "training_session_id": str(training_session_id),
        "learner_id": str(learner_id),
    }
    append(db, stream=Stream.R, kind="enrolment.created", data=data, actor=actor, now=now)
    return enrolment_id


def try_picture(db: Session, enrolment_id: UUID, picture: str, *, now: datetime) -> PictureVerdict:
    """Tell whether ``picture`` is the learner's; wrong ones in a row make one wait.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
    """
    enrolment = queries.get_enrolment(db, enrolment_id)
    tried = db.get(PictureTry, enrolment_id)
    if tried is not None and rules.is_waiting(tried.wait_until, now):
        return PictureVerdict.WAIT
    if picture == enrolment.learner.picture:
        forgive_pictures(db, enrolment_id)
        return PictureVerdict.RIGHT
    if tried is None:
        tried = PictureTry(enrolment_id=enrolment_id, failures=0)
        db.add(tried)
    tried.failures += 1
    tried.wait_until = now + rules.wait_after(tried.failures)
    db.flush()
    return PictureVerdict.WRONG if tried.wait_until <= now else PictureVerdict.WAIT


def forgive_pictures(db: Session, enrolment_id: UUID) -> None:
    """Forget wrong pictures, so that the learner may try at once."""
    db.execute(delete(PictureTry).where(PictureTry.enrolment_id == enrolment_id))


def _journal_opening(db: Session, opened: TrainingSession, *, actor: str, now: datetime) -> None:
    data = {
        "training_session_id": str(opened.id),
        "course_id": opened.course_id,
        "course_version": opened.course_version,
        "package_hash": opened.package_hash,
        "commune_code": opened.commune_code,
        "village": opened.village,
        "place": opened.place,
        "trainer_name": opened.trainer_name,
        "opened_at": to_wire(now),
    }
    append(db, stream=Stream.R, kind="training_session.opened", data=data, actor=actor, now=now)
