"""Telling the province how far a learner came who left before the end."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.canonical import canonical_json, sha256_hex
from courses.model import Course
from lms_server.attendance.queries import list_attendance
from lms_server.journal.actions import append
from lms_server.learners.queries import find_purposes
from lms_server.learners.rules import Purpose
from lms_server.lessons.queries import NO_LESSONS, LessonFacts, lesson_facts
from lms_server.progress.models import ProgressNote
from lms_server.quizzes.queries import NO_QUIZ, QuizFacts, quiz_facts
from lms_server.training.models import Enrolment
from lms_server.training.queries import NOT_A_GUEST, TrainingSessionRow, get_training_session
from sync.chain import Stream
from sync.progress import LessonReached, ProgressRecorded, QuizPassed

log = logging.getLogger(__name__)


def record_progress(
    db: Session, training_session_id: UUID, *, course: Course | None, actor: str, now: datetime
) -> int:
    """Write down what everybody reached who did not complete the course of a closed class.

    Only for learners who allowed the purpose "province". What was written before and has not
    changed is not written again. What the province could not read is logged and left out: one
    learner keeps nobody else from being told of.

    Args:
        db: a write block.
        training_session_id: a class; one that goes on is left alone.
        course: of the class, in its version: other buses may have sent lessons and tasks that
            it does not have, and these go no further. None: this bus lost it, all is told.
        actor: who ended it, or ``system``.
        now: the server's clock.

    Returns:
        How many records are new.
    """
    training_session = get_training_session(db, training_session_id)
    if training_session.closed_at is None:
        return 0
    attendance = list_attendance(db, training_session_id)
    lessons = lesson_facts(db, training_session_id)
    quizzes = quiz_facts(db, training_session_id)
    count = 0
    for enrolment in _unfinished(db, training_session_id):
        record = _record_of(
            enrolment,
            training_session,
            minutes=attendance[enrolment.id].minutes,
            lessons=_of_course(lessons.get(enrolment.id, NO_LESSONS), course),
            quiz=quizzes.get(enrolment.id, NO_QUIZ),
        )
        count += _tell(db, record, actor=actor, now=now)
    return count


def _unfinished(db: Session, training_session_id: UUID) -> list[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.training_session_id == training_session_id,
        Enrolment.is_completed.is_(False),
        NOT_A_GUEST,
    )
    found = db.scalars(query.order_by(Enrolment.id))
    return [one for one in found if Purpose.PROVINCE in find_purposes(db, one.learner_id)]


def _of_course(facts: LessonFacts, course: Course | None) -> LessonFacts:
    """Return what of the facts the course has."""
    if course is None:
        return facts
    known = {one.lesson_id for one in course.lessons}
    return replace(
        facts,
        lessons=tuple(one for one in facts.lessons if one.lesson_id in known),
        tasks_done=facts.tasks_done.intersection(course.simulators),
    )


def _record_of(
    enrolment: Enrolment,
    training_session: TrainingSessionRow,
    *,
    minutes: int,
    lessons: LessonFacts,
    quiz: QuizFacts,
) -> dict[str, Any]:
    """Return the fields of the record; everything in an order that does not change."""
    read = [
        LessonReached(
            lesson_id=one.lesson_id, page=one.furthest_page, is_done=one.completed_at is not None
        )
        for one in sorted(lessons.lessons, key=lambda one: one.lesson_id)
    ]
    record = ProgressRecorded(
        enrolment_id=enrolment.id,
        learner_id=enrolment.learner_id,
        course_id=training_session.course_id,
        course_version=training_session.course_version,
        lessons=read,
        tasks_done=sorted(lessons.tasks_done),
        attended_minutes=max(0, minutes),
        quiz=_passed(quiz),
        closed_at=training_session.closed_at or training_session.opened_at,
    )
    fields: dict[str, Any] = msgspec.to_builtins(record)
    return fields


def _passed(quiz: QuizFacts) -> QuizPassed | None:
    best = quiz.best
    if best is None or not best.is_passed:
        return None
    return QuizPassed(
        attempt_id=best.attempt_id,
        correct=best.correct,
        items=best.item_count,
        scaled=best.scaled,
        is_oral=best.is_oral,
        submitted_at=best.submitted_at,
    )


def _tell(db: Session, record: dict[str, Any], *, actor: str, now: datetime) -> bool:
    """Journal a record that says something new."""
    enrolment_id = UUID(record["enrolment_id"])
    content = sha256_hex(canonical_json(record))
    note = db.get(ProgressNote, enrolment_id)
    has_work = record["attended_minutes"] or record["lessons"] or record["tasks_done"]
    if note is None and not has_work:
        return False
    if note is not None and note.content == content:
        return False
    try:
        append(db, stream=Stream.R, kind="progress.recorded", data=record, actor=actor, now=now)
    except ValueError:
        log.exception("progress not recorded", extra={"enrolment_id": str(enrolment_id)})
        return False
    if note is None:
        db.add(ProgressNote(enrolment_id=enrolment_id, content=content))
    else:
        note.content = content
    db.flush()
    return True
