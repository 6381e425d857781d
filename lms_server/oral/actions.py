"""Writes about quizzes by word of mouth, each with its line in the audit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.ids import new_id
from lms_server.journal.actions import append
from lms_server.oral import queries
from lms_server.oral.models import OralMode
from lms_server.oral.rules import OralReason
from lms_server.training.errors import TrainingSessionClosedError
from lms_server.training.queries import get_enrolment, is_enrolment_open
from sync.chain import Stream


def start_oral(
    db: Session, enrolment_id: UUID, *, reason: OralReason, actor: str, now: datetime
) -> None:
    """Let a learner be asked by word of mouth; starting it twice changes nothing.

    Args:
        db: the open write block.
        enrolment_id: who, in which class.
        reason: why; kept with the name of who decided.
        actor: ``account:<uuid>`` of the trainer or assistant.
        now: the server's clock.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
        TrainingSessionClosedError: the class has ended.
    """
    get_enrolment(db, enrolment_id)
    if not is_enrolment_open(db, enrolment_id):
        raise TrainingSessionClosedError
    if queries.is_oral(db, enrolment_id):
        return
    mode = OralMode(
        id=new_id(), enrolment_id=enrolment_id, reason=reason, started_by=actor, started_at=now
    )
    db.add(mode)
    db.flush()
    data = {
        "enrolment_id": str(enrolment_id),
        "reason": reason.value,
        "started_at": to_wire(now),
    }
    append(db, stream=Stream.A, kind="oral_mode.started", data=data, actor=actor, now=now)


def end_oral(db: Session, enrolment_id: UUID, *, actor: str, now: datetime) -> None:
    """Let a learner read alone again; attempts that began by word of mouth stay marked."""
    if not queries.is_oral(db, enrolment_id):
        return
    db.execute(
        update(OralMode)
        .where(OralMode.enrolment_id == enrolment_id, OralMode.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor)
    )
    data = {"enrolment_id": str(enrolment_id), "ended_at": to_wire(now)}
    append(db, stream=Stream.A, kind="oral_mode.ended", data=data, actor=actor, now=now)
