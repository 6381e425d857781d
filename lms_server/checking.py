"""Proving that a bus's data is whole: the file, its links, every chain, and the facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from common.errors import DomainError
from common.sql import SqliteDatabase
from lms_server.issuing.models import CertificateRecord, Completion, Revocation
from lms_server.journal import queries as journal
from lms_server.journal.models import JournalEntry
from lms_server.learners.models import Learner
from lms_server.progress.models import ProgressNote
from lms_server.quizzes.models import Response
from lms_server.training.models import Enrolment, GuestVisit, TrainingSession

FACTS: Mapping[str, tuple[str, InstrumentedAttribute[UUID]]] = {
    "learner.registered": ("learner_id", Learner.id),
    "training_session.opened": ("training_session_id", TrainingSession.id),
    "enrolment.created": ("enrolment_id", Enrolment.id),
    "response.accepted": ("response_id", Response.id),
    "completion.recorded": ("completion_id", Completion.id),
    "progress.recorded": ("enrolment_id", ProgressNote.enrolment_id),
    "certificate.issued": ("certificate_id", CertificateRecord.id),
    "certificate.revoked": ("certificate_id", Revocation.certificate_id),
}
"""Kind of record -> its field with an id, and the column that must hold the same ids."""
_PAGE = 2000


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    text: str
    is_good: bool


def verify(database: SqliteDatabase) -> Iterator[Finding]:
    """Yield what was checked, in order; a bad one does not stop the others."""
    with database.read() as db:
        yield _pragma(db, "integrity_check", good=[("ok",)])
        yield _pragma(db, "foreign_key_check", good=[])
        yield _chains(db)
        yield from _facts(db)


def _pragma(db: Session, name: str, *, good: list[tuple[str, ...]]) -> Finding:
    rows = [tuple(row) for row in db.execute(text(f"PRAGMA {name}"))]
    return Finding(f"{name}: {'ok' if rows == good else rows[:5]}", is_good=rows == good)


def _chains(db: Session) -> Finding:
    try:
        count = journal.check_chain(db)
    except DomainError as error:
        return Finding(f"journal: {error}", is_good=False)
    heads = ", ".join(
        f"{head.epoch}.{head.stream.value}.{head.seq}.{head.hash.hex()[:16]}"
        for head in journal.heads(db)
    )
    return Finding(f"journal: {count} records hold together; heads {heads}", is_good=True)


def _facts(db: Session) -> Iterator[Finding]:
    """Compare the tables with the records: each fact must be in both."""
    told = _told_ids(db)
    guests = _guest_ids(db)
    for kind, (_, column) in FACTS.items():
        held = set(db.scalars(select(column))) - guests
        lost, unheard = len(told[kind] - held), len(held - told[kind])
        words = f"{kind}: {len(held)} in tables and records"
        if lost or unheard:
            words = f"{kind}: {lost} only in records, {unheard} only in tables"
        yield Finding(words, is_good=not lost and not unheard)


def _guest_ids(db: Session) -> set[UUID]:
    """Return enrolments and learners without a name: the journal never hears of them."""
    query = select(Enrolment.id, Enrolment.learner_id).join(
        GuestVisit, GuestVisit.enrolment_id == Enrolment.id
    )
    return {one for row in db.execute(query) for one in row}


class _Line(msgspec.Struct):
    t: str
    d: dict[str, Any]


def _told_ids(db: Session) -> dict[str, set[UUID]]:
    told: dict[str, set[UUID]] = {kind: set() for kind in FACTS}
    read = msgspec.json.Decoder(_Line).decode
    lines = db.scalars(select(JournalEntry.raw).execution_options(yield_per=_PAGE))
    for raw in lines:
        try:
            line = read(raw)
        except msgspec.DecodeError:
            continue  # a touched line; the chain has told of it
        if line.t in FACTS:
            told[line.t].add(UUID(line.d[FACTS[line.t][0]]))
    return told
