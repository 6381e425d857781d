"""Reads about presence."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms_server.attendance import rules
from lms_server.attendance.models import AttendanceMark, Presence
from lms_server.training.continuing import earlier_enrolments, work_elsewhere
from lms_server.training.models import Enrolment
from lms_server.training.queries import NOT_A_GUEST


@dataclass(frozen=True)
class AttendanceRow:
    """Presence of one learner in one class."""

    enrolment_id: UUID
    minutes: int
    """Counted and marked minutes together."""
    marked_minutes: int
    earlier_minutes: int
    """Of earlier classes in which the same course was left unfinished, here or on another bus."""
    first_seen_at: datetime | None
    last_seen_at: datetime | None

    @property
    def all_minutes(self) -> int:
        """What counts for the course."""
        return self.earlier_minutes + self.minutes


@dataclass(frozen=True)
class MarkRow:
    """One mark made by hand."""

    minutes: int
    reason: str
    marked_at: datetime


def list_attendance(db: Session, training_session_id: UUID) -> dict[UUID, AttendanceRow]:
    """Return presence in a class by enrolment id; every learner has a row."""
    enrolments = list(
        db.scalars(
            select(Enrolment.id).where(
                Enrolment.training_session_id == training_session_id, NOT_A_GUEST
            )
        )
    )
    return _attendance_of(db, enrolments)


def get_attendance(db: Session, enrolment_id: UUID) -> AttendanceRow:
    """Return presence of one enrolment; zero minutes when never seen."""
    return _attendance_of(db, [enrolment_id])[enrolment_id]


def count_present(db: Session, training_session_id: UUID) -> int:
    """Return how many learners of a class count as present."""
    rows = list_attendance(db, training_session_id).values()
    return sum(rules.is_present(row.minutes) for row in rows)


def list_marks(db: Session, enrolment_id: UUID) -> list[MarkRow]:
    """Return marks made by hand, the oldest first."""
    query = (
        select(AttendanceMark.minutes, AttendanceMark.reason, AttendanceMark.marked_at)
        .where(AttendanceMark.enrolment_id == enrolment_id)
        .order_by(AttendanceMark.marked_at)
    )
    return [MarkRow(*row) for row in db.execute(query)]


def _attendance_of(db: Session, enrolment_ids: list[UUID]) -> dict[UUID, AttendanceRow]:
    earlier = earlier_enrolments(db, enrolment_ids)
    elsewhere = work_elsewhere(db, enrolment_ids)
    all_ids = [*enrolment_ids, *(one for ids in earlier.values() for one in ids)]
    stretches = _stretches_of(db, all_ids)
    marked = _marked_minutes(db, all_ids)
    minutes = {one: rules.count_minutes(stretches[one], marked.get(one, 0)) for one in all_ids}
    return {
        one: AttendanceRow(
            enrolment_id=one,
            minutes=minutes[one],
            marked_minutes=marked.get(one, 0),
            earlier_minutes=sum(minutes[before] for before in earlier.get(one, []))
            + sum(work.minutes for work in elsewhere.get(one, [])),
            first_seen_at=stretches[one][0][0] if stretches[one] else None,
            last_seen_at=max(end for _, end in stretches[one]) if stretches[one] else None,
        )
        for one in enrolment_ids
    }


def _stretches_of(
    db: Session, enrolment_ids: list[UUID]
) -> dict[UUID, list[tuple[datetime, datetime]]]:
    query = (
        select(Presence.enrolment_id, Presence.started_at, Presence.ended_at)
        .where(Presence.enrolment_id.in_(enrolment_ids))
        .order_by(Presence.started_at)
    )
    stretches: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for enrolment_id, started_at, ended_at in db.execute(query):
        stretches[enrolment_id].append((started_at, ended_at))
    return stretches


def _marked_minutes(db: Session, enrolment_ids: list[UUID]) -> dict[UUID, int]:
    query = (
        select(AttendanceMark.enrolment_id, func.sum(AttendanceMark.minutes))
        .where(AttendanceMark.enrolment_id.in_(enrolment_ids))
        .group_by(AttendanceMark.enrolment_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}
