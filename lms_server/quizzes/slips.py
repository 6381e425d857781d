"""Bringing an attempt back with its answers, by the slips that kiosks kept beside them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.wire.receipts import Malformed, Receipt
from common.wire.responses import ItemResponse
from courses.catalog import Catalog
from courses.selection import select_items
from lms_server.quizzes import ending
from lms_server.quizzes.actions import journal_opening
from lms_server.quizzes.models import Attempt
from lms_server.quizzes.queries import count_attempts, find_open_attempt, list_counted
from lms_server.quizzes.rules import EndedBy
from lms_server.training.models import Enrolment
from lms_server.web.slips import SlipDesk

_READ = """
SELECT enrolment_id, learner_id, course_id, course_version, quiz_id, seed, is_oral, opened_at
FROM attempts WHERE id = ?
"""


class AttemptSlip(msgspec.Struct, frozen=True, array_like=True):
    """An attempt as it was opened."""

    attempt_id: UUID
    enrolment_id: UUID
    learner_id: UUID
    course_id: str
    course_version: str
    quiz_id: str
    seed: int
    is_oral: bool
    opened_at: datetime


def redeem(  # noqa: PLR0913
    db: Session,
    messages: Iterable[ItemResponse | Malformed],
    desk: SlipDesk,
    *,
    device_id: UUID,
    items: Catalog,
    now: datetime,
) -> set[UUID]:
    """Let the attempts that slips tell of be there, and open to the machine that holds a slip.

    Args:
        db: the open write block.
        messages: as read from the wire; most have no slip.
        desk: opens slips.
        device_id: the machine that sends them.
        items: the courses.
        now: the server's clock.

    Returns:
        Attempts that cannot be there: the bus lacks their course.
    """
    courseless = set()
    for slip in desk.opened(messages, AttemptSlip, _attempt_of, lambda one: one.attempt_id):
        if items.find_course(slip.course_id, slip.course_version) is None:
            courseless.add(slip.attempt_id)
        else:
            _bring_back(db, slip, device_id=device_id, items=items, now=now)
        _admit(db, slip.attempt_id, device_id)
    return courseless


def add_slips(
    db: Session,
    messages: Sequence[ItemResponse | Malformed],
    receipts: Iterable[Receipt],
    desk: SlipDesk,
) -> list[Receipt]:
    """Return the receipts, with a slip on each of a message that is stored."""
    return desk.give(messages, receipts, _attempt_of, partial(_slip_of, db))


def _attempt_of(message: ItemResponse) -> UUID:
    return message.attempt_id


def _bring_back(
    db: Session, slip: AttemptSlip, *, device_id: UUID, items: Catalog, now: datetime
) -> None:
    """Open an attempt that this database has never seen, as it was."""
    if db.get(Attempt, slip.attempt_id) is not None or not _is_enrolled(db, slip):
        return
    is_in_the_way = not _make_way(db, slip.enrolment_id, items=items, now=now)
    attempt = Attempt(
        id=slip.attempt_id,
        enrolment_id=slip.enrolment_id,
        learner_id=slip.learner_id,
        device_id=device_id,
        course_id=slip.course_id,
        course_version=slip.course_version,
        quiz_id=slip.quiz_id,
        seed=slip.seed,
        items=_items_of(items, slip),
        is_oral=slip.is_oral,
        number=1 + count_attempts(db, slip.enrolment_id),
        opened_at=slip.opened_at,
        submitted_at=now if is_in_the_way else None,
        ended_by=EndedBy.CLASS.value if is_in_the_way else None,
        open_ms=0,
    )
    db.add(attempt)
    db.flush()
    journal_opening(db, attempt, now=now)


def _make_way(db: Session, enrolment_id: UUID, *, items: Catalog, now: datetime) -> bool:
    """Close an attempt that was only opened ahead; False when the learner is answering it."""
    going_on = find_open_attempt(db, enrolment_id)
    if going_on is None:
        return True
    if list_counted(db, going_on.id):
        return False
    ending.end_for_class(db, going_on.id, items=items, now=now)
    return True


def _items_of(items: Catalog, slip: AttemptSlip) -> list[dict[str, Any]]:
    """Return the items that were drawn: the same seed draws the same."""
    course = items.get_course(slip.course_id, slip.course_version)
    return [msgspec.to_builtins(one) for one in select_items(course.quiz, slip.seed)]


def _is_enrolled(db: Session, slip: AttemptSlip) -> bool:
    """Tell whether this database knows the learner in the class."""
    learner_id = db.scalar(select(Enrolment.learner_id).where(Enrolment.id == slip.enrolment_id))
    return learner_id == slip.learner_id


def _admit(db: Session, attempt_id: UUID, device_id: UUID) -> None:
    attempt = db.get(Attempt, attempt_id)
    if attempt is None or str(device_id) in {str(attempt.device_id), *attempt.earlier_devices}:
        return
    attempt.earlier_devices = sorted({*attempt.earlier_devices, str(device_id)})
    db.flush()


def _slip_of(db: Session, attempt_id: UUID) -> AttemptSlip:
    # Sent as it is: this runs for every answer of every kiosk.
    row = db.connection().exec_driver_sql(_READ, (attempt_id.hex,)).one()
    return AttemptSlip(
        attempt_id=attempt_id,
        enrolment_id=UUID(row.enrolment_id),
        learner_id=UUID(row.learner_id),
        course_id=row.course_id,
        course_version=row.course_version,
        quiz_id=row.quiz_id,
        seed=row.seed,
        is_oral=bool(row.is_oral),
        opened_at=datetime.fromisoformat(row.opened_at).replace(tzinfo=UTC),
    )
