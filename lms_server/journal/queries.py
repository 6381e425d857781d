"""Reading the journal: heads, ranges, and whether every chain still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.clock import from_wire
from lms_server.journal.errors import BrokenChainError, NoEpochError
from lms_server.journal.models import End, Epoch, JournalEntry
from sync.chain import Head, Stream, genesis_hash, next_hash

SEEN_ELSEWHERE = "journal.seen_elsewhere"
"""Kind of a record in stream A: ``ends`` of what is lost here as others have seen it."""
_PAGE = 2000


@dataclass(frozen=True)
class EpochRow:
    """A stretch of the journal."""

    number: int
    """1 for that of a new bus; each later one began after an older copy or another disk."""
    id: str
    started_at: datetime
    parents: tuple[End, ...]


def current_epoch(db: Session) -> str:
    """Return the epoch being written, 8 hex digits.

    Raises:
        NoEpochError: none was started.
    """
    epoch = db.scalar(select(Epoch.id).order_by(Epoch.number.desc()).limit(1))
    if epoch is None:
        raise NoEpochError
    return epoch


def list_epochs(db: Session) -> list[EpochRow]:
    """Return all epochs, the one being written first."""
    rows = db.scalars(select(Epoch).order_by(Epoch.number.desc()))
    return [
        EpochRow(row.number, row.id, row.started_at, tuple((*end,) for end in row.parents))
        for row in rows
    ]


def find_first(db: Session, epoch: str, stream: Stream, kind: str) -> dict[str, Any] | None:
    """Return what the first record of a kind says; None when a chain has none."""
    return next(iter(list_data(db, epoch, stream, kind, most=1)), None)


def list_data(
    db: Session, epoch: str, stream: Stream, kind: str, *, most: int = _PAGE
) -> list[dict[str, Any]]:
    """Return what the records of a kind in one chain say, the first ones in order.

    The whole chain is searched: for kinds that are rare, or early in an epoch.
    """
    mark = b'"t":' + msgspec.json.encode(kind)
    raws = db.scalars(
        select(JournalEntry.raw)
        .where(JournalEntry.epoch == epoch, JournalEntry.stream == stream)
        .where(func.instr(JournalEntry.raw, mark) > 0)
        .order_by(JournalEntry.seq)
        .limit(most)
    )
    lines = [msgspec.json.decode(raw, type=dict[str, Any]) for raw in raws]
    return [line["d"] for line in lines if line["t"] == kind]


def seen_elsewhere(db: Session, stream: Stream) -> dict[str, int]:
    """Return by epoch the highest number that kiosks or the province told of, held here or not."""
    seen: dict[str, int] = {}
    for row in list_epochs(db):
        noted = list_data(db, row.id, Stream.A, SEEN_ELSEWHERE) if row.number > 1 else []
        for epoch, of, seq, _ in (*row.parents, *(end for one in noted for end in one["ends"])):
            if of == stream:
                seen[epoch] = max(seq, seen.get(epoch, 0))
    return seen


def is_epoch_known(db: Session, epoch: str) -> bool:
    """Tell whether ``epoch`` was ever written here, or seen when another one was begun."""
    return any(
        epoch == own or epoch in {end[0] for end in parents}
        for own, parents in db.execute(select(Epoch.id, Epoch.parents))
    )


def heads(db: Session) -> list[Head]:
    """Return the last record of every chain of every epoch, oldest epoch first."""
    last = (
        select(JournalEntry.epoch, JournalEntry.stream, func.max(JournalEntry.seq).label("seq"))
        .group_by(JournalEntry.epoch, JournalEntry.stream)
        .subquery()
    )
    rows = db.execute(
        select(last.c.epoch, last.c.stream, last.c.seq, JournalEntry.hash)
        .join(
            JournalEntry,
            (JournalEntry.epoch == last.c.epoch)
            & (JournalEntry.stream == last.c.stream)
            & (JournalEntry.seq == last.c.seq),
        )
        .join(Epoch, Epoch.id == last.c.epoch)
        .order_by(Epoch.number, last.c.stream)
    )
    return [Head(epoch, Stream(stream), seq, hash_) for epoch, stream, seq, hash_ in rows]


def find_end(db: Session, stream: Stream) -> End | None:
    """Return the last record of a chain of the present epoch; None while it has none."""
    epoch = current_epoch(db)
    last = db.execute(
        select(JournalEntry.seq, JournalEntry.hash)
        .where(JournalEntry.epoch == epoch, JournalEntry.stream == stream)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).first()
    return None if last is None else (epoch, stream.value, last.seq, last.hash.hex())


def last_seq(db: Session, epoch: str, stream: Stream) -> int:
    """Return the number of the last record of a chain; 0 while it has none."""
    query = select(func.max(JournalEntry.seq)).where(
        JournalEntry.epoch == epoch, JournalEntry.stream == stream
    )
    return db.scalar(query) or 0


def last_times(db: Session, *, before: EpochRow) -> list[datetime]:
    """Return when the last record of each chain of the earlier epochs was written."""
    newest = select(JournalEntry.raw).order_by(JournalEntry.seq.desc()).limit(1)
    raws = [
        db.scalar(newest.where(JournalEntry.epoch == row.id, JournalEntry.stream == stream))
        for row in list_epochs(db)
        for stream in Stream
        if row.number < before.number
    ]
    lines = [msgspec.json.decode(raw, type=dict[str, Any]) for raw in raws if raw is not None]
    return [from_wire(line["w"]) for line in lines]


def find_hash(db: Session, epoch: str, stream: Stream, seq: int) -> bytes | None:
    """Return the chain hash at one place; the genesis hash at 0; None past the end."""
    if seq == 0:
        bus_code = db.scalar(select(Epoch.bus_code).where(Epoch.id == epoch))
        return None if bus_code is None else genesis_hash(bus_code, epoch, stream)
    return db.scalar(
        select(JournalEntry.hash).where(
            JournalEntry.epoch == epoch, JournalEntry.stream == stream, JournalEntry.seq == seq
        )
    )


def read_range(db: Session, epoch: str, stream: Stream, from_seq: int, to_seq: int) -> list[bytes]:
    """Return the lines from ``from_seq`` to ``to_seq``, both included, in order."""
    rows = db.scalars(
        select(JournalEntry.raw)
        .where(
            JournalEntry.epoch == epoch,
            JournalEntry.stream == stream,
            JournalEntry.seq.between(from_seq, to_seq),
        )
        .order_by(JournalEntry.seq)
    )
    return list(rows)


def check_chain(db: Session) -> int:
    """Walk every chain from its genesis hash and return the number of records.

    Raises:
        BrokenChainError: a record was altered, is missing, or belongs to no epoch.
    """
    count = 0
    chains = db.execute(select(JournalEntry.epoch, JournalEntry.stream).distinct()).all()
    for epoch, stream in chains:
        previous = find_hash(db, epoch, Stream(stream), 0)
        if previous is None:
            raise BrokenChainError(epoch=epoch, stream=stream, seq=0)
        for expected, (seq, raw, hash_) in enumerate(_walk(db, epoch, stream), start=1):
            previous = next_hash(previous, raw)
            if seq != expected or hash_ != previous:
                raise BrokenChainError(epoch=epoch, stream=stream, seq=expected)
            count += 1
    return count


def _walk(db: Session, epoch: str, stream: str) -> Iterator[tuple[int, bytes, bytes]]:
    rows = db.execute(
        select(JournalEntry.seq, JournalEntry.raw, JournalEntry.hash)
        .where(JournalEntry.epoch == epoch, JournalEntry.stream == stream)
        .order_by(JournalEntry.seq)
        .execution_options(yield_per=_PAGE)
    )
    yield from rows
