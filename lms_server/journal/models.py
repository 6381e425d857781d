"""Tables of the journal; the database itself forbids changing what was written."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, LargeBinary, event
from sqlalchemy.orm import Mapped, mapped_column

from lms_server.tables import Base

End = tuple[str, str, int, str]
"""Last record of a chain: epoch, stream, seq, and its hash in hex or the beginning of that."""


class JournalEntry(Base):
    """One record of one chain."""

    __tablename__ = "journal"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_from_one"),
        CheckConstraint("length(hash) = 32", name="hash_size"),
        {"sqlite_with_rowid": False},
    )

    epoch: Mapped[str] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    """The line as it was hashed; never made again from its parts."""
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Epoch(Base):
    """A stretch of the journal on one disk: a restored or copied disk starts a new one."""

    __tablename__ = "epochs"
    __table_args__ = (CheckConstraint("length(id) = 8", name="id_size"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, ...; the highest is the one being written."""
    id: Mapped[str] = mapped_column(unique=True)
    """8 hex digits, random."""
    bus_code: Mapped[str]
    started_at: Mapped[datetime]
    parents: Mapped[list[Any]] = mapped_column(JSON)
    """``End``s of the epoch before, and of what was lost here as others have seen it."""


GUARDS = tuple(
    f"CREATE TRIGGER {table}_forbids_{change.lower()} BEFORE {change} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table in (JournalEntry.__tablename__, Epoch.__tablename__)
    for change in ("UPDATE", "DELETE")
)
"""SQL of the triggers that make the journal append-only."""

for _guard in GUARDS:
    event.listen(
        JournalEntry.__table__ if " ON journal " in _guard else Epoch.__table__,
        "after_create",
        DDL(_guard),  # type: ignore[no-untyped-call]
    )
