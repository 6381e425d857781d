"""Taking responses in: the one path that every answer of every learner goes.

Two selects, one insert a response and one journal line each; courses are in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, or_, select, tuple_
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.errors import DomainError
from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from common.wire.responses import ItemResponse
from courses.catalog import Catalog
from courses.grading import Grade, grade
from lms_server.journal.actions import append
from lms_server.quizzes.errors import (
    AttemptNotFoundError,
    AttemptSubmittedError,
    ItemNotDrawnError,
    MalformedResponseError,
    ResponseConflictError,
    WrongDeviceError,
)
from lms_server.quizzes.models import Attempt, Response
from sync.chain import Stream

_ATTEMPT = select(
    Attempt.id,
    Attempt.device_id,
    Attempt.earlier_devices,
    Attempt.course_id,
    Attempt.items,
    Attempt.submitted_at,
)
_INSERT = insert(cast(Table, Response.__table__))
_STORED = select(
    Response.id,
    Response.attempt_id,
    Response.item_id,
    Response.revision,
    Response.value,
    Response.answered_at,
)


@dataclass(frozen=True)
class _Content:
    """What must be equal for a message to be the same one again."""

    attempt_id: UUID
    item_id: str
    revision: int
    value: tuple[str, ...]
    answered_at: datetime


@dataclass
class _Known:
    """What the database knows of a batch; grows as its messages are stored."""

    attempts: dict[UUID, Any]
    by_id: dict[UUID, _Content] = field(default_factory=dict)
    revisions: set[tuple[UUID, str, int]] = field(default_factory=set)
    answered: set[tuple[UUID, str]] = field(default_factory=set)

    def add(self, response_id: UUID, content: _Content) -> None:
        """Remember a stored response."""
        self.by_id[response_id] = content
        self.revisions.add((content.attempt_id, content.item_id, content.revision))
        self.answered.add((content.attempt_id, content.item_id))


def accept_responses(
    db: Session,
    messages: Sequence[ItemResponse | Malformed],
    *,
    device_id: UUID,
    items: Catalog,
    now: datetime,
) -> list[Receipt]:
    """Store each response once and grade it; return one receipt a message, in their order.

    A message that cannot be taken gets a receipt with a code and stops none of the others.
    The first stored response to an item counts: its receipt shows the right answer. Later
    revisions are kept, but change no score.

    Args:
        db: the open write block.
        messages: as read from the wire.
        device_id: the device that sends them; attempts are bound to it.
        items: the courses, for grading.
        now: the server's clock.
    """
    known = _find_known(db, [one for one in messages if isinstance(one, ItemResponse)])
    receipts = []
    for index, message in enumerate(messages):
        try:
            if isinstance(message, Malformed):
                raise MalformedResponseError
            status, grade_ = _accept(db, message, known, device_id=device_id, items=items, now=now)
        except DomainError as error:
            rejected = ReceiptStatus.REJECTED
            receipt = Receipt(index=index, id=message.id, status=rejected, code=error.code)
        else:
            shown = {
                "score": grade_.score,
                "correct": list(grade_.correct),
                "text": grade_.feedback,
            }
            receipt = Receipt(index=index, id=message.id, status=status, feedback=shown)
        receipts.append(receipt)
    return receipts


def _find_known(db: Session, messages: list[ItemResponse]) -> _Known:
    attempt_ids = {message.attempt_id for message in messages}
    found = db.execute(_ATTEMPT.where(Attempt.id.in_(attempt_ids)))
    known = _Known({row.id: row for row in found})
    pairs = {(message.attempt_id, message.item_id) for message in messages}
    same = or_(
        Response.id.in_({message.id for message in messages}),
        tuple_(Response.attempt_id, Response.item_id).in_(pairs),
    )
    for row in db.execute(_STORED.where(same)):
        value = tuple(row.value)
        known.add(
            row.id, _Content(row.attempt_id, row.item_id, row.revision, value, row.answered_at)
        )
    return known


def _accept(  # noqa: PLR0913
    db: Session,
    message: ItemResponse,
    known: _Known,
    *,
    device_id: UUID,
    items: Catalog,
    now: datetime,
) -> tuple[ReceiptStatus, Grade]:
    attempt = _check_attempt(known, message, device_id)
    item = items.get_course(attempt.course_id).quiz.get_item(message.item_id)
    value = tuple(message.value)
    content = _Content(
        message.attempt_id, message.item_id, message.revision, value, _utc(message.answered_at)
    )
    stored = known.by_id.get(message.id)
    if stored is not None:
        if stored != content:
            raise ResponseConflictError
        return ReceiptStatus.DUPLICATE, grade(item, value)
    if (message.attempt_id, message.item_id, message.revision) in known.revisions:
        raise ResponseConflictError
    if attempt.submitted_at is not None:
        raise AttemptSubmittedError
    graded = grade(item, value)
    is_first = (message.attempt_id, message.item_id) not in known.answered
    _store(db, message, graded, device_id=device_id, is_counted=is_first, now=now)
    known.add(message.id, content)
    return ReceiptStatus.ACCEPTED, graded


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:  # the first or last hours of the calendar
        raise MalformedResponseError from error


def _check_attempt(known: _Known, message: ItemResponse, device_id: UUID) -> Any:  # noqa: ANN401
    attempt = known.attempts.get(message.attempt_id)
    if attempt is None:
        raise AttemptNotFoundError
    if device_id != attempt.device_id and str(device_id) not in attempt.earlier_devices:
        raise WrongDeviceError
    if all(drawn["item_id"] != message.item_id for drawn in attempt.items):
        raise ItemNotDrawnError
    return attempt


def _store(  # noqa: PLR0913
    db: Session,
    message: ItemResponse,
    graded: Grade,
    *,
    device_id: UUID,
    is_counted: bool,
    now: datetime,
) -> None:
    row = {
        "id": message.id,
        "attempt_id": message.attempt_id,
        "device_id": device_id,
        "item_id": message.item_id,
        "revision": message.revision,
        "value": message.value,
        "score": graded.score,
        "is_counted": is_counted,
        "answered_at": message.answered_at,
        "received_at": now,
    }
    db.connection().execute(_INSERT, row)
    data = {
        "response_id": str(message.id),
        "attempt_id": str(message.attempt_id),
        "item_id": message.item_id,
        "revision": message.revision,
        "value": message.value,
        "score": graded.score,
        "answered_at": to_wire(message.answered_at),
        "received_at": to_wire(now),
    }
    actor = f"device:{device_id}"
    append(db, stream=Stream.D, kind="response.accepted", data=data, actor=actor, now=now)
