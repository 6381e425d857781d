"""Why lines are set aside; and bringing back those that waited for another record."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from registry.facts import Fact, Refusal, Source, chunks
from registry.intake.models import JournalLine, RecordVerdict
from registry.intake.rules import provided_by
from registry.tables import BATCH, insert_absent
from sync.chain import Stream
from sync.records import RecordError, VerdictCode, parse_line

_UNREADABLE = {VerdictCode.SCHEMA, VerdictCode.SIZE}


def write_verdicts(db: Session, stream: Stream, refusals: Iterable[Refusal]) -> None:
    """Keep why lines of one stream are set aside; the same verdict twice is one."""
    rows = [
        {
            **asdict(refusal.source),
            "stream": stream.value,
            "code": refusal.code.value,
            "record_id": refusal.record_id or _record_id_of(db, stream, refusal),
            "waits_for": refusal.waits_for,
        }
        for refusal in refusals
    ]
    insert_absent(db, RecordVerdict, rows)


def take_waiting(db: Session, facts: Sequence[Fact]) -> list[tuple[Source, bytes]]:
    """Return the lines that waited for one of ``facts``, and take their verdict away."""
    if not facts:
        return []
    bus_code = facts[0].source.bus_code
    waits = (RecordVerdict.bus_code == bus_code) & (RecordVerdict.code == VerdictCode.PARENT.value)
    came = {provided_by(fact.data) for fact in facts}
    awaited = set(db.scalars(select(RecordVerdict.waits_for).where(waits).distinct())) & came
    lines: list[tuple[Source, bytes]] = []
    for ids in chunks(awaited, BATCH):
        waits_for = RecordVerdict.waits_for.in_(ids)
        lines += _lines_set_aside(db, bus_code, waits, waits_for)
        db.execute(delete(RecordVerdict).where(waits, waits_for))
    return lines


def take_dated(db: Session, bus_code: str) -> list[tuple[Source, bytes]]:
    """Return the lines that were dated too far ahead, and take their verdict away."""
    is_dated = RecordVerdict.code == VerdictCode.DATE_BOUNDS.value
    lines = _lines_set_aside(db, bus_code, is_dated)
    if lines:
        db.execute(delete(RecordVerdict).where(RecordVerdict.bus_code == bus_code, is_dated))
    return lines


def _lines_set_aside(
    db: Session, bus_code: str, *conditions: ColumnElement[bool]
) -> list[tuple[Source, bytes]]:
    query = (
        select(JournalLine.epoch, JournalLine.seq, JournalLine.hash, JournalLine.raw)
        .join(
            RecordVerdict,
            (RecordVerdict.bus_code == JournalLine.bus_code)
            & (RecordVerdict.epoch == JournalLine.epoch)
            & (RecordVerdict.stream == JournalLine.stream)
            & (RecordVerdict.seq == JournalLine.seq)
            & (RecordVerdict.line_hash == JournalLine.hash),
        )
        .where(RecordVerdict.bus_code == bus_code, *conditions)
    )
    return [
        (Source(bus_code, epoch, seq, line_hash), raw)
        for epoch, seq, line_hash, raw in db.execute(query)
    ]


def _record_id_of(db: Session, stream: Stream, refusal: Refusal) -> UUID | None:
    return None if refusal.code in _UNREADABLE else find_record_id(db, stream, refusal.source)


def find_record_id(db: Session, stream: Stream, source: Source) -> UUID | None:
    """Read the id of a record out of its line, where only its place is known."""
    key = (source.bus_code, source.epoch, stream.value, source.seq, source.line_hash)
    line = db.get(JournalLine, key)
    try:
        return None if line is None else parse_line(line.raw).id
    except RecordError as error:
        return error.record_id
