"""Reads for what is taken home."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.model import local_day
from courses.model import Course
from lms_server.dashboard import rules as dashboard_rules
from lms_server.dashboard.queries import get_state
from lms_server.issuing.models import Completion
from lms_server.lessons.queries import NO_LESSONS, LessonFacts, get_lesson_facts, lesson_facts
from lms_server.takehome.rules import Slip
from lms_server.training.queries import (
    EnrolmentRow,
    TrainingSessionRow,
    get_enrolment,
    get_training_session,
    list_enrolments,
)


def get_slip(db: Session, enrolment_id: UUID, *, course: Course, now: datetime) -> Slip:
    """Return the slip of one learner; it may hold no deed yet.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
    """
    enrolment = get_enrolment(db, enrolment_id)
    training_session = get_training_session(db, enrolment.training_session_id)
    facts = get_lesson_facts(db, enrolment_id)
    return _slip(enrolment, training_session, facts, course=course, now=now)


def list_slips(
    db: Session, training_session_id: UUID, *, course: Course, only: str, now: datetime
) -> list[Slip]:
    """Return the slips of a class, sorted by name, of those who have done at least one task.

    Args:
        db: the open read block.
        training_session_id: the class.
        course: what it teaches, in its version.
        only: an enrolment id to leave out all others; empty: everyone.
        now: the date on the slips while the class goes on.
    """
    training_session = get_training_session(db, training_session_id)
    facts = lesson_facts(db, training_session_id)
    slips = [
        _slip(one, training_session, facts.get(one.id, NO_LESSONS), course=course, now=now)
        for one in list_enrolments(db, training_session_id)
        if only in ("", str(one.id))
    ]
    return [one for one in slips if one.deeds]


def learned_courses(
    db: Session, learner_id: UUID, *, enrolment_id: UUID, course: Course
) -> frozenset[str]:
    """Return ids of the courses that a learner completed, here or in other classes."""
    query = select(Completion.course_id).where(Completion.learner_id == learner_id)
    reached = get_state(db, enrolment_id).reached
    is_completed = dashboard_rules.missing_of(course, reached).is_nothing
    return frozenset({*db.scalars(query), *([course.course_id] if is_completed else [])})


def _slip(
    enrolment: EnrolmentRow,
    training_session: TrainingSessionRow,
    facts: LessonFacts,
    *,
    course: Course,
    now: datetime,
) -> Slip:
    deeds = dashboard_rules.deeds_of(course, facts.tasks_done)
    return Slip(
        full_name=enrolment.learner.full_name,
        course_title=course.title,
        learned_on=local_day(training_session.closed_at or now),
        place=f"{training_session.place}, {training_session.village}",
        deeds=tuple(one.text for one in deeds if one.is_done),
        remember=course.take_home.remember,
        go_on=course.take_home.go_on,
    )
