"""Reads of the register book."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from certificates.credential import read_claim
from certificates.model import CompletionClaim, SignedCredential
from lms_server.issuing.errors import CertificateNotFoundError
from lms_server.issuing.models import CertificateRecord, CertificateStatus, Revocation


@dataclass(frozen=True)
class CertificateRow:
    """One certificate as pages show it."""

    id: UUID
    certificate_no: str
    lookup_code: str
    sequence: int
    learner_id: UUID
    enrolment_id: UUID
    course_id: str
    status: CertificateStatus
    issued_at: datetime
    officer_key_id: str
    credential_sha256: str
    reason: str | None
    decision_no: str | None
    decided_on: date | None
    revoked_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        """Withdrawn for ever."""
        return self.status is CertificateStatus.REVOKED


@dataclass(frozen=True)
class PrintableCertificate:
    """A certificate with everything that is printed."""

    row: CertificateRow
    claim: CompletionClaim
    signed: SignedCredential


_COLUMNS = (
    CertificateRecord.id,
    CertificateRecord.certificate_no,
    CertificateRecord.lookup_code,
    CertificateRecord.sequence,
    CertificateRecord.learner_id,
    CertificateRecord.enrolment_id,
    CertificateRecord.course_id,
    CertificateRecord.status,
    CertificateRecord.issued_at,
    CertificateRecord.officer_key_id,
    CertificateRecord.credential_sha256,
    Revocation.reason,
    Revocation.decision_no,
    Revocation.decided_on,
    Revocation.revoked_at,
)


def list_certificates_of(
    db: Session, learner_ids: Collection[UUID], course_id: str
) -> dict[UUID, list[CertificateRow]]:
    """Return each learner's certificates of a course, the oldest first."""
    query = (
        _query()
        .where(
            CertificateRecord.learner_id.in_(learner_ids),
            CertificateRecord.course_id == course_id,
        )
        .order_by(CertificateRecord.issued_at, CertificateRecord.sequence)
    )
    found: dict[UUID, list[CertificateRow]] = defaultdict(list)
    for row in _fetch(db, query):
        found[row.learner_id].append(row)
    return found


def find_issued(db: Session, learner_id: UUID, course_id: str) -> CertificateRow | None:
    """Return the learner's certificate of a course that is in force."""
    query = _query().where(
        CertificateRecord.learner_id == learner_id,
        CertificateRecord.course_id == course_id,
        CertificateRecord.status == CertificateStatus.ISSUED,
    )
    return next(iter(_fetch(db, query)), None)


def get_certificate(db: Session, certificate_id: UUID) -> CertificateRow:
    """Return one certificate.

    Raises:
        CertificateNotFoundError: no certificate has this id.
    """
    found = _fetch(db, _query().where(CertificateRecord.id == certificate_id))
    if not found:
        raise CertificateNotFoundError
    return found[0]


def get_printable(db: Session, certificate_id: UUID) -> PrintableCertificate:
    """Return one certificate with everything that is printed.

    Raises:
        CertificateNotFoundError: no certificate has this id.
    """
    return _printable(db, get_certificate(db, certificate_id))


def list_printable(
    db: Session, *, year: int | None = None, enrolment_ids: Collection[UUID] | None = None
) -> list[PrintableCertificate]:
    """Return certificates in the order of the register book.

    Args:
        db: a read block.
        year: only of this year.
        enrolment_ids: only of these enrolments.
    """
    query = _query().order_by(CertificateRecord.year, CertificateRecord.sequence)
    if year is not None:
        query = query.where(CertificateRecord.year == year)
    if enrolment_ids is not None:
        query = query.where(CertificateRecord.enrolment_id.in_(enrolment_ids))
    return [_printable(db, row) for row in _fetch(db, query)]


def last_sequence(db: Session, programme: str, year: int) -> int:
    """Return the highest sequence number used in a year; 0 before the first."""
    query = select(func.max(CertificateRecord.sequence)).where(
        CertificateRecord.programme == programme, CertificateRecord.year == year
    )
    return db.scalar(query) or 0


def last_issued_at(db: Session) -> datetime | None:
    """Return when the newest certificate in force was issued.

    One that a clock running ahead had dated stops all others until that day; withdrawn, it frees
    them. Its number stays used.
    """
    query = select(func.max(CertificateRecord.issued_at)).where(
        CertificateRecord.status == CertificateStatus.ISSUED
    )
    return db.scalar(query)


def list_years(db: Session) -> list[int]:
    """Return the years that have certificates, the newest first."""
    query = select(CertificateRecord.year).distinct().order_by(CertificateRecord.year.desc())
    return list(db.scalars(query))


def _query() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).outerjoin(
        Revocation, Revocation.certificate_id == CertificateRecord.id
    )


def _fetch(db: Session, query: Select[*tuple[Any, ...]]) -> list[CertificateRow]:
    return [
        CertificateRow(**{**row._mapping, "status": CertificateStatus(row.status)})  # noqa: SLF001
        for row in db.execute(query)
    ]


def _printable(db: Session, row: CertificateRow) -> PrintableCertificate:
    stored = db.get_one(CertificateRecord, row.id)
    document = msgspec.json.decode(stored.credential, type=dict[str, Any])
    signed = SignedCredential(document, stored.qr_text, stored.credential_sha256)
    return PrintableCertificate(row, read_claim(document), signed)
