"""A guest begins; making a guest's work a learner's: once, and for good."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms_server.guests.errors import AlreadyClaimedError, GuestNotFoundError, OtherCourseError
from lms_server.guests.forgetting import make_room
from lms_server.guests.queries import teaches_same
from lms_server.journal.actions import append
from lms_server.lessons.actions import move_work
from lms_server.training import guests, queries
from lms_server.training.errors import TrainingSessionClosedError
from lms_server.training.models import GuestVisit
from sync.chain import Stream

log = logging.getLogger(__name__)


def begin(
    db: Session, training_session_id: UUID, *, device_id: UUID, now: datetime
) -> queries.EnrolmentRow:
    """Let somebody without a name try, whoever else tried before.

    Raises:
        TrainingSessionNotFoundError, TrainingSessionClosedError: no such class, or it ended.
    """
    forgotten = make_room(db, training_session_id, now=now)
    if forgotten:
        log.info("guests forgotten", extra={"count": forgotten})
    return guests.begin_visit(db, training_session_id, device_id=device_id, now=now)


def claim(
    db: Session, guest_enrolment_id: UUID, enrolment_id: UUID, *, actor: str, now: datetime
) -> None:
    """Make what a guest read and practised a learner's; asked again it changes nothing.

    Minutes stay behind: presence is counted from the moment a person signed in.

    Raises:
        GuestNotFoundError: no guest has this enrolment.
        EnrolmentNotFoundError: no learner has the other one.
        TrainingSessionClosedError: the learner's class has ended.
        OtherCourseError: the learner's class teaches something else.
        AlreadyClaimedError: the work is another learner's.
    """
    visit = guests.find_visit(db, guest_enrolment_id)
    if visit is None:
        raise GuestNotFoundError
    learner = queries.get_enrolment(db, enrolment_id)
    if visit.claimed_by == enrolment_id:
        return
    if visit.claimed_by is not None:
        raise AlreadyClaimedError
    if not queries.get_training_session(db, learner.training_session_id).is_open:
        raise TrainingSessionClosedError
    if not teaches_same(db, visit, learner.training_session_id):
        raise OtherCourseError
    move_work(
        db,
        from_enrolment=guest_enrolment_id,
        enrolment_id=enrolment_id,
        learner_id=learner.learner.id,
        now=now,
    )
    db.execute(
        update(GuestVisit)
        .where(GuestVisit.enrolment_id == guest_enrolment_id)
        .values(claimed_by=enrolment_id, claimed_at=now)
    )
    data = {"guest_enrolment_id": str(guest_enrolment_id), "enrolment_id": str(enrolment_id)}
    append(db, stream=Stream.A, kind="guest.claimed", data=data, actor=actor, now=now)
