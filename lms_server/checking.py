"""Proving that a bus's data is whole: the file, its links, every chain, and the facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from common.errors import DomainError
from common.sql import SqliteDatabase
from lms_server.accounts.models import Account
from lms_server.devices.models import Device
from lms_server.journal import queries as journal
from lms_server.journal.models import JournalEntry
from lms_server.learners.models import Learner
from lms_server.quizzes.models import Response
from lms_server.tables import Base

COUNTED: tuple[type[Base], ...] = (Account, Device, Learner, Response, JournalEntry)


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    text: str
    is_good: bool


def verify(database: SqliteDatabase) -> Iterator[Finding]:
    """Yield what was checked, in order; the first bad one does not stop the others."""
    with database.read() as db:
        yield _pragma(db, "integrity_check", good=[("ok",)])
        yield _pragma(db, "foreign_key_check", good=[])
        yield _chains(db)
        yield Finding(f"facts: {', '.join(_counts(db))}", is_good=True)


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


def _counts(db: Session) -> Iterator[str]:
    for table in COUNTED:
        count = db.scalar(select(func.count()).select_from(table))
        yield f"{count} {table.__tablename__}"
