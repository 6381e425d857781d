"""Reads about quizzes by word of mouth."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms_server.oral.models import OralMode
from lms_server.oral.rules import OralReason
from lms_server.training.models import Enrolment


@dataclass(frozen=True)
class OralRow:
    """A learner who is asked by word of mouth now."""

    enrolment_id: UUID
    reason: OralReason
    started_at: datetime


def find_oral(db: Session, enrolment_id: UUID) -> OralRow | None:
    """Return why and since when a learner is asked by word of mouth; None: reads alone."""
    query = select(OralMode).where(
        OralMode.enrolment_id == enrolment_id, OralMode.ended_at.is_(None)
    )
    found = db.scalar(query)
    return None if found is None else _to_row(found)


def is_oral(db: Session, enrolment_id: UUID) -> bool:
    """Tell whether a learner is asked by word of mouth now."""
    return find_oral(db, enrolment_id) is not None


def was_oral(db: Session, enrolment_id: UUID, *, start: datetime, end: datetime) -> bool:
    """Tell whether a learner was asked by word of mouth at any moment from ``start`` to ``end``."""
    query = select(OralMode.id).where(
        OralMode.enrolment_id == enrolment_id,
        OralMode.started_at <= end,
        or_(OralMode.ended_at.is_(None), OralMode.ended_at >= start),
    )
    return db.scalar(query.limit(1)) is not None


def oral_enrolments(db: Session, training_session_id: UUID) -> frozenset[UUID]:
    """Return who of a class is asked by word of mouth now."""
    query = (
        select(OralMode.enrolment_id)
        .join(Enrolment, Enrolment.id == OralMode.enrolment_id)
        .where(Enrolment.training_session_id == training_session_id, OralMode.ended_at.is_(None))
    )
    return frozenset(db.scalars(query))


def _to_row(found: OralMode) -> OralRow:
    return OralRow(found.enrolment_id, OralReason(found.reason), found.started_at)
