"""Writes of the reception: one bundle in, every record with its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from registry.buses.models import BusStatus
from registry.buses.queries import get_bus
from registry.facts import Fact, Refusal, Source
from registry.intake.chains import Chain, Line, hash_lines, store_section
from registry.intake.folding import fold, fold_dated, read_facts
from registry.intake.models import Bundle
from registry.intake.rebuild import rebuild_bus
from registry.intake.verdicts import write_verdicts
from registry.register.judge import CredentialJudge
from registry.tables import insert_absent
from sync.bundle import OpenedBundle
from sync.chain import Stream
from sync.records import CertificateIssued


@dataclass(frozen=True)
class ReadSection:
    """A section with its lines hashed and read, ready for one quick write block."""

    chain: Chain
    lines: Sequence[Line]
    facts: Sequence[Fact]
    refusals: Sequence[Refusal]


def read_sections(opened: OpenedBundle, *, judge: CredentialJudge) -> list[ReadSection]:
    """Do all of the work that needs no database: hash, read, check credentials."""
    sections = []
    for section in opened.sections:
        chain = Chain(opened.header.bus, section.epoch, section.stream)
        lines = list(hash_lines(section))
        placed = [(Source(chain.bus_code, chain.epoch, x.seq, x.hash), x.raw) for x in lines]
        facts, refusals = read_facts(section.stream, placed)
        for fact in facts:
            if isinstance(fact.data, CertificateIssued):
                judge.judge(fact, fact.data)
        sections.append(ReadSection(chain, lines, facts, refusals))
    return sections


def import_bundle(
    db: Session,
    opened: OpenedBundle,
    sections: Sequence[ReadSection],
    *,
    judge: CredentialJudge,
    now: datetime,
) -> None:
    """Keep every line and fold those that are new; the same bundle again changes nothing.

    Args:
        db: a write block that has its turn.
        opened: a bundle that ``sync.bundle.open_bundle`` found good.
        sections: of the same bundle, from :func:`read_sections`.
        judge: one of the trust store in force; best the one that ``read_sections`` used.
        now: the registry's clock.
    """
    bus = get_bus(db, opened.header.bus)
    row = {
        "header_hash": opened.header_hash,
        "bus_code": bus.code,
        "made_at": opened.header.made,
        "received_at": now,
    }
    if insert_absent(db, Bundle, [row]) == 0:
        return
    for section in sections:
        new = {line.hash for line in store_section(db, section.chain, section.lines)}
        if bus.status is not BusStatus.REVOKED:
            _fold_new(db, section, new, judge)
    fold_dated(db, bus.code, judge=judge)
    if bus.status is BusStatus.REVOKED:
        rebuild_bus(db, bus, judge=judge)


def _fold_new(db: Session, section: ReadSection, new: set[bytes], judge: CredentialJudge) -> None:
    refusals = [one for one in section.refusals if one.source.line_hash in new]
    write_verdicts(db, Stream(section.chain.stream), refusals)
    fold(db, [one for one in section.facts if one.source.line_hash in new], judge=judge)
