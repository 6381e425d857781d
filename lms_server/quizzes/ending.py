"""The end of attempts, and what they are worth; decision 0014 has the rule."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.uptime import Uptime
from courses.catalog import Catalog
from lms_server.journal.actions import append
from lms_server.quizzes import queries, rules, timing
from lms_server.quizzes.models import Attempt, AttemptResult
from lms_server.quizzes.oral_mark import mark_oral
from lms_server.quizzes.queries import AttemptRow, ResultRow
from lms_server.quizzes.rules import EndedBy
from sync.chain import Stream


def end_attempt(
    db: Session, attempt_id: UUID, *, ended_by: EndedBy, items: Catalog, now: datetime
) -> ResultRow:
    """Score an attempt and close it; of one that ended already, score it anew.

    Raises:
        CourseNotFoundError: the bus no longer carries the course in its version.
    """
    mark_oral(db, attempt_id, now=now)
    attempt = queries.get_attempt(db, attempt_id)
    course = items.get_course(attempt.course_id, attempt.course_version)
    scores = [response.score for response in queries.list_counted(db, attempt_id)]
    score = rules.score_attempt(scores, len(attempt.items), course.completion.pass_mark)
    result = ResultRow(
        attempt_id=attempt_id,
        correct=score.correct,
        item_count=score.item_count,
        scaled=score.scaled,
        is_passed=score.is_passed,
        is_oral=attempt.is_oral,
        submitted_at=attempt.submitted_at or now,
    )
    _store(db, attempt, result, ended_by=ended_by, now=now)
    return result


def end_for_class(db: Session, attempt_id: UUID, *, items: Catalog, now: datetime) -> None:
    """Score what was answered of an attempt whose class has ended; nothing else ends it later."""
    if queries.list_counted(db, attempt_id):
        end_attempt(db, attempt_id, ended_by=EndedBy.CLASS, items=items, now=now)
    else:
        _close(db, attempt_id, ended_by=EndedBy.CLASS, submitted_at=now)


def end_open_attempts(
    db: Session, training_session_id: UUID, *, items: Catalog, now: datetime, uptime: Uptime
) -> int:
    """Score every attempt that is going on in a class; return how many there were.

    Raises:
        CourseNotFoundError: the bus no longer carries the course of the class.
    """
    going_on = queries.list_open_attempts(db, training_session_id)
    for attempt_id in going_on:
        timing.count_to(db, attempt_id, uptime)
        end_for_class(db, attempt_id, items=items, now=now)
    return len(going_on)


def _store(
    db: Session, attempt: AttemptRow, result: ResultRow, *, ended_by: EndedBy, now: datetime
) -> None:
    db.merge(
        AttemptResult(
            attempt_id=result.attempt_id,
            correct=result.correct,
            item_count=result.item_count,
            scaled=result.scaled,
            is_passed=result.is_passed,
            is_oral=result.is_oral,
            submitted_at=result.submitted_at,
        )
    )
    _close(db, attempt.id, ended_by=ended_by, submitted_at=result.submitted_at)
    data = {
        "attempt_id": str(result.attempt_id),
        "correct": result.correct,
        "item_count": result.item_count,
        "scaled": result.scaled,
        "is_oral": result.is_oral,
        "ended_by": ended_by.value,
        "open_s": attempt.open_ms // 1000,
        "submitted_at": to_wire(result.submitted_at),
    }
    actor = f"device:{attempt.device_id}"
    append(db, stream=Stream.D, kind="attempt.submitted", data=data, actor=actor, now=now)


def _close(db: Session, attempt_id: UUID, *, ended_by: EndedBy, submitted_at: datetime) -> None:
    db.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(submitted_at=submitted_at, ended_by=ended_by.value)
    )
    db.flush()
