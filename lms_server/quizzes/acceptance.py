"""Taking responses in: the one path that every answer of every learner goes.

The SQL is written by hand and sent as it is, courses are in memory: building statements would
cost more than running them. Values have the form that the column types of ``models`` give them.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.errors import DomainError
from common.uptime import Uptime
from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from common.wire.responses import ItemResponse
from courses.addressing import say_to
from courses.catalog import Catalog
from courses.errors import CourseNotFoundError
from courses.grading import Grade, grade
from courses.model import Item, ItemKind
from lms_server.journal.actions import append
from lms_server.learners.rules import ADDRESS_WORDS
from lms_server.quizzes import ending, timing
from lms_server.quizzes.errors import (
    AttemptNotFoundError,
    ItemNotDrawnError,
    MalformedResponseError,
    ResponseConflictError,
    WrongDeviceError,
)
from lms_server.quizzes.rules import EndedBy, Ruling, Standing, rule_on
from sync.chain import Stream

OWN_WORDS = "…"
"""Stands in the journal for what a learner typed."""
_FIND_ATTEMPT = """
SELECT a.device_id, a.earlier_devices, a.course_id, a.course_version, a.items, a.ended_by,
a.submitted_at IS NOT NULL, t.closed_at IS NULL, l.address_form
FROM attempts a
JOIN learners l ON l.id = a.learner_id
JOIN enrolments e ON e.id = a.enrolment_id
JOIN training_sessions t ON t.id = e.training_session_id
WHERE a.id = ?
"""
_FIND_SAME = """
SELECT id, attempt_id, item_id, value, answered_at, flag FROM responses WHERE id = ?
"""
_FIND_LAST = """
SELECT max(revision), EXISTS (
    SELECT 1 FROM responses WHERE attempt_id = ?1 AND item_id = ?2 AND revision = ?3)
FROM responses WHERE attempt_id = ?1 AND item_id = ?2
"""
_INSERT = """
INSERT INTO responses
(id, attempt_id, item_id, value, answered_at, revision, flag, device_id, score, is_counted,
received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class _Attempt(NamedTuple):
    """What must be known of an attempt to take a response."""

    devices: frozenset[str]
    course: tuple[str, str]
    """Id and version: an answer is graded by the items that the learner saw."""
    you: str
    """How the learner is addressed."""
    item_ids: frozenset[str]
    standing: Standing


class _Content(NamedTuple):
    """What must be equal for a message to be the same one again."""

    id: str
    attempt_id: str
    item_id: str
    value: str
    answered_at: str


@dataclass(frozen=True)
class _Taken:
    """What became of a message that is stored."""

    status: ReceiptStatus
    grade: Grade
    flag: str | None


@dataclass(frozen=True)
class _Batch:
    """What the messages of one request share."""

    db: Session
    connection: Connection
    device_id: UUID
    items: Catalog
    now: datetime
    courseless: Collection[UUID]
    attempts: dict[UUID, _Attempt]
    """Those that messages of the batch belong to."""
    touched: set[UUID]
    """Those that got a response that counts."""


def accept_responses(  # noqa: PLR0913
    db: Session,
    messages: Sequence[ItemResponse | Malformed],
    *,
    device_id: UUID,
    items: Catalog,
    now: datetime,
    uptime: Uptime,
    courseless: Collection[UUID] = (),
) -> list[Receipt]:
    """Store each response once and grade it; return one receipt a message, in their order.

    A message that cannot be taken gets a receipt with a code and stops none of the others.
    ``rules.rule_on`` says which ones count; the others are kept with a flag.

    Args:
        db: the open write block.
        messages: as read from the wire.
        device_id: the device that sends them; attempts are bound to it.
        items: the courses, for grading.
        now: the server's clock; decides nothing.
        uptime: for how long attempts were open.
        courseless: attempts that are not here only because their course is not.
    """
    batch = _Batch(db, db.connection(), device_id, items, now, courseless, {}, set())
    receipts = [_receipt(batch, index, message) for index, message in enumerate(messages)]
    for attempt_id in batch.touched:
        standing = batch.attempts[attempt_id].standing
        if standing.is_class_open and standing.ended_by is None:
            timing.count_to(db, attempt_id, uptime)
        else:
            ending.end_for_class(db, attempt_id, items=items, now=now)
    return receipts


def _receipt(batch: _Batch, index: int, message: ItemResponse | Malformed) -> Receipt:
    try:
        if isinstance(message, Malformed):
            raise MalformedResponseError
        taken = _accept(batch, message)
    except DomainError as error:
        rejected = ReceiptStatus.REJECTED
        return Receipt(index=index, id=message.id, status=rejected, code=error.code)
    graded = taken.grade
    shown = {"score": graded.score, "correct": list(graded.correct), "text": graded.feedback}
    return Receipt(index=index, id=message.id, status=taken.status, feedback=shown, flag=taken.flag)


def _accept(batch: _Batch, message: ItemResponse) -> _Taken:
    attempt = _find_attempt(batch, message.attempt_id)
    if batch.device_id.hex not in attempt.devices:
        raise WrongDeviceError
    if message.item_id not in attempt.item_ids:
        raise ItemNotDrawnError
    item = _find_item(batch.items, attempt, message.item_id)
    content = _content_of(message)
    same = batch.connection.exec_driver_sql(_FIND_SAME, (content.id,)).first()
    if same is not None and _Content(*same[:5]) != content:
        raise ResponseConflictError
    graded = grade(item, message.value)
    if same is not None:
        return _Taken(ReceiptStatus.DUPLICATE, graded, same.flag)
    place = (content.attempt_id, content.item_id, message.revision)
    last, is_taken = batch.connection.exec_driver_sql(_FIND_LAST, place).one()
    ruling = rule_on(attempt.standing, is_first=last is None)
    revision = last + 1 if is_taken else message.revision
    noted = replace(_without_own_words(item, message, graded), revision=revision)
    _store(batch, content, noted, graded, ruling)
    if ruling.is_counted:
        batch.touched.add(message.attempt_id)
    return _Taken(ReceiptStatus.ACCEPTED, graded, ruling.flag)


def _without_own_words(item: Item, message: ItemResponse, graded: Grade) -> ItemResponse:
    """Return a message as the journal keeps it: words that no author knows may name a person."""
    if item.kind is not ItemKind.TEXT or graded.score > 0:
        return message
    return replace(message, value=[OWN_WORDS for _ in message.value])


def _find_item(courses: Catalog, attempt: _Attempt, item_id: str) -> Item:
    """Return an item that was drawn once, in the words for its learner.

    Raises:
        CourseNotFoundError: the bus lacks a course that is being learnt.
        ItemNotFoundError: its quiz is another one than was drawn from.
    """
    return say_to(courses.get_course(*attempt.course), attempt.you).quiz.get_item(item_id)


def _find_attempt(batch: _Batch, attempt_id: UUID) -> _Attempt:
    known = batch.attempts.get(attempt_id)
    if known is not None:
        return known
    found = batch.connection.exec_driver_sql(_FIND_ATTEMPT, (attempt_id.hex,)).first()
    if found is None:
        raise CourseNotFoundError if attempt_id in batch.courseless else AttemptNotFoundError
    device_id, earlier, course_id, version, items, ended_by, is_ended, is_open, form = found
    left = [UUID(one).hex for one in json.loads(earlier)]
    ended = EndedBy(ended_by or EndedBy.LEARNER) if is_ended else None
    attempt = _Attempt(
        devices=frozenset({device_id, *left}),
        course=(course_id, version),
        you=ADDRESS_WORDS[form],
        item_ids=frozenset(one["item_id"] for one in json.loads(items)),
        standing=Standing(ended, is_class_open=bool(is_open)),
    )
    batch.attempts[attempt_id] = attempt
    return attempt


def _content_of(message: ItemResponse) -> _Content:
    return _Content(
        id=message.id.hex,
        attempt_id=message.attempt_id.hex,
        item_id=message.item_id,
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
    batch: _Batch, content: _Content, message: ItemResponse, graded: Grade, ruling: Ruling
) -> None:
    flag = None if ruling.flag is None else ruling.flag.value
    kept = (message.revision, flag, batch.device_id.hex, graded.score, ruling.is_counted)
    values = (*content, *kept, _stored_instant(batch.now))
    batch.connection.exec_driver_sql(_INSERT, values)
    data = {
        "response_id": str(message.id),
        "attempt_id": str(message.attempt_id),
        "item_id": message.item_id,
        "revision": message.revision,
        "value": message.value,
        "score": graded.score,
        "is_counted": ruling.is_counted,
        "flag": flag,
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
