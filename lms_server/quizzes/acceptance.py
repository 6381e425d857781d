"""Taking responses in: the one path that every answer of every learner goes.

The SQL is written by hand and sent as it is, courses are in memory: building statements would
cost more than running them. Values have the form that the column types of ``models`` give them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.errors import DomainError
from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from common.wire.responses import ItemResponse
from courses.catalog import Catalog
from courses.errors import CourseNotFoundError, ItemNotFoundError
from courses.grading import Grade, grade
from courses.model import Item, ItemKind
from lms_server.journal.actions import append
from lms_server.quizzes.errors import (
    AttemptNotFoundError,
    AttemptSubmittedError,
    ItemNotDrawnError,
    MalformedResponseError,
    ResponseConflictError,
    WrongDeviceError,
)
from sync.chain import Stream

OWN_WORDS = "…"
"""Stands in the journal for what a learner typed."""
_FIND_ATTEMPT = """
SELECT device_id, earlier_devices, course_id, course_version, items, submitted_at IS NOT NULL
FROM attempts WHERE id = ?
"""
_FIND_STORED = """
SELECT id, attempt_id, item_id, revision, value, answered_at FROM responses WHERE id = ?
UNION ALL
SELECT id, attempt_id, item_id, revision, value, answered_at FROM responses
WHERE attempt_id = ? AND item_id = ? AND revision = ?
UNION ALL
SELECT id, attempt_id, item_id, revision, value, answered_at FROM responses
WHERE attempt_id = ? AND item_id = ? AND is_counted
"""
_INSERT = """
INSERT INTO responses
(id, attempt_id, item_id, revision, value, answered_at, device_id, score, is_counted, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class _Attempt(NamedTuple):
    """What must be known of an attempt to take a response."""

    devices: frozenset[str]
    course: tuple[str, str]
    """Id and version: an answer is graded by the items that the learner saw."""
    item_ids: frozenset[str]
    is_submitted: bool


class _Row(NamedTuple):
    """A response as stored: what must be equal for a message to be the same one again."""

    id: str
    attempt_id: str
    item_id: str
    revision: int
    value: str
    answered_at: str


@dataclass(frozen=True)
class _Batch:
    """What the messages of one request share."""

    db: Session
    connection: Connection
    device_id: UUID
    items: Catalog
    now: datetime
    attempts: dict[UUID, _Attempt]


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
    batch = _Batch(db, db.connection(), device_id, items, now, {})
    return [_receipt(batch, index, message) for index, message in enumerate(messages)]


def _receipt(batch: _Batch, index: int, message: ItemResponse | Malformed) -> Receipt:
    try:
        if isinstance(message, Malformed):
            raise MalformedResponseError
        status, graded = _accept(batch, message)
    except DomainError as error:
        rejected = ReceiptStatus.REJECTED
        return Receipt(index=index, id=message.id, status=rejected, code=error.code)
    shown = {"score": graded.score, "correct": list(graded.correct), "text": graded.feedback}
    return Receipt(index=index, id=message.id, status=status, feedback=shown)


def _accept(batch: _Batch, message: ItemResponse) -> tuple[ReceiptStatus, Grade]:
    attempt = _find_attempt(batch, message.attempt_id)
    if batch.device_id.hex not in attempt.devices:
        raise WrongDeviceError
    if message.item_id not in attempt.item_ids:
        raise ItemNotDrawnError
    item = _find_item(batch.items, attempt.course, message.item_id)
    row = _row_of(message)
    stored = _find_stored(batch.connection, row)
    if row in stored:
        return ReceiptStatus.DUPLICATE, grade(item, message.value)
    if any(one.id == row.id or one.revision == row.revision for one in stored):
        raise ResponseConflictError
    if attempt.is_submitted:
        raise AttemptSubmittedError
    graded = grade(item, message.value)
    noted = _without_own_words(item, message, graded)
    _store(batch, row, noted, graded, is_counted=not stored)
    return ReceiptStatus.ACCEPTED, graded


def _without_own_words(item: Item, message: ItemResponse, graded: Grade) -> ItemResponse:
    """Return a message as the journal keeps it: words that no author knows may name a person."""
    if item.kind is not ItemKind.TEXT or graded.score > 0:
        return message
    return replace(message, value=[OWN_WORDS for _ in message.value])


def _find_item(courses: Catalog, course: tuple[str, str], item_id: str) -> Item:
    """Return an item that was drawn once.

    Raises:
        LookupError: the server was started without a course that is being learnt. That is the
            server's trouble: the answer waits where it is and is not refused.
    """
    try:
        return courses.get_course(*course).quiz.get_item(item_id)
    except (CourseNotFoundError, ItemNotFoundError) as error:
        raise LookupError(f"{course}: {item_id} is missing") from error


def _find_attempt(batch: _Batch, attempt_id: UUID) -> _Attempt:
    known = batch.attempts.get(attempt_id)
    if known is not None:
        return known
    found = batch.connection.exec_driver_sql(_FIND_ATTEMPT, (attempt_id.hex,)).first()
    if found is None:
        raise AttemptNotFoundError
    device_id, earlier, course_id, version, items, is_submitted = found
    left = [UUID(one).hex for one in json.loads(earlier)]
    drawn = frozenset(one["item_id"] for one in json.loads(items))
    devices = frozenset({device_id, *left})
    attempt = _Attempt(devices, (course_id, version), drawn, bool(is_submitted))
    batch.attempts[attempt_id] = attempt
    return attempt


def _find_stored(connection: Connection, row: _Row) -> list[_Row]:
    """Return the rows with this id, with this revision, and the one that counts."""
    place = (row.attempt_id, row.item_id)
    values = (row.id, *place, row.revision, *place)
    return [_Row(*found) for found in connection.exec_driver_sql(_FIND_STORED, values)]


def _row_of(message: ItemResponse) -> _Row:
    return _Row(
        id=message.id.hex,
        attempt_id=message.attempt_id.hex,
        item_id=message.item_id,
        revision=message.revision,
        value=json.dumps(message.value),
        answered_at=_stored_instant(message.answered_at),
    )


def _stored_instant(instant: datetime) -> str:
    """Return the form of ``UtcDateTime`` in SQLite.

    Raises:
        MalformedResponseError: the first or last hours of the calendar, which UTC lacks.
    """
    try:
        utc = instant.astimezone(UTC)
    except OverflowError as error:
        raise MalformedResponseError from error
    return utc.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _store(
    batch: _Batch, row: _Row, message: ItemResponse, graded: Grade, *, is_counted: bool
) -> None:
    received_at = _stored_instant(batch.now)
    values = (*row, batch.device_id.hex, graded.score, is_counted, received_at)
    batch.connection.exec_driver_sql(_INSERT, values)
    data = {
        "response_id": str(message.id),
        "attempt_id": str(message.attempt_id),
        "item_id": message.item_id,
        "revision": message.revision,
        "value": message.value,
        "score": graded.score,
        "answered_at": to_wire(message.answered_at),
        "received_at": to_wire(batch.now),
    }
    append(
        batch.db,
        stream=Stream.D,
        kind="response.accepted",
        data=data,
        actor=f"device:{batch.device_id}",
        now=batch.now,
    )
