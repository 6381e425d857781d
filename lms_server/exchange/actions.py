"""Writes of the exchange: whom we report to, what left the bus, what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from certificates.errors import BadTrustStoreError
from certificates.trust import TrustStore
from common.canonical import sha256_hex
from common.ids import new_id
from lms_server.exchange.errors import (
    BadPackError,
    BadReceiptError,
    ForeignReceiptError,
    OtherProvinceError,
    PackForOtherBusError,
    ReceiptForOtherBusError,
)
from lms_server.exchange.models import (
    AppliedReceipt,
    ConfirmedHead,
    ExportedSection,
    RegistryEnrolment,
    Way,
)
from lms_server.exchange.queries import (
    find_newest_receipt,
    find_pack,
    get_cursor,
    get_pack,
)
from lms_server.journal import queries as journal
from lms_server.journal.actions import append, begin_anew, end_of, note_seen
from lms_server.journal.models import End
from sync.chain import Stream
from sync.cursor import Finding, Outcome, Step
from sync.enrolment import EnrolmentPack, parse_pack
from sync.errors import DocumentError, DocumentFault
from sync.receipt import RegistryReceipt, parse_receipt
from sync.sections import Section


@dataclass(frozen=True)
class Applied:
    """What a receipt did."""

    receipt: RegistryReceipt
    outcome: Outcome
    findings: tuple[Finding, ...]


def apply_enrolment(  # noqa: PLR0913
    db: Session, raw: bytes, *, bus_code: str, journal_key: bytes, actor: str, now: datetime
) -> EnrolmentPack:
    """Keep the keys of the province; the same pack again changes nothing.

    Args:
        db: a write block.
        raw: the pack as the province made it.
        bus_code: this bus.
        journal_key: public Ed25519 key of this bus's journal.
        actor: who brought it.
        now: the server's clock.

    Raises:
        BadPackError: not a pack, altered, or its keys are not those the root speaks for.
        PackForOtherBusError: another bus, or another journal key.
        OtherProvinceError: the bus already has a province with another root key.
    """
    pack = check_pack(db, raw, bus_code=bus_code, journal_key=journal_key)
    if find_pack(db) != pack:
        number = (db.scalar(select(func.max(RegistryEnrolment.number))) or 0) + 1
        db.add(RegistryEnrolment(number=number, pack=raw, enrolled_at=now))
        data = {"bus_certificate_id": pack.certificate().id}
        append(db, stream=Stream.A, kind="bus.enrolled", data=data, actor=actor, now=now)
    return pack


def check_pack(db: Session, raw: bytes, *, bus_code: str, journal_key: bytes) -> EnrolmentPack:
    """Return the pack if :func:`apply_enrolment` would take it; raises as that does."""
    try:
        pack = parse_pack(raw)
    except DocumentError as error:
        raise BadPackError(fault=error.fault.value) from error
    if pack.bus != bus_code or pack.certificate().journal_key != journal_key:
        raise PackForOtherBusError(bus=pack.bus)
    held = find_pack(db)
    if held is not None and held.root_key != pack.root_key:
        raise OtherProvinceError
    _check_root_names_registry(pack)
    return pack


def _check_root_names_registry(pack: EnrolmentPack) -> None:
    """Refuse a registry key that the root never signed; that key signs the box key in the pack.

    The root's public key is in every pack, so a forger can name it too.
    """
    try:
        trust = TrustStore.from_json(pack.trust.encode(), pack.root_key)
    except BadTrustStoreError as error:
        raise BadPackError(fault=DocumentFault.SIGNATURE.value) from error
    if trust.registry_key != pack.registry_key:
        raise BadPackError(fault=DocumentFault.SIGNATURE.value)


def record_export(
    db: Session, sections: Sequence[Section], *, way: Way, actor: str, now: datetime
) -> UUID:
    """Remember what left the bus and return the id of the export.

    Only a stick is noted in the audit stream. Over the network each note would be one more
    record to send, for ever.
    """
    export_id = new_id()
    db.add_all(
        ExportedSection(
            id=new_id(),
            export_id=export_id,
            way=way.value,
            epoch=section.epoch,
            stream=section.stream.value,
            first_seq=section.first,
            last_seq=section.first + len(section.lines) - 1,
            exported_at=now,
        )
        for section in sections
    )
    if way is Way.STICK:
        data = {"export_id": str(export_id), "records": sum(len(s.lines) for s in sections)}
        append(db, stream=Stream.A, kind="bundle.exported", data=data, actor=actor, now=now)
    return export_id


def apply_receipt(  # noqa: PLR0913
    db: Session, raw: bytes, *, bus_code: str, way: Way, actor: str, now: datetime
) -> Applied:
    """Let a receipt of the province confirm what it covers; repeats and old ones do no harm.

    Args:
        db: a write block.
        raw: the receipt file.
        bus_code: this bus.
        way: how it came.
        actor: who brought it.
        now: the server's clock.

    Raises:
        NotEnrolledError: the bus has no province yet.
        BadReceiptError: not a receipt.
        ForeignReceiptError: altered, or of another registry.
        ReceiptForOtherBusError: of another bus.
    """
    receipt, step = check_receipt(db, raw, bus_code=bus_code)
    sha256 = sha256_hex(raw)
    if step.outcome is not Outcome.OUTDATED and _tells_more(db, receipt, step, sha256=sha256):
        _store(db, receipt, step, sha256=sha256, now=now)
        _note_lost(db, step, now=now)
        if way is Way.STICK:
            data = {"receipt_sha256": sha256, "outcome": step.outcome.value}
            append(db, stream=Stream.A, kind="receipt.applied", data=data, actor=actor, now=now)
    return Applied(receipt, step.outcome, step.findings)


def check_receipt(db: Session, raw: bytes, *, bus_code: str) -> tuple[RegistryReceipt, Step]:
    """Return the receipt and what it would do; raises as :func:`apply_receipt` does."""
    receipt = _read_receipt(db, raw)
    if receipt.bus != bus_code:
        raise ReceiptForOtherBusError(bus=receipt.bus)
    return receipt, get_cursor(db).apply(receipt, partial(journal.find_hash, db))


def _read_receipt(db: Session, raw: bytes) -> RegistryReceipt:
    key = Ed25519PublicKey.from_public_bytes(get_pack(db).registry_key)
    try:
        return parse_receipt(raw, key)
    except DocumentError as error:
        if error.fault is DocumentFault.SIGNATURE:
            raise ForeignReceiptError from error
        raise BadReceiptError from error


def _tells_more(db: Session, receipt: RegistryReceipt, step: Step, *, sha256: str) -> bool:
    """Tell a receipt worth a row from the many that the worker asks for and that say the same."""
    if db.get(AppliedReceipt, sha256) is not None:
        return False
    newest = find_newest_receipt(db)
    if newest is None or step.outcome is not Outcome.NOTHING_NEW:
        return True
    return receipt.regepoch > newest.regepoch or (
        receipt.made > newest.made_at
        and (step.findings, tuple(receipt.verdicts)) != (newest.findings, newest.verdicts)
    )


def _note_lost(db: Session, step: Step, *, now: datetime) -> None:
    """Begin a new epoch when the province holds what the present one lacks; note what it saw.

    Also when it holds results of an epoch that nobody here ever heard of: another disk went on
    under this bus's name, and may have given out the same numbers.
    """
    present = journal.current_epoch(db)
    seen = [end_of(finding.head) for finding in step.findings]
    if any(_is_news(db, end, present) for end in seen):
        begin_anew(db, present, seen=seen, now=now)
    else:
        note_seen(db, seen, now=now)


def _is_news(db: Session, end: End, present: str) -> bool:
    epoch, stream, _, _ = end
    return epoch == present or (stream == Stream.R and not journal.is_epoch_known(db, epoch))


def _store(
    db: Session, receipt: RegistryReceipt, step: Step, *, sha256: str, now: datetime
) -> None:
    db.add(
        AppliedReceipt(
            sha256=sha256,
            regepoch=receipt.regepoch,
            made_at=receipt.made,
            applied_at=now,
            outcome=step.outcome.value,
            findings=msgspec.to_builtins(step.findings),
            verdicts=msgspec.to_builtins(receipt.verdicts),
        )
    )
    heads = {(h.epoch, h.stream): h for h in step.cursor.heads}
    for row in db.scalars(select(ConfirmedHead)):
        head = heads.pop((row.epoch, Stream(row.stream)), None)
        if head is None:
            db.execute(
                delete(ConfirmedHead).where(
                    ConfirmedHead.epoch == row.epoch, ConfirmedHead.stream == row.stream
                )
            )
        elif head.seq != row.seq:
            row.seq, row.hash, row.confirmed_at = head.seq, head.hash, receipt.made
    db.add_all(
        ConfirmedHead(
            epoch=h.epoch,
            stream=h.stream.value,
            seq=h.seq,
            hash=h.hash,
            confirmed_at=receipt.made,
        )
        for h in heads.values()
    )
