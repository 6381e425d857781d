"""Who sits at which machine: reads and writes of sittings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.training.models import Ending, Enrolment, Sitting


@dataclass(frozen=True)
class SittingRow:
    """One learner at one machine."""

    id: UUID
    enrolment_id: UUID
    device_id: UUID
    began_at: datetime


def sit_down(db: Session, enrolment_id: UUID, *, device_id: UUID, now: datetime) -> UUID:
    """Note that a learner sits at a machine and return the sitting; elsewhere they sit no more."""
    _end(db, Sitting.enrolment_id == enrolment_id, ending=Ending.MOVED, now=now)
    sitting = Sitting(id=new_id(), enrolment_id=enrolment_id, device_id=device_id, began_at=now)
    db.add(sitting)
    db.flush()
    return sitting.id


def get_up(db: Session, sitting_id: UUID, *, now: datetime) -> None:
    """Note that a learner left a machine; nothing happens when they had."""
    _end(db, Sitting.id == sitting_id, ending=Ending.LEFT, now=now)


def clear_device(db: Session, device_id: UUID, *, now: datetime) -> None:
    """Note that nobody of those before sits at a machine any more."""
    _end(db, Sitting.device_id == device_id, ending=Ending.FOLLOWED, now=now)


def list_sitting(db: Session, device_id: UUID) -> list[SittingRow]:
    """Return who sits at a machine, in the order they came."""
    return _list(db, Sitting.device_id == device_id)


def list_beside(db: Session, sitting_id: UUID, at: datetime) -> list[UUID]:
    """Return the enrolments of those who sat together then; the one of ``sitting_id`` is first."""
    own = db.get_one(Sitting, sitting_id)
    query = select(Sitting.enrolment_id).where(
        Sitting.device_id == own.device_id,
        Sitting.enrolment_id != own.enrolment_id,
        # Whoever follows sits down in the moment in which the one before gets up.
        Sitting.began_at < at,
        or_(Sitting.ended_at.is_(None), Sitting.ended_at > at),
    )
    return [own.enrolment_id, *db.scalars(query)]


def find_sitting(db: Session, enrolment_id: UUID) -> SittingRow | None:
    """Return where a learner sits."""
    return next(iter(_list(db, Sitting.enrolment_id == enrolment_id)), None)


def list_class_sittings(db: Session, training_session_id: UUID) -> list[SittingRow]:
    """Return who of a class sits where, in the order they came."""
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    return _list(db, Sitting.enrolment_id.in_(in_class))


def _list(db: Session, condition: ColumnElement[bool]) -> list[SittingRow]:
    query = (
        select(Sitting.id, Sitting.enrolment_id, Sitting.device_id, Sitting.began_at)
        .where(condition, Sitting.ended_at.is_(None))
        .order_by(Sitting.began_at, Sitting.id)
    )
    return [SittingRow(*row) for row in db.execute(query)]


def _end(db: Session, condition: ColumnElement[bool], *, ending: Ending, now: datetime) -> None:
    db.execute(
        update(Sitting)
        .where(condition, Sitting.ended_at.is_(None))
        .values(ended_at=now, ending=ending.value)
    )
