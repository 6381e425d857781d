"""Reading the journal: heads, ranges, and whether every chain still holds."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms_server.journal.errors import BrokenChainError, NoEpochError
from lms_server.journal.models import Epoch, JournalEntry
from sync.chain import Head, Stream, genesis_hash, next_hash

_PAGE = 2000


def current_epoch(db: Session) -> str:
    """Return the epoch being written, 8 hex digits.

    Raises:
        NoEpochError: none was started.
    """
    epoch = db.scalar(select(Epoch.id).order_by(Epoch.number.desc()).limit(1))
    if epoch is None:
        raise NoEpochError
    return epoch


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
