"""Going on in another class: who left a course unfinished takes along what was done.

It may have been done here, or on another bus: then the province told this one of it.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from lms_server.elsewhere.queries import WorkRow, list_work
from lms_server.training.models import Enrolment

# The order of enrolments is the one in which the bus wrote them down: no clock decides.
_EARLIER = text(
    """
    SELECT e.id AS id, o.id AS earlier
    FROM enrolments e
    JOIN training_sessions t ON t.id = e.training_session_id
    JOIN enrolments o ON o.learner_id = e.learner_id AND o.rowid < e.rowid
    JOIN training_sessions s ON s.id = o.training_session_id
    WHERE e.id IN :ids AND s.course_id = t.course_id AND s.closed_at IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM enrolments c
        JOIN training_sessions r ON r.id = c.training_session_id
        WHERE c.learner_id = e.learner_id AND r.course_id = t.course_id AND c.is_completed
        AND c.rowid >= o.rowid AND c.rowid < e.rowid)
    ORDER BY o.rowid
    """
).bindparams(bindparam("ids", expanding=True))

# A class that ended before the province told of it is left as it was.
_ELSEWHERE = text(
    """
    SELECT e.id AS id, w.enrolment_id AS work
    FROM enrolments e
    JOIN training_sessions t ON t.id = e.training_session_id
    JOIN carried_work w ON w.learner_id = e.learner_id AND w.course_id = t.course_id
    WHERE e.id IN :ids AND (t.closed_at IS NULL OR w.arrived_at <= t.closed_at)
    AND w.enrolment_id NOT IN (SELECT id FROM enrolments)
    AND NOT EXISTS (
        SELECT 1 FROM enrolments c
        JOIN training_sessions r ON r.id = c.training_session_id
        WHERE c.learner_id = e.learner_id AND r.course_id = t.course_id AND c.is_completed
        AND c.rowid < e.rowid)
    ORDER BY w.closed_at, w.enrolment_id
    """
).bindparams(bindparam("ids", expanding=True))


def earlier_enrolments(db: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return by enrolment the learner's earlier ones in which the same course was left unfinished.

    Those before a completion are not among them. An enrolment without earlier ones has no entry.
    """
    found: dict[UUID, list[UUID]] = {}
    ids = [one.hex for one in enrolment_ids]
    for row in db.execute(_EARLIER, {"ids": ids}):
        found.setdefault(UUID(row.id), []).append(UUID(row.earlier))
    return found


def work_elsewhere(db: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, list[WorkRow]]:
    """Return by enrolment what the learner reached in the same course on other buses.

    After a completion on this bus nothing of it counts any more. An enrolment without such work
    has no entry.
    """
    ids = [one.hex for one in enrolment_ids]
    pairs = [(UUID(row.id), UUID(row.work)) for row in db.execute(_ELSEWHERE, {"ids": ids})]
    if not pairs:
        return {}
    work = list_work(db, {one for _, one in pairs})
    found: dict[UUID, list[WorkRow]] = {}
    for enrolment_id, one in pairs:
        found.setdefault(enrolment_id, []).append(work[one])
    return found


def note_completed(db: Session, enrolment_id: UUID) -> None:
    """Note that the course is completed: a later class of it begins anew."""
    db.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(is_completed=True))
