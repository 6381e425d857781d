"""Writes about presence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from common.ids import new_id
from common.text import nfc
from common.uptime import Uptime
from lms_server.attendance import queries, rules
from lms_server.attendance.errors import MinutesOutOfRangeError, ReasonMissingError
from lms_server.attendance.models import AttendanceMark, Presence
from lms_server.attendance.rules import Sign
from lms_server.journal.actions import append
from lms_server.training import actions as training_actions
from lms_server.training import queries as training_queries
from sync.chain import Stream

_MOST_MINUTES = 600
_LONGEST_REASON = 200


def note_sign(
    db: Session, enrolment_id: UUID, *, last: Sign | None, now: datetime, uptime: Uptime
) -> Sign:
    """Count a sign of life that comes right now; returns it as ``last`` for the next one.

    The time since ``last`` is measured by uptime. When the clock was set meanwhile, the count
    goes on in a new stretch at the clock's new time, so that minutes are as many as passed.

    Args:
        db: the open write block.
        enrolment_id: whose sign.
        last: what the sign before gave; None in a new process, where the clock has to do.
        now: the server's clock.
        uptime: the server's uptime.
    """
    gap = None if last is None else rules.measured_gap(last, uptime)
    if last is None or gap is None:
        note_activity(db, enrolment_id, now=now)
        stretch_id = _find_ending(db, enrolment_id, now) or _begin(db, enrolment_id, now, now)
        return Sign(stretch_id, now, uptime)
    ended_at = last.ended_at + gap
    if rules.is_clock_set(ended_at, now):
        return Sign(_begin(db, enrolment_id, now - gap, now), now, uptime)
    db.execute(
        update(Presence)
        .where(Presence.id == last.stretch_id, Presence.ended_at < ended_at)
        .values(ended_at=ended_at)
    )
    return Sign(last.stretch_id, ended_at, uptime)


def note_activity(db: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Count a sign of life by the clock: the running stretch grows, or a new one begins.

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
        _begin(db, enrolment_id, now, now)
    elif now > last.ended_at:
        db.execute(update(Presence).where(Presence.id == last.id).values(ended_at=now))


def _begin(db: Session, enrolment_id: UUID, started_at: datetime, ended_at: datetime) -> UUID:
    stretch = Presence(
        id=new_id(), enrolment_id=enrolment_id, started_at=started_at, ended_at=ended_at
    )
    db.add(stretch)
    db.flush()
    return stretch.id


def _find_ending(db: Session, enrolment_id: UUID, at: datetime) -> UUID | None:
    """Return the stretch that counts up to ``at``; None when ``at`` lies inside an older one."""
    query = select(Presence.id).where(
        Presence.enrolment_id == enrolment_id, Presence.ended_at == at
    )
    return db.scalars(query.order_by(Presence.started_at.desc())).first()


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
