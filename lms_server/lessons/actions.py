"""Writes about reading and practice."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.canonical import canonical_json, sha256_hex
from common.clock import to_wire
from common.errors import DomainError
from common.ids import new_id
from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from common.wire.traces import SimulatorTrace
from courses.catalog import Catalog
from courses.model import Course, Lesson
from courses.simulators.machine import ALONE, Seat, replay
from courses.simulators.model import Simulator
from lms_server.journal.actions import append
from lms_server.lessons import queries
from lms_server.lessons.drafts import forget_draft, move_drafts
from lms_server.lessons.errors import (
    LessonNotFoundError,
    MalformedTraceError,
    SimulatorAttemptNotFoundError,
    TraceConflictError,
    WrongDeviceError,
)
from lms_server.lessons.models import LessonProgress, SimulatorAttempt, SimulatorTry
from lms_server.training.guests import is_guest
from lms_server.training.queries import get_course_version
from sync.chain import Stream


def note_page(db: Session, enrolment_id: UUID, *, lesson: Lesson, page: int, now: datetime) -> None:
    """Remember how far the learner came, to go on there; going back forgets nothing.

    Raises:
        LessonNotFoundError: the lesson has no such page.
    """
    if not 1 <= page <= len(lesson.pages):
        raise LessonNotFoundError
    progress = _progress(db, enrolment_id, lesson.lesson_id, now)
    progress.furthest_page = max(progress.furthest_page, page)
    progress.updated_at = now
    db.flush()


def complete_lesson(db: Session, enrolment_id: UUID, *, lesson: Lesson, now: datetime) -> None:
    """Note that the learner went on from the last page."""
    progress = _progress(db, enrolment_id, lesson.lesson_id, now)
    progress.furthest_page = len(lesson.pages)
    progress.completed_at = progress.completed_at or now
    progress.updated_at = now
    db.flush()


def open_simulator_attempt(  # noqa: PLR0913
    db: Session,
    *,
    enrolment_id: UUID,
    learner_id: UUID,
    device_id: UUID,
    course: Course,
    simulator_id: str,
    part: Seat = ALONE,
    now: datetime,
) -> UUID:
    """Allow this learner on this device to send traces of one simulator; returns the id.

    The leave is the same when asked again: every finished try has an id of its own. With
    others at the machine it says which steps are the learner's own; the page cannot change it.

    Raises:
        SimulatorNotFoundError: the course lacks it.
    """
    course.get_simulator(simulator_id)
    known = queries.find_simulator_attempt(
        db,
        enrolment_id=enrolment_id,
        device_id=device_id,
        simulator_id=simulator_id,
        part=part,
    )
    if known is not None:
        return known
    attempt = SimulatorAttempt(
        id=new_id(),
        enrolment_id=enrolment_id,
        learner_id=learner_id,
        device_id=device_id,
        course_id=course.course_id,
        simulator_id=simulator_id,
        seat_index=part.index,
        seat_of=part.of,
        opened_at=now,
    )
    db.add(attempt)
    db.flush()
    return attempt.id


def accept_traces(
    db: Session,
    messages: Sequence[SimulatorTrace | Malformed],
    *,
    device_id: UUID,
    courses: Catalog,
    now: datetime,
) -> list[Receipt]:
    """Replay each trace and store what it is worth; one receipt a message, in their order.

    Args:
        db: the open write block.
        messages: as read from the wire.
        device_id: the device that sends them; practice is bound to it.
        courses: the catalogue with the simulators.
        now: the server's clock.
    """
    receipts = []
    for index, message in enumerate(messages):
        try:
            if isinstance(message, Malformed):
                raise MalformedTraceError
            status, shown = _accept(db, message, device_id=device_id, courses=courses, now=now)
        except DomainError as error:
            rejected = ReceiptStatus.REJECTED
            receipt = Receipt(index=index, id=message.id, status=rejected, code=error.code)
        else:
            receipt = Receipt(index=index, id=message.id, status=status, feedback=shown)
        receipts.append(receipt)
    return receipts


def move_work(
    db: Session, *, from_enrolment: UUID, enrolment_id: UUID, learner_id: UUID, now: datetime
) -> None:
    """Make what was read and practised under one enrolment another one's.

    Of a lesson that both read, the further page and the earlier end count; of a task that both
    left in the middle, the learner's own try. The journal hears of
    each try: it knew nothing of those of a guest.
    """
    read = select(LessonProgress).where(LessonProgress.enrolment_id == from_enrolment)
    for theirs in db.scalars(read).all():
        own = _progress(db, enrolment_id, theirs.lesson_id, theirs.updated_at)
        own.furthest_page = max(own.furthest_page, theirs.furthest_page)
        ends = [one for one in (own.completed_at, theirs.completed_at) if one is not None]
        own.completed_at = min(ends, default=None)
        own.updated_at = max(own.updated_at, theirs.updated_at)
        db.delete(theirs)
    opened = select(SimulatorAttempt).where(SimulatorAttempt.enrolment_id == from_enrolment)
    for attempt in db.scalars(opened).all():
        attempt.enrolment_id, attempt.learner_id = enrolment_id, learner_id
        tries = select(SimulatorTry).where(SimulatorTry.simulator_attempt_id == attempt.id)
        for attempted in db.scalars(tries.order_by(SimulatorTry.received_at)):
            _journal_try(db, attempt, attempted, now=now)
    move_drafts(db, from_enrolment=from_enrolment, enrolment_id=enrolment_id)
    db.flush()


def _find_simulator(db: Session, courses: Catalog, attempt: SimulatorAttempt) -> Simulator:
    """Return the simulator of an attempt, in the version of its class.

    Raises:
        CourseNotFoundError: the bus lacks a course that is being learnt.
        SimulatorNotFoundError: the course has another practice than was begun.
    """
    version = get_course_version(db, attempt.enrolment_id)
    return courses.get_course(attempt.course_id, version).get_simulator(attempt.simulator_id)


def _accept(
    db: Session, message: SimulatorTrace, *, device_id: UUID, courses: Catalog, now: datetime
) -> tuple[ReceiptStatus, dict[str, Any]]:
    attempt = db.get(SimulatorAttempt, message.simulator_attempt_id)
    if attempt is None:
        raise SimulatorAttemptNotFoundError
    if attempt.device_id != device_id:
        raise WrongDeviceError
    events, content_hash = _content_of(message)
    stored = db.get(SimulatorTry, message.id)
    if stored is not None:
        if stored.content_hash != content_hash:
            raise TraceConflictError
        return ReceiptStatus.DUPLICATE, {"is_done": stored.is_done}
    simulator = _find_simulator(db, courses, attempt)
    part = Seat(index=attempt.seat_index, of=attempt.seat_of)
    result = replay(simulator, message.events, part)
    attempted = SimulatorTry(
        id=message.id,
        simulator_attempt_id=attempt.id,
        content_hash=content_hash,
        events=events,
        is_done=result.done,
        hints_used=result.hints_used,
        wrong_moves=result.wrong_moves,
        stopped_trap=result.stopped_trap,
        seconds=result.seconds,
        finished_at=message.finished_at,
        received_at=now,
    )
    db.add(attempted)
    forget_draft(db, attempt)
    db.flush()
    if not is_guest(db, attempt.enrolment_id):
        _journal_try(db, attempt, attempted, now=now)
    return ReceiptStatus.ACCEPTED, {"is_done": result.done}


def _content_of(message: SimulatorTrace) -> tuple[bytes, str]:
    """Return the events in one form, and the hash of all that makes the message itself."""
    try:
        finished_at = to_wire(message.finished_at.astimezone(UTC))
        events = canonical_json(message.events)
    except (ValueError, OverflowError, UnicodeError, RecursionError) as error:
        raise MalformedTraceError from error
    parts = (str(message.simulator_attempt_id).encode(), finished_at.encode(), events)
    return events, sha256_hex(b"\n".join(parts))


def _journal_try(
    db: Session, attempt: SimulatorAttempt, attempted: SimulatorTry, *, now: datetime
) -> None:
    data = {
        "trace_id": str(attempted.id),
        "simulator_attempt_id": str(attempt.id),
        "enrolment_id": str(attempt.enrolment_id),
        "learner_id": str(attempt.learner_id),
        "simulator_id": attempt.simulator_id,
        "is_done": attempted.is_done,
        "hints_used": attempted.hints_used,
        "wrong_moves": attempted.wrong_moves,
        "stopped_trap": attempted.stopped_trap,
        "seconds": attempted.seconds,
        "finished_at": to_wire(attempted.finished_at),
        "received_at": to_wire(attempted.received_at),
    }
    actor = f"device:{attempt.device_id}"
    append(db, stream=Stream.D, kind="trace.accepted", data=data, actor=actor, now=now)


def _progress(db: Session, enrolment_id: UUID, lesson_id: str, now: datetime) -> LessonProgress:
    progress = db.get(LessonProgress, (enrolment_id, lesson_id))
    if progress is None:
        progress = LessonProgress(
            enrolment_id=enrolment_id,
            lesson_id=lesson_id,
            furthest_page=1,
            updated_at=now,
        )
        db.add(progress)
    return progress
