"""Reads of the journal copy: what is held, what is missing, what was set aside."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from registry.intake.models import (
    GENESIS,
    Bundle,
    Fork,
    JournalLine,
    JournalSection,
    RecordVerdict,
)
from registry.intake.rules import HeldRun, find_holes
from sync.chain import Head, Stream
from sync.receipt import Hole, Verdict
from sync.records import VerdictCode

MOST_VERDICTS = 1_000
"""Verdicts in one receipt; clearing them brings up the next."""


class HeldLine(NamedTuple):
    """One line of a bus's journal copy."""

    epoch: str
    stream: Stream
    seq: int
    hash: bytes
    raw: bytes


def find_bundle(db: Session, header_hash: str) -> str | None:
    """Return the bus of a bundle received before, or None."""
    return db.scalar(select(Bundle.bus_code).where(Bundle.header_hash == header_hash))


def list_heads(db: Session, bus_code: str) -> list[Head]:
    """Return every leaf of every chain whose way back to the first record is held."""
    above = aliased(JournalLine)
    goes_on = exists().where(
        above.bus_code == JournalSection.bus_code,
        above.epoch == JournalSection.epoch,
        above.stream == JournalSection.stream,
        above.seq == JournalSection.last_seq + 1,
        above.previous_hash == JournalSection.head_hash,
    )
    query = (
        select(
            JournalSection.epoch,
            JournalSection.stream,
            JournalSection.last_seq,
            JournalSection.head_hash,
        )
        .where(JournalSection.bus_code == bus_code, JournalSection.component == GENESIS, ~goes_on)
        .distinct()
    )
    return sorted(Head(row[0], Stream(row[1]), row[2], row[3]) for row in db.execute(query))


def is_anchored(db: Session, bus_code: str, head: Head) -> bool:
    """Tell whether ``head`` and all before it are held."""
    line = find_line(db, bus_code, head)
    if line is None:
        return False
    section = db.get(JournalSection, line.section_id)
    return section is not None and section.component == GENESIS


def find_line(db: Session, bus_code: str, head: Head) -> JournalLine | None:
    """Return the line of ``head``, or None."""
    return db.get(JournalLine, (bus_code, head.epoch, head.stream.value, head.seq, head.hash))


def find_anchored(db: Session, bus_code: str, epoch: str, stream: Stream, seq: int) -> list[Head]:
    """Return the heads held at one place with all before them; two after a fork."""
    query = select(JournalLine.hash).where(
        JournalLine.bus_code == bus_code,
        JournalLine.epoch == epoch,
        JournalLine.stream == stream.value,
        JournalLine.seq == seq,
    )
    heads = [Head(epoch, stream, seq, line_hash) for line_hash in db.scalars(query)]
    return [head for head in heads if is_anchored(db, bus_code, head)]


def list_holes(db: Session, bus_code: str) -> list[Hole]:
    """Return what is missing below sections whose way back is not held."""
    query = select(
        JournalSection.epoch,
        JournalSection.stream,
        JournalSection.first_seq,
        JournalSection.last_seq,
        JournalSection.component,
    ).where(JournalSection.bus_code == bus_code)
    return find_holes(
        HeldRun(epoch, Stream(stream), first, last, is_anchored=component == GENESIS)
        for epoch, stream, first, last, component in db.execute(query)
    )


def list_verdicts(db: Session, bus_code: str) -> list[Verdict]:
    """Return open verdicts, at most ``MOST_VERDICTS``."""
    query = (
        select(
            RecordVerdict.record_id,
            RecordVerdict.epoch,
            RecordVerdict.stream,
            RecordVerdict.seq,
            RecordVerdict.code,
        )
        .where(RecordVerdict.bus_code == bus_code)
        .order_by(
            RecordVerdict.epoch, RecordVerdict.stream, RecordVerdict.seq, RecordVerdict.line_hash
        )
        .limit(MOST_VERDICTS)
    )
    return [
        Verdict(record_id, epoch, Stream(stream), seq, VerdictCode(code))
        for record_id, epoch, stream, seq, code in db.execute(query)
    ]


def list_buses_with(db: Session, code: VerdictCode) -> list[str]:
    """Return the buses of which records are set aside for one reason."""
    query = select(RecordVerdict.bus_code).where(RecordVerdict.code == code.value).distinct()
    return sorted(db.scalars(query))


def list_forks(db: Session, bus_code: str) -> list[tuple[str, str, int]]:
    """Return (epoch, stream, first differing seq) of chains with two branches."""
    query = select(Fork.epoch, Fork.stream, Fork.seq).where(Fork.bus_code == bus_code)
    return sorted((epoch, stream, seq) for epoch, stream, seq in db.execute(query))


def iterate_lines(db: Session, bus_code: str, batch: int) -> Iterator[list[HeldLine]]:
    """Give all lines of a bus in lists of at most ``batch``, chain by chain."""
    key = (JournalLine.epoch, JournalLine.stream, JournalLine.seq, JournalLine.hash)
    query = (
        select(*key, JournalLine.raw).where(JournalLine.bus_code == bus_code).order_by(*key)
    ).execution_options(yield_per=batch)
    for rows in db.execute(query).partitions(batch):
        yield [HeldLine(row[0], Stream(row[1]), row[2], row[3], row[4]) for row in rows]


def list_links(db: Session, bus_code: str, head: Head) -> Iterator[tuple[int, bytes, bytes]]:
    """Return (seq, hash, hash before) of the lines up to ``head`` in its chain."""
    query = select(JournalLine.seq, JournalLine.hash, JournalLine.previous_hash).where(
        JournalLine.bus_code == bus_code,
        JournalLine.epoch == head.epoch,
        JournalLine.stream == head.stream.value,
        JournalLine.seq <= head.seq,
    )
    return ((seq, line_hash, previous) for seq, line_hash, previous in db.execute(query))
