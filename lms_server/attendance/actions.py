"""Writes about presence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from common.ids import new_id
from common.text import nfc
from lms_server.attendance import queries, rules
from lms_server.attendance.errors import MinutesOutOfRangeError, ReasonMissingError
from lms_server.attendance.models import AttendanceMark, Presence
from lms_server.journal.actions import append
from lms_server.training import actions as training_actions
from lms_server.training import queries as training_queries
from sync.chain import Stream

_MOST_MINUTES = 600
_LONGEST_REASON = 200


def note_activity(db: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Count a sign of life: the running stretch grows, or a new one begins.

    A clock that went back into a stretch changes nothing, so minutes never shrink and never
    count twice; one that went back further begins a new stretch.
    """
    query = (
        select(Presence.id, Presence.ended_at)
        .where(Presence.enrolment_id == enrolment_id, Presence.started_at <= now)
        .order_by(Presence.ended_at.desc())
        .limit(1)
    )
    last = db.execute(query).one_or_none()
    if last is None or not rules.continues(last.ended_at, now):
        stretch = Presence(id=new_id(), enrolment_id=enrolment_id, started_at=now, ended_at=now)
        db.add(stretch)
        db.flush()
    elif now > last.ended_at:
        db.execute(update(Presence).where(Presence.id == last.id).values(ended_at=now))


def mark_attendance(  # noqa: PLR0913
    db: Session, enrolment_id: UUID, *, minutes: int, reason: str, actor: str, now: datetime
) -> None:
    """Add (or take away) minutes by hand.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
        MinutesOutOfRangeError: zero, or more than 600 either way.
        ReasonMissingError: no reason given.
    """
    training_queries.get_enrolment(db, enrolment_id)
    reason = nfc(reason)[:_LONGEST_REASON]
    if not reason:
        raise ReasonMissingError
    if minutes == 0 or abs(minutes) > _MOST_MINUTES:
        raise MinutesOutOfRangeError
    mark = AttendanceMark(
        id=new_id(),
        enrolment_id=enrolment_id,
        minutes=minutes,
        reason=reason,
        marked_at=now,
        marked_by=actor,
    )
    db.add(mark)
    db.flush()
    data = {"enrolment_id": str(enrolment_id), "marked_minutes": minutes}
    append(db, stream=Stream.D, kind="attendance.noted", data=data, actor=actor, now=now)


def close_training_session(
    db: Session, training_session_id: UUID, *, actor: str, now: datetime
) -> None:
    """End a class: everyone's minutes enter the journal, then the class closes.

    Raises:
        TrainingSessionNotFoundError: no such class.
    """
    if not training_queries.get_training_session(db, training_session_id).is_open:
        return
    for row in queries.list_attendance(db, training_session_id).values():
        data = {"enrolment_id": str(row.enrolment_id), "minutes": row.minutes}
        append(db, stream=Stream.D, kind="attendance.noted", data=data, actor=actor, now=now)
    training_actions.close_training_session(
        db,
        training_session_id,
        present_count=queries.count_present(db, training_session_id),
        actor=actor,
        now=now,
    )
