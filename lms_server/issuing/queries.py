"""Reads for the officer: who completed, what others lack, and the register."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.model import Course
from lms_server.attendance.queries import AttendanceRow, get_attendance, list_attendance
from lms_server.issuing import rules
from lms_server.issuing.models import (
    Approval,
    CertificateRecord,
    CertificateStatus,
    Completion,
)
from lms_server.issuing.register import CertificateRow, list_certificates_of
from lms_server.issuing.rules import Progress, Readiness, Shortfall, Standing
from lms_server.learners.queries import LearnerRow, find_purposes, get_learner
from lms_server.lessons.queries import NO_LESSONS, LessonFacts, get_lesson_facts, lesson_facts
from lms_server.quizzes.queries import NO_QUIZ, QuizFacts, get_quiz_facts, quiz_facts
from lms_server.training.errors import EnrolmentNotFoundError
from lms_server.training.models import Enrolment
from lms_server.training.queries import (
    EnrolmentRow,
    TrainingSessionRow,
    get_training_session,
    list_enrolments,
)


@dataclass(frozen=True)
class LearnerFacts:
    """One learner of a class, on the way to the certificate."""

    enrolment_id: UUID
    learner: LearnerRow
    has_namesake: bool
    attended_minutes: int
    required_minutes: int
    tasks_done: int
    tasks_required: int
    quiz: QuizFacts
    last_seen_at: datetime | None
    standing: Standing
    certificate: CertificateRow | None
    """Of this course, the one in force; else the newest revoked one."""

    @property
    def readiness(self) -> Readiness:
        """Where the learner stands."""
        return rules.readiness(self.standing)

    @property
    def shortfalls(self) -> list[Shortfall]:
        """What is missing, in the order of the course."""
        return [one for one in Shortfall if one in self.standing.shortfalls]

    @property
    def is_completed(self) -> bool:
        """Nothing is missing."""
        return not self.standing.shortfalls


@dataclass(frozen=True)
class ClassCount:
    """How far a class is on the way to its certificates."""

    completed: int
    issued: int


def learner_facts(
    db: Session, training_session_id: UUID, course: Course, *, only: UUID | None = None
) -> list[LearnerFacts]:
    """Return all learners of a class, sorted by name.

    Args:
        db: a read or write block.
        training_session_id: the class.
        course: what it teaches; gives the completion rule.
        only: leave out all but this enrolment; then namesakes are not looked for.
    """
    if only is None:
        enrolments = list_enrolments(db, training_session_id)
        attendance = list_attendance(db, training_session_id)
        lessons = lesson_facts(db, training_session_id)
        quizzes = quiz_facts(db, training_session_id)
    else:
        enrolments = [_enrolment_alone(db, only)]
        attendance = {only: get_attendance(db, only)}
        lessons = {only: get_lesson_facts(db, only)}
        quizzes = {only: get_quiz_facts(db, only)}
    learner_ids = [one.learner.id for one in enrolments]
    certificates = list_certificates_of(db, learner_ids, course.course_id)
    approvals = _approvals(db, [one.id for one in enrolments])
    return [
        _facts(
            one,
            course,
            attendance=attendance[one.id],
            lessons=lessons.get(one.id, NO_LESSONS),
            quiz=quizzes.get(one.id, NO_QUIZ),
            certificates=certificates.get(one.learner.id, []),
            approved_at=approvals.get(one.id),
            purposes=find_purposes(db, one.learner.id),
        )
        for one in enrolments
    ]


def class_of(db: Session, enrolment_id: UUID) -> TrainingSessionRow:
    """Return the class of an enrolment.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
    """
    found = db.get(Enrolment, enrolment_id)
    if found is None:
        raise EnrolmentNotFoundError
    return get_training_session(db, found.training_session_id)


def find_completion(db: Session, enrolment_id: UUID) -> Completion | None:
    """Return the recorded completion of an enrolment, inside the block only."""
    return db.scalar(select(Completion).where(Completion.enrolment_id == enrolment_id))


def completed_enrolments(db: Session, enrolment_ids: Collection[UUID]) -> set[UUID]:
    """Return which of the enrolments have a recorded completion."""
    query = select(Completion.enrolment_id).where(Completion.enrolment_id.in_(enrolment_ids))
    return set(db.scalars(query))


def class_counts(db: Session) -> dict[UUID, ClassCount]:
    """Return by class how many completed and how many hold a certificate from it."""
    completed = _count_by_class(db, Completion)
    issued = _count_by_class(db, CertificateRecord)
    return {
        one: ClassCount(completed.get(one, 0), issued.get(one, 0)) for one in {*completed, *issued}
    }


def _count_by_class(db: Session, table: type[Completion | CertificateRecord]) -> dict[UUID, int]:
    query = (
        select(Enrolment.training_session_id, func.count())
        .join(table, table.enrolment_id == Enrolment.id)
        .group_by(Enrolment.training_session_id)
    )
    if table is CertificateRecord:
        query = query.where(CertificateRecord.status == CertificateStatus.ISSUED)
    return {row[0]: row[1] for row in db.execute(query)}


def _approvals(db: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, datetime]:
    query = (
        select(Approval.enrolment_id, func.max(Approval.approved_at))
        .where(Approval.enrolment_id.in_(enrolment_ids))
        .group_by(Approval.enrolment_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _enrolment_alone(db: Session, enrolment_id: UUID) -> EnrolmentRow:
    found = db.get_one(Enrolment, enrolment_id)
    return EnrolmentRow(
        id=found.id,
        training_session_id=found.training_session_id,
        seat=found.seat,
        created_at=found.created_at,
        learner=get_learner(db, found.learner_id),
        has_namesake=False,
    )


def _facts(  # noqa: PLR0913
    enrolment: EnrolmentRow,
    course: Course,
    *,
    attendance: AttendanceRow,
    lessons: LessonFacts,
    quiz: QuizFacts,
    certificates: list[CertificateRow],
    approved_at: datetime | None,
    purposes: frozenset[str],
) -> LearnerFacts:
    rule = course.completion
    progress = Progress(
        attended_minutes=attendance.all_minutes,
        course_minutes=course.minutes,
        tasks_done=lessons.tasks_done,
        best_scaled_score=quiz.best.scaled if quiz.best else None,
    )
    revoked = [one.revoked_at for one in certificates if one.revoked_at is not None]
    standing = Standing(
        shortfalls=rules.shortfalls(progress, rule),
        purposes=purposes,
        evidence=enrolment.learner.evidence,
        approved_at=approved_at,
        revoked_at=max(revoked, default=None),
        is_issued=any(not one.is_revoked for one in certificates),
    )
    return LearnerFacts(
        enrolment_id=enrolment.id,
        learner=enrolment.learner,
        has_namesake=enrolment.has_namesake,
        attended_minutes=attendance.all_minutes,
        required_minutes=math.ceil(rule.min_attendance * course.minutes),
        tasks_done=lessons.count_done(rule.required_tasks),
        tasks_required=len(rule.required_tasks),
        quiz=quiz,
        last_seen_at=attendance.last_seen_at,
        standing=standing,
        certificate=min(certificates[::-1], key=lambda one: one.is_revoked, default=None),
    )
