"""Writes about attempts: open one, take responses in, submit it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.ids import new_id
from common.uptime import Uptime
from courses.catalog import Catalog
from courses.model import Course
from courses.selection import select_items
from lms_server.journal.actions import append
from lms_server.oral.queries import is_oral
from lms_server.quizzes import ending, queries, timing
from lms_server.quizzes.acceptance import accept_responses
from lms_server.quizzes.errors import AttemptNotFoundError
from lms_server.quizzes.models import Attempt
from lms_server.quizzes.queries import ResultRow
from lms_server.quizzes.rules import EndedBy
from sync.chain import Stream

__all__ = ["accept_responses", "open_attempt", "submit_attempt"]


def open_attempt(  # noqa: PLR0913
    db: Session,
    *,
    enrolment_id: UUID,
    learner_id: UUID,
    device_id: UUID,
    course: Course,
    seed: int,
    now: datetime,
    uptime: Uptime | None,
) -> UUID:
    """Return the learner's attempt on this device: the one going on, or a new one.

    An attempt that was going on elsewhere moves here with all its responses; what still waits
    in the queue of the machine left behind is taken as well.

    Args:
        db: the open write block.
        enrolment_id: who, in which class.
        learner_id: the same person; kept with the attempt.
        device_id: where the learner sits now.
        course: gives the quiz.
        seed: any integer below 2**53; decides the items of a new attempt.
        now: the server's clock.
        uptime: when the attempt begins to count as open; None: opened ahead of the learner.
    """
    going_on = queries.find_open_attempt(db, enrolment_id)
    if going_on is not None:
        return _go_on(db, going_on.id, device_id=device_id, uptime=uptime)
    attempt = Attempt(
        id=new_id(),
        enrolment_id=enrolment_id,
        learner_id=learner_id,
        device_id=device_id,
        course_id=course.course_id,
        course_version=course.version,
        quiz_id=course.quiz.quiz_id,
        seed=seed,
        items=[msgspec.to_builtins(one) for one in select_items(course.quiz, seed)],
        is_oral=is_oral(db, enrolment_id),
        number=1 + queries.count_attempts(db, enrolment_id),
        opened_at=now,
        open_ms=0,
        boot_id=uptime.boot_id if uptime else None,
        boot_ms=uptime.ms if uptime else None,
    )
    db.add(attempt)
    db.flush()
    journal_opening(db, attempt, now=now)
    return attempt.id


def submit_attempt(  # noqa: PLR0913
    db: Session,
    attempt_id: UUID,
    *,
    learner_id: UUID,
    items: Catalog,
    now: datetime,
    uptime: Uptime,
) -> ResultRow:
    """Score the attempt and close it; submitting again gives the same result.

    Raises:
        AttemptNotFoundError: no such attempt of this learner.
        CourseNotFoundError: the bus no longer carries the course in its version.
    """
    attempt = queries.get_attempt(db, attempt_id)
    if attempt.learner_id != learner_id:
        raise AttemptNotFoundError
    done = queries.find_result(db, attempt_id)
    if done is not None:
        return done
    ended_by = EndedBy.LEARNER
    if attempt.submitted_at is not None:
        ended_by = EndedBy.CLASS  # without an answer, so it was not scored then
    else:
        timing.count_to(db, attempt_id, uptime)
    db.expire_all()
    return ending.end_attempt(db, attempt_id, ended_by=ended_by, items=items, now=now)


def _go_on(db: Session, attempt_id: UUID, *, device_id: UUID, uptime: Uptime | None) -> UUID:
    _move_attempt(db, attempt_id, device_id)
    if uptime is not None:
        timing.count_to(db, attempt_id, uptime)
    return attempt_id


def _move_attempt(db: Session, attempt_id: UUID, device_id: UUID) -> None:
    attempt = db.get_one(Attempt, attempt_id)
    if attempt.device_id == device_id:
        return
    left = {*attempt.earlier_devices, str(attempt.device_id)} - {str(device_id)}
    attempt.earlier_devices = sorted(left)
    attempt.device_id = device_id
    db.flush()


def journal_opening(db: Session, attempt: Attempt, *, now: datetime) -> None:
    """Note in the journal that an attempt was opened."""
    data = {
        "attempt_id": str(attempt.id),
        "enrolment_id": str(attempt.enrolment_id),
        "learner_id": str(attempt.learner_id),
        "course_id": attempt.course_id,
        "course_version": attempt.course_version,
        "quiz_id": attempt.quiz_id,
        "seed": attempt.seed,
        "items": [one["item_id"] for one in attempt.items],
        "is_oral": attempt.is_oral,
        "opened_at": to_wire(now),
    }
    actor = f"device:{attempt.device_id}"
    append(db, stream=Stream.D, kind="attempt.opened", data=data, actor=actor, now=now)
