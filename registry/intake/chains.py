"""Writes to the journal copy: sections, lines, what is joined to what, and forks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from registry.intake.models import GENESIS, Fork, JournalLine, JournalSection
from registry.tables import insert_absent, insert_into
from sync.chain import Stream, next_hash
from sync.sections import Section


@dataclass(frozen=True)
class Chain:
    """One chain of one bus."""

    bus_code: str
    epoch: str
    stream: Stream


@dataclass(frozen=True)
class Line:
    """One line and its place in its chain."""

    seq: int
    hash: bytes
    previous_hash: bytes
    raw: bytes


def hash_lines(section: Section) -> Iterator[Line]:
    """Give the lines of ``section`` with their chain hashes."""
    previous = section.previous
    for seq, raw in enumerate(section.lines, start=section.first):
        current = next_hash(previous, raw)
        yield Line(seq, current, previous, raw)
        previous = current


def store_section(db: Session, chain: Chain, lines: Sequence[Line]) -> list[Line]:
    """Keep ``lines``, which follow each other, and join them to what is held.

    Returns:
        The lines that were not held before.
    """
    if _is_held(db, chain, lines):
        return []
    points = {line.seq: line.hash for line in lines}
    points[lines[0].seq - 1] = lines[0].previous_hash
    held = _held_lines(db, chain, points)
    component, forks = _join(db, chain, points, held)
    section_id = _insert_section(db, chain, lines, component)
    known = {(seq, line_hash) for seq, line_hash, _ in held}
    new = [line for line in lines if (line.seq, line.hash) not in known]
    insert_absent(db, JournalLine, [_row(chain, line, section_id) for line in new])
    if forks:
        _mark_fork(db, chain, min(forks))
    return new


def _is_held(db: Session, chain: Chain, lines: Sequence[Line]) -> bool:
    query = select(JournalSection.id).where(
        *_of(chain, JournalSection),
        JournalSection.first_seq == lines[0].seq,
        JournalSection.head_hash == lines[-1].hash,
    )
    return db.scalar(query) is not None


def _held_lines(
    db: Session, chain: Chain, points: dict[int, bytes]
) -> list[tuple[int, bytes, int]]:
    """Return (seq, hash, section) of lines held where the new section lies."""
    query = select(JournalLine.seq, JournalLine.hash, JournalLine.section_id).where(
        *_of(chain, JournalLine), JournalLine.seq.between(min(points), max(points))
    )
    return [(seq, line_hash, section) for seq, line_hash, section in db.execute(query)]


def _join(
    db: Session, chain: Chain, points: dict[int, bytes], held: list[tuple[int, bytes, int]]
) -> tuple[int | None, list[int]]:
    """Return the component of the new section, None for one of its own, and places of forks."""
    sections = _sections_upon(db, chain, points)
    same = {section for seq, line_hash, section in held if points[seq] == line_hash}
    same |= {s.id for s in sections if points[s.first_seq - 1] == s.previous_hash}
    forks = [seq for seq, line_hash, _ in held if points[seq] != line_hash]
    forks += [s.first_seq - 1 for s in sections if points[s.first_seq - 1] != s.previous_hash]
    components = _components(db, same)
    if 0 in points:
        components.add(GENESIS)
    if not components:
        return None, forks
    component = min(components)
    db.execute(
        update(JournalSection)
        .where(*_of(chain, JournalSection), JournalSection.component.in_(components - {component}))
        .values(component=component)
    )
    return component, forks


def _sections_upon(db: Session, chain: Chain, points: dict[int, bytes]) -> list[JournalSection]:
    """Return held sections that begin right after a point of the new one."""
    query = select(JournalSection).where(
        *_of(chain, JournalSection),
        (JournalSection.first_seq - 1).between(min(points), max(points)),
    )
    return list(db.scalars(query))


def _components(db: Session, sections: set[int]) -> set[int]:
    query = select(JournalSection.component).where(JournalSection.id.in_(sections)).distinct()
    return set(db.scalars(query))


def _insert_section(db: Session, chain: Chain, lines: Sequence[Line], component: int | None) -> int:
    section = JournalSection(
        bus_code=chain.bus_code,
        epoch=chain.epoch,
        stream=chain.stream,
        first_seq=lines[0].seq,
        last_seq=lines[-1].seq,
        previous_hash=lines[0].previous_hash,
        head_hash=lines[-1].hash,
        component=-1 if component is None else component,
    )
    db.add(section)
    db.flush()
    if component is None:
        section.component = section.id
        db.flush()
    return section.id


def _row(chain: Chain, line: Line, section_id: int) -> dict[str, object]:
    return {
        "bus_code": chain.bus_code,
        "epoch": chain.epoch,
        "stream": chain.stream.value,
        "seq": line.seq,
        "hash": line.hash,
        "previous_hash": line.previous_hash,
        "raw": line.raw,
        "section_id": section_id,
    }


def _mark_fork(db: Session, chain: Chain, seq: int) -> None:
    statement = insert_into(db, Fork)
    came = statement.excluded
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["bus_code", "epoch", "stream"],
            set_={"seq": came.seq},
            where=came.seq < Fork.seq,
        ),
        {
            "bus_code": chain.bus_code,
            "epoch": chain.epoch,
            "stream": chain.stream.value,
            "seq": seq,
        },
    )


def _of(
    chain: Chain, model: type[JournalLine] | type[JournalSection]
) -> tuple[ColumnElement[bool], ...]:
    return (
        model.bus_code == chain.bus_code,
        model.epoch == chain.epoch,
        model.stream == chain.stream.value,
    )
