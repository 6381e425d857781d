"""Folding a bus's lines anew: after its revocation, a new trust store, or an upgrade."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from registry.buses.models import BusStatus
from registry.buses.queries import BusRow, list_last_good_heads
from registry.facts import FactTable, Refusal, Source
from registry.intake.folding import fold, read_facts
from registry.intake.models import RecordVerdict
from registry.intake.queries import HeldLine, iterate_lines, list_links
from registry.intake.rules import good_lines
from registry.intake.verdicts import write_verdicts
from registry.people.models import LearnerRecord
from registry.register.judge import CredentialJudge
from registry.register.models import Certificate, Revocation
from registry.results.models import (
    Completion,
    Enrolment,
    ProgressRecord,
    TrainingSession,
    TrainingSessionClosing,
)
from registry.tables import BATCH
from sync.chain import Stream
from sync.records import VerdictCode

_FACTS: tuple[type[FactTable], ...] = (
    LearnerRecord,
    TrainingSession,
    TrainingSessionClosing,
    Enrolment,
    Completion,
    ProgressRecord,
    Certificate,
    Revocation,
)


def rebuild_bus(db: Session, bus: BusRow, *, judge: CredentialJudge) -> None:
    """Forget every fact and verdict of one bus and take them from its lines again.

    Nothing is lost by it: facts are a fold of the journal copy, which is never changed.
    """
    for table in _FACTS:
        db.execute(delete(table).where(table.bus_code == bus.code))
    db.execute(delete(RecordVerdict).where(RecordVerdict.bus_code == bus.code))
    good = _good_lines(db, bus)
    for lines in iterate_lines(db, bus.code, BATCH):
        for stream in Stream:
            of_stream = [line for line in lines if line.stream is stream]
            counted = _set_late_aside(db, bus.code, of_stream, good)
            facts, refusals = read_facts(stream, counted)
            write_verdicts(db, stream, refusals)
            fold(db, facts, judge=judge)


def _set_late_aside(
    db: Session, bus_code: str, lines: Sequence[HeldLine], good: set[bytes] | None
) -> list[tuple[Source, bytes]]:
    """Return the lines that count; the others get their verdict."""
    counted, late = [], []
    for line in lines:
        source = Source(bus_code, line.epoch, line.seq, line.hash)
        if good is None or line.hash in good:
            counted.append((source, line.raw))
        else:
            late.append((line.stream, Refusal(source, VerdictCode.REVOKED_BUS)))
    for stream in {stream for stream, _ in late}:
        write_verdicts(db, stream, [refusal for of, refusal in late if of is stream])
    return counted


def _good_lines(db: Session, bus: BusRow) -> set[bytes] | None:
    """Return the hashes of lines that still count, or None when all do."""
    if bus.status is not BusStatus.REVOKED:
        return None
    good: set[bytes] = set()
    for head in list_last_good_heads(db, bus.code):
        good |= good_lines(list_links(db, bus.code, head), head)
    return good
