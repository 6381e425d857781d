"""Facts: rows that say what one line of a bus's journal said, and which of two stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from registry.tables import BATCH, Base, insert_absent, insert_into
from sync.fields import RecordData
from sync.records import Record, VerdictCode

T = TypeVar("T")
Row = dict[str, Any]


@dataclass(frozen=True, order=True)
class Source:
    """The line of a results stream that a fact comes from; its order decides every tie."""

    bus_code: str
    epoch: str
    seq: int
    line_hash: bytes
    """Chain hash of the line: two branches of a fork differ in it."""


@dataclass(frozen=True)
class Fact:
    """One line, read, of a kind that the registry knows."""

    source: Source
    record: Record
    data: RecordData


@dataclass(frozen=True)
class Refusal:
    """A line that is set aside, or kept and marked for a person."""

    source: Source
    code: VerdictCode
    record_id: UUID | None = None
    """None: the line names no id, or the caller does not know it."""
    waits_for: UUID | None = None
    """The record that has to come first."""


class FactTable(Base):
    """A table of facts of one kind; its key is the bus and an id.

    Every key holds the bus: no bus can overwrite or hide what another one said.
    """

    __abstract__ = True

    bus_code: Mapped[str] = mapped_column(
        String(10), ForeignKey("buses.code"), primary_key=True, sort_order=-1
    )
    epoch: Mapped[str] = mapped_column(String(8))
    seq: Mapped[int] = mapped_column(BigInteger)
    line_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


def row_of(fact: Fact, **values: object) -> Row:
    """Return the row of ``fact``: its source and ``values``."""
    return {**asdict(fact.source), **values}


def accept_facts(
    db: Session, model: type[FactTable], rows: Sequence[Row], *, key: InstrumentedAttribute[UUID]
) -> list[Refusal]:
    """Store facts of one bus. Of two with one id and other content the smaller source stands.

    So the outcome is the same in whatever order the lines arrive.

    Args:
        db: a write block.
        model: the table.
        rows: made by :func:`row_of`, all of one bus.
        key: the column of the id.

    Returns:
        The facts that lost against another content: conflicts for a person.
    """
    if not rows or insert_absent(db, model, rows) == len(rows):
        return []
    refusals = []
    for row in rows:
        held = _held(db, model, row, key)
        if _source(held) != _source(row):
            refusals += _settle(db, model, held=held, came=row, key=key)
    return refusals


def keep_newest(
    db: Session, model: type[FactTable], rows: Sequence[Row], *, key: InstrumentedAttribute[UUID]
) -> None:
    """Keep of several lines about one id the last one of each bus and epoch, in any order.

    Args:
        db: a write block.
        model: the table; its key is the bus, the epoch and the id.
        rows: made by :func:`row_of`, all of one bus.
        key: the column of the id.
    """
    if not rows:
        return
    statement = insert_into(db, model)
    came = statement.excluded
    newer = (came.seq > model.seq) | ((came.seq == model.seq) & (came.line_hash > model.line_hash))
    names = [key.key, "bus_code", "epoch"]
    changes: dict[str, Any] = {name: came[name] for name in rows[0] if name not in names}
    upsert = statement.on_conflict_do_update(index_elements=names, set_=changes, where=newer)
    db.connection().execute(upsert, list(rows))


def known_ids(
    db: Session, key: InstrumentedAttribute[UUID], *, bus_code: str, ids: Iterable[UUID]
) -> set[UUID]:
    """Return those of ``ids`` that the bus has told the registry of."""
    model = key.class_
    found: set[UUID] = set()
    for some in chunks(ids, BATCH):
        found |= set(db.scalars(select(key).where(model.bus_code == bus_code, key.in_(some))))
    return found


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give ``items`` in lists of at most ``size``."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _settle(
    db: Session, model: type[FactTable], *, held: Row, came: Row, key: InstrumentedAttribute[UUID]
) -> list[Refusal]:
    first, second = sorted((held, came), key=_source)
    if first is came:
        where = (model.bus_code == came["bus_code"], key == came[key.key])
        db.execute(update(model).where(*where).values(**came))
    if _content(first) == _content(second):
        return []
    return [Refusal(_source(second), VerdictCode.CONFLICT)]


def _held(db: Session, model: type[FactTable], row: Row, key: InstrumentedAttribute[UUID]) -> Row:
    columns = [getattr(model, name).label(name) for name in row]
    query = select(*columns).where(model.bus_code == row["bus_code"], key == row[key.key])
    return dict(db.execute(query).mappings().one())


def _source(row: Mapping[str, Any]) -> Source:
    return Source(row["bus_code"], row["epoch"], row["seq"], row["line_hash"])


def _content(row: Row) -> Row:
    return {k: v for k, v in row.items() if k not in {"epoch", "seq", "line_hash"}}
