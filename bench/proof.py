"""What a bus on disk really holds, asked after a crash."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from common.sql import SqliteDatabase
from lms_server.checking import verify
from lms_server.journal.models import JournalEntry
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.models import Response


@dataclass(frozen=True)
class Proof:
    """The state of the database after a crash."""

    lost: int
    """Acknowledged answers that are not there."""
    doubled: int
    """Answers stored or journaled more than once."""
    integrity: str
    faults: tuple[str, ...]
    """What ``bus-lms verify`` objects to."""

    @property
    def is_good(self):
        return not (self.lost or self.doubled or self.faults) and self.integrity == "ok"


def inspect(data_dir: Path, acknowledged: set[str]) -> Proof:
    """Compare what learners were told with what is on disk."""
    key = load_database_key(data_dir)
    database = SqliteDatabase(data_dir / DATABASE_NAME, key=key)
    try:
        with database.read() as db:
            stored = [str(one) for one in db.scalars(select(Response.id))]
            answers = select(func.count()).select_from(
                select(Response.attempt_id, Response.item_id, Response.revision)
                .distinct()
                .subquery()
            )
            distinct = db.scalar(answers)
            journaled = _count_journaled(db)
            integrity = db.scalar(text("PRAGMA integrity_check"))
        faults = tuple(one.text for one in verify(database) if not one.is_good)
    finally:
        database.close()
    return Proof(
        lost=len(acknowledged - set(stored)),
        doubled=len(stored) - distinct + abs(journaled - len(stored)),
        integrity=integrity,
        faults=faults,
    )


def _count_journaled(db) -> int:
    raws = db.scalars(select(JournalEntry.raw).where(JournalEntry.stream == "D"))
    return sum(b'"t":"response.accepted"' in raw for raw in raws)
