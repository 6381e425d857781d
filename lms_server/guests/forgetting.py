"""Forgetting guests whom nobody claimed: their rows in every table. See decision 0016.

No record of the journal knew of them, so nothing is missed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from lms_server.learners.models import Learner
from lms_server.lessons.models import (
    LessonProgress,
    SimulatorAttempt,
    SimulatorDraft,
    SimulatorTry,
)
from lms_server.tables import Base
from lms_server.training.guests import ASKED_FOR
from lms_server.training.models import Enrolment, GuestVisit, Sitting, TrainingSession

KEPT_FOR = timedelta(days=7)
"""After the end of their class: as long as a kiosk may still bring what it queued."""
MOST_IN_A_CLASS = 200
"""Who sits at a machine is never among those who make room."""

_PROGRESS = exists().where(LessonProgress.enrolment_id == GuestVisit.enrolment_id)
_TRIES = exists().where(
    SimulatorTry.simulator_attempt_id == SimulatorAttempt.id,
    SimulatorAttempt.enrolment_id == GuestVisit.enrolment_id,
)
_DRAFTS = exists().where(SimulatorDraft.enrolment_id == GuestVisit.enrolment_id)
_SITS = exists().where(Sitting.enrolment_id == GuestVisit.enrolment_id, Sitting.ended_at.is_(None))
HAS_WORK = or_(_PROGRESS, _TRIES, _DRAFTS)
"""A guest left something that could become a learner's."""


def make_room(db: Session, training_session_id: UUID, *, now: datetime) -> int:
    """Forget guests nobody will ask for, so that another one may begin; return how many.

    These are guests of classes that ended a week ago, guests who did nothing and are gone for
    three hours, and in a full class those who did nothing, then those who came first.
    """
    ended = TrainingSession.closed_at < now - KEPT_FOR
    idle = ~HAS_WORK & (GuestVisit.began_at < now - ASKED_FOR)
    forgotten = {*_unclaimed(db, ended), *_unclaimed(db, idle, ~_SITS)}
    _forget(db, forgotten)
    crowd = _unclaimed(db, Enrolment.training_session_id == training_session_id, ~_SITS)
    surplus = crowd[: max(0, len(crowd) - MOST_IN_A_CLASS + 1)]
    _forget(db, surplus)
    return len(forgotten) + len(surplus)


def _unclaimed(db: Session, *conditions: ColumnElement[bool]) -> list[UUID]:
    """Return guests, first those who did nothing, of each kind the oldest first."""
    query = (
        select(GuestVisit.enrolment_id)
        .join(Enrolment, Enrolment.id == GuestVisit.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .where(GuestVisit.claimed_by.is_(None), *conditions)
        .order_by(HAS_WORK, GuestVisit.began_at, GuestVisit.enrolment_id)
    )
    return list(db.scalars(query))


def _forget(db: Session, enrolment_ids: Collection[UUID]) -> None:
    """Remove enrolments, their learners and all that hangs on either, in every table."""
    if not enrolment_ids:
        return
    of_guests = Enrolment.id.in_(enrolment_ids)
    learner_ids = list(db.scalars(select(Enrolment.learner_id).where(of_guests)))
    doomed: dict[Table, ColumnElement[bool]] = {
        Base.metadata.tables[Learner.__tablename__]: Learner.id.in_(learner_ids),
        Base.metadata.tables[Enrolment.__tablename__]: of_guests,
    }
    for table in Base.metadata.sorted_tables:
        hanging = [key for key in table.foreign_keys if key.column.table in doomed]
        needed = [_points_at(key, doomed) for key in hanging if not key.parent.nullable]
        if table not in doomed and needed:
            doomed[table] = or_(*needed)
        elif table not in doomed:
            for key in hanging:
                values = {key.parent.name: None}
                db.execute(update(table).where(_points_at(key, doomed)).values(values))
    for table, condition in reversed(doomed.items()):
        db.execute(delete(table).where(condition))


def _points_at(key: ForeignKey, doomed: dict[Table, ColumnElement[bool]]) -> ColumnElement[bool]:
    condition = doomed[key.column.table]
    return key.parent.in_(select(key.column).where(condition))
