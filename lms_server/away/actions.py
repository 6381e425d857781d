"""Writing what learners did while the bus was away."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import DomainError
from common.uptime import Uptime
from common.wire.away import LearnerStep, Left, LessonDone, PageRead, Present, QuizFinished, Step
from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from courses.catalog import Catalog
from courses.model import Lesson
from lms_server.attendance.actions import note_activity
from lms_server.away.errors import (
    MalformedStepError,
    SittingNotFoundError,
    StepConflictError,
    WrongDeviceError,
)
from lms_server.away.models import StepTaken
from lms_server.lessons.actions import complete_lesson, note_page
from lms_server.lessons.errors import LessonNotFoundError
from lms_server.quizzes.actions import submit_attempt
from lms_server.training import sittings
from lms_server.training.models import Enrolment, Sitting, TrainingSession


def accept_steps(  # noqa: PLR0913
    db: Session,
    messages: Sequence[LearnerStep | Malformed],
    *,
    device_id: UUID,
    courses: Catalog,
    now: datetime,
    uptime: Uptime,
) -> list[Receipt]:
    """Do what each step asks for, once; one receipt a message, in their order.

    Args:
        db: the open write block.
        messages: as read from the wire.
        device_id: the device that tells; a step is bound to a sitting at it.
        courses: the catalogue.
        now: the server's clock.
        uptime: until when an attempt that ends was open.
    """
    receipts = []
    for index, message in enumerate(messages):
        try:
            if isinstance(message, Malformed):
                raise MalformedStepError
            status = _accept(
                db, message, device_id=device_id, courses=courses, now=now, uptime=uptime
            )
        except DomainError as error:
            rejected = ReceiptStatus.REJECTED
            receipts.append(Receipt(index=index, id=message.id, status=rejected, code=error.code))
        else:
            receipts.append(Receipt(index=index, id=message.id, status=status))
    return receipts


def _accept(  # noqa: PLR0913
    db: Session,
    message: LearnerStep,
    *,
    device_id: UUID,
    courses: Catalog,
    now: datetime,
    uptime: Uptime,
) -> ReceiptStatus:
    sitting = db.get(Sitting, message.sitting_id)
    if sitting is None:
        raise SittingNotFoundError
    if sitting.device_id != device_id:
        raise WrongDeviceError
    told_at = _told_at(message)
    step = msgspec.to_builtins(message.step)
    stored = db.get(StepTaken, message.id)
    if stored is not None:
        if (stored.sitting_id, stored.step, stored.told_at) != (sitting.id, step, told_at):
            raise StepConflictError
        return ReceiptStatus.DUPLICATE
    at = _possible(told_at, sitting, now)
    _do(db, sitting, message.step, courses=courses, at=at, uptime=uptime)
    taken = StepTaken(
        id=message.id,
        sitting_id=sitting.id,
        kind=step["kind"],
        step=step,
        told_at=told_at,
        counted_at=at,
        received_at=now,
    )
    db.add(taken)
    db.flush()
    return ReceiptStatus.ACCEPTED


def _told_at(message: LearnerStep) -> datetime:
    """Return the time of a message as it is stored: UTC, to the millisecond."""
    try:
        told_at = message.at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedStepError from error
    return told_at.replace(microsecond=told_at.microsecond // 1000 * 1000)


def _possible(told_at: datetime, sitting: Sitting, now: datetime) -> datetime:
    """Return ``told_at`` between sitting down and getting up; nobody acts in the future."""
    return max(sitting.began_at, min(told_at, sitting.ended_at or now, now))


def _do(  # noqa: PLR0913
    db: Session,
    sitting: Sitting,
    step: Step,
    *,
    courses: Catalog,
    at: datetime,
    uptime: Uptime,
) -> None:
    place = _Place(db, sitting.enrolment_id, courses)
    together = sittings.list_beside(db, sitting.id, at)
    if place.is_open:
        # As every page the bus sends is a sign of life; a closed class has counted its minutes.
        for enrolment_id in together:
            note_activity(db, enrolment_id, now=at)
    match step:
        case PageRead(lesson_id, page):
            lesson = place.get_lesson(lesson_id)
            for enrolment_id in together:
                note_page(db, enrolment_id, lesson=lesson, page=page, now=at)
        case LessonDone(lesson_id):
            lesson = place.get_lesson(lesson_id)
            for enrolment_id in together:
                complete_lesson(db, enrolment_id, lesson=lesson, now=at)
        case QuizFinished(attempt_id):
            submit_attempt(
                db,
                attempt_id,
                learner_id=place.learner_id,
                items=courses,
                now=at,
                uptime=uptime,
            )
        case Left():
            _leave(db, sitting.device_id, at)
        case Present():
            pass


def _leave(db: Session, device_id: UUID, at: datetime) -> None:
    """Let all get up who sat at the machine then; somebody else may sit there by now."""
    for one in sittings.list_sitting(db, device_id):
        if one.began_at <= at:
            sittings.get_up(db, one.id, now=at)


class _Place:
    """Where a learner learns what."""

    def __init__(self, db: Session, enrolment_id: UUID, courses: Catalog) -> None:
        query = (
            select(
                Enrolment.learner_id,
                TrainingSession.course_id,
                TrainingSession.course_version,
                TrainingSession.closed_at,
            )
            .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
            .where(Enrolment.id == enrolment_id)
        )
        row = db.execute(query).one()
        self.learner_id: UUID = row.learner_id
        self.is_open = row.closed_at is None
        self._courses = courses
        self._course = (row.course_id, row.course_version)

    def get_lesson(self, lesson_id: str) -> Lesson:
        for lesson in self._courses.get_course(*self._course).lessons:
            if lesson.lesson_id == lesson_id:
                return lesson
        raise LessonNotFoundError
