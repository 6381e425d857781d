"""People, results, progress and certificates as canonical JSON: the same facts, the same bytes.

The facts are read from the bus's own records, so they are what the province can know; a
registry that has received everything prints the same bytes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.canonical import canonical_json
from common.clock import to_wire
from lms_server.journal.models import Epoch, JournalEntry
from sync.chain import Stream
from sync.fields import RecordData
from sync.progress import ProgressRecorded
from sync.records import (
    CertificateIssued,
    CertificateRevoked,
    CompletionRecorded,
    LearnerRegistered,
    parse_line,
)

_PERSON = (
    "full_name",
    "usual_name",
    "birth_year",
    "birth_date",
    "sex",
    "commune_code",
    "village",
    "evidence",
)
_RESULT = (
    "learner_id",
    "course_id",
    "course_version",
    "quiz_score",
    "quiz_items",
    "tasks_done",
    "tasks_required",
    "attended_minutes",
    "completed_at",
)
_PROGRESS = (
    "learner_id",
    "course_id",
    "course_version",
    "lessons",
    "tasks_done",
    "attended_minutes",
    "quiz",
    "closed_at",
)
_CERTIFICATE = (
    "certificate_no",
    "lookup_code",
    "learner_id",
    "course_id",
    "issued_at",
    "credential_sha256",
)
_PAGE = 1000

Row = dict[str, Any]


def dump(db: Session) -> bytes:
    """Return what this bus knows, lists sorted by id."""
    people: dict[UUID, Row] = {}
    results: dict[UUID, Row] = {}
    progress: dict[UUID, Row] = {}
    certificates: dict[UUID, Row] = {}
    revoked: set[UUID] = set()
    for data in _records(db):
        if isinstance(data, LearnerRegistered):
            people[data.learner_id] = _row(data.learner_id, data, _PERSON)
        elif isinstance(data, CompletionRecorded):
            results.setdefault(data.completion_id, _row(data.completion_id, data, _RESULT))
        elif isinstance(data, ProgressRecorded):
            progress[data.enrolment_id] = _row(data.enrolment_id, data, _PROGRESS)
        elif isinstance(data, CertificateIssued):
            row = _row(data.certificate_id, data, _CERTIFICATE)
            certificates.setdefault(data.certificate_id, row)
        elif isinstance(data, CertificateRevoked):
            revoked.add(data.certificate_id)
    for certificate_id, row in certificates.items():
        row["status"] = "revoked" if certificate_id in revoked else "issued"
    lists = {
        "certificates": certificates,
        "people": people,
        "progress": progress,
        "results": results,
    }
    return canonical_json({name: _sorted(rows) for name, rows in lists.items()})


def _sorted(rows: dict[UUID, Row]) -> list[Row]:
    return [rows[key] for key in sorted(rows)]


def _records(db: Session) -> Iterator[RecordData | None]:
    """Yield the records of stream R in the order they were written."""
    lines = db.scalars(
        select(JournalEntry.raw)
        .join(Epoch, Epoch.id == JournalEntry.epoch)
        .where(JournalEntry.stream == Stream.R.value)
        .order_by(Epoch.number, JournalEntry.seq)
        .execution_options(yield_per=_PAGE)
    )
    for raw in lines:
        yield parse_line(raw).data


def _row(row_id: UUID, data: RecordData, names: tuple[str, ...]) -> Row:
    return {"id": str(row_id), **{name: _plain(getattr(data, name)) for name in names}}


def _plain(value: object) -> object:
    return to_wire(value) if isinstance(value, datetime) else msgspec.to_builtins(value)
