"""What is written, what is on the stick, what the province has confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms_server.config import Config
from lms_server.exchange.errors import NotEnrolledError
from lms_server.exchange.models import (
    AppliedReceipt,
    ConfirmedHead,
    ExportedSection,
    RegistryEnrolment,
)
from lms_server.journal import queries as journal
from sync.chain import Head, Stream
from sync.cursor import Cursor, Finding, Range
from sync.enrolment import EnrolmentPack, parse_pack
from sync.receipt import Verdict
from sync.sections import Section


@dataclass(frozen=True)
class StreamProgress:
    """Three different things: a record is written, then on its way, then confirmed."""

    stream: Stream
    written: int
    exported: int
    """Records that left the bus at least once, confirmed ones among them."""
    confirmed: int
    confirmed_at: datetime | None
    """When the registry last confirmed more, by its clock."""


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt that was taken into account."""

    regepoch: int
    made_at: datetime
    """Clock of the registry."""
    applied_at: datetime
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Overview:
    """Where the bus stands with its province."""

    streams: tuple[StreamProgress, ...]
    is_enrolled: bool
    receipt: ReceiptRow | None
    last_export_at: datetime | None

    @property
    def unconfirmed_results(self) -> int:
        """Results and answers that only this bus has for sure.

        The audit stream is left out: applying a receipt writes one more record into it.
        """
        return sum(s.written - s.confirmed for s in self.streams if s.stream is not Stream.A)


def find_pack(db: Session) -> EnrolmentPack | None:
    """Return the enrolment pack in force, or None."""
    raw = db.scalar(
        select(RegistryEnrolment.pack).order_by(RegistryEnrolment.number.desc()).limit(1)
    )
    return None if raw is None else parse_pack(raw)


def get_pack(db: Session) -> EnrolmentPack:
    """Return the enrolment pack in force.

    Raises:
        NotEnrolledError: there is none.
    """
    pack = find_pack(db)
    if pack is None:
        raise NotEnrolledError
    return pack


def find_registry_url(db: Session, config: Config) -> str | None:
    """Return the registry's web address: the bus's own setting, or what the pack says.

    None while the bus is not enrolled, or when only sticks carry its data.
    """
    pack = find_pack(db)
    return None if pack is None else config.registry_url or pack.registry_url


def get_cursor(db: Session) -> Cursor:
    """Return what the province has confirmed."""
    heads = db.execute(select(ConfirmedHead)).scalars()
    found = (Head(h.epoch, Stream(h.stream), h.seq, h.hash) for h in heads)
    regepoch = db.scalar(select(func.max(AppliedReceipt.regepoch)))
    if regepoch is None:
        regepoch = get_pack(db).regepoch
    return Cursor(regepoch=regepoch, heads=tuple(sorted(found)))


def list_unconfirmed(db: Session) -> list[Range]:
    """Return the records to send, results first."""
    return get_cursor(db).to_send(journal.heads(db))


def read_section(db: Session, wanted: Range) -> Section:
    """Return the records of a range with the chain hash before them.

    Raises:
        ValueError: the journal does not have them all.
    """
    epoch, stream = wanted.epoch, wanted.stream
    lines = journal.read_range(db, epoch, stream, wanted.first, wanted.last)
    previous = journal.find_hash(db, epoch, stream, wanted.first - 1)
    if previous is None or len(lines) != wanted.last - wanted.first + 1:
        raise ValueError(f"the journal lacks records of {wanted}")
    return Section(epoch=epoch, stream=stream, first=wanted.first, previous=previous, lines=lines)


def overview(db: Session) -> Overview:
    """Return where the bus stands with its province."""
    written = _sum_by_stream((h.stream, h.seq) for h in journal.heads(db))
    confirmed = _sum_by_stream(
        (Stream(stream), seq)
        for stream, seq in db.execute(select(ConfirmedHead.stream, ConfirmedHead.seq))
    )
    exported = _count_exported(db)
    confirmed_at = {
        Stream(stream): at
        for stream, at in db.execute(
            select(ConfirmedHead.stream, func.max(ConfirmedHead.confirmed_at)).group_by(
                ConfirmedHead.stream
            )
        )
    }
    streams = tuple(
        StreamProgress(
            stream,
            written=written[stream],
            exported=max(exported[stream], confirmed[stream]),
            confirmed=confirmed[stream],
            confirmed_at=confirmed_at.get(stream),
        )
        for stream in (Stream.R, Stream.D, Stream.A)
    )
    return Overview(
        streams,
        is_enrolled=db.scalar(select(func.count()).select_from(RegistryEnrolment)) != 0,
        receipt=find_newest_receipt(db),
        last_export_at=db.scalar(select(func.max(ExportedSection.exported_at))),
    )


def _count_exported(db: Session) -> dict[Stream, int]:
    last = (
        select(
            ExportedSection.epoch,
            ExportedSection.stream,
            func.max(ExportedSection.last_seq).label("seq"),
        )
        .group_by(ExportedSection.epoch, ExportedSection.stream)
        .subquery()
    )
    rows = db.execute(select(last.c.stream, last.c.seq))
    return _sum_by_stream((Stream(stream), seq) for stream, seq in rows)


def _sum_by_stream(pairs: Iterable[tuple[Stream, int]]) -> dict[Stream, int]:
    sums = dict.fromkeys(Stream, 0)
    for stream, count in pairs:
        sums[stream] += count
    return sums


def find_newest_receipt(db: Session) -> ReceiptRow | None:
    """Return the newest receipt that told something new, or None."""
    row = db.scalar(
        select(AppliedReceipt)
        .order_by(AppliedReceipt.regepoch.desc(), AppliedReceipt.made_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ReceiptRow(
        regepoch=row.regepoch,
        made_at=row.made_at,
        applied_at=row.applied_at,
        findings=msgspec.convert(row.findings, tuple[Finding, ...]),
        verdicts=msgspec.convert(row.verdicts, tuple[Verdict, ...]),
    )
