"""Reads of the certificate register."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from registry.facts import Source, chunks
from registry.register.models import Certificate, ListKind, PublishedList, Revocation
from registry.tables import BATCH


@dataclass(frozen=True)
class RegisterEntry:
    """One certificate as ``dump`` prints it."""

    id: UUID
    certificate_no: str
    lookup_code: str
    learner_id: UUID
    course_id: str
    issued_at: datetime
    status: str
    """``issued`` or ``revoked``."""
    credential_sha256: str


@dataclass(frozen=True)
class HeldCertificate:
    """One certificate with what the public page needs."""

    certificate_no: str
    lookup_code: str
    course_id: str
    issued_at: datetime
    credential_sha256: str
    credential: str | None
    """Canonical JSON; None when the learner did not allow the province to hold it."""


@dataclass(frozen=True)
class DoubledCertificate:
    """A valid certificate whose learner has another one of the same course."""

    source: Source
    certificate_no: str
    learner_id: UUID
    course_id: str


@dataclass(frozen=True)
class RevokedEntry:
    """What a revocation list says of one certificate."""

    certificate_no: str
    credential_sha256: str
    reason: str
    decision_no: str
    decided_on: date
    revoked_at: datetime


@dataclass(frozen=True)
class SignedList:
    """A published list."""

    number: int
    made_at: datetime
    document: bytes


def list_entries(db: Session) -> list[RegisterEntry]:
    """Return every certificate of every bus, by id."""
    query = select(
        Certificate.certificate_id,
        Certificate.certificate_no,
        Certificate.lookup_code,
        Certificate.learner_id,
        Certificate.course_id,
        Certificate.issued_at,
        exists().where(_revokes()).label("is_revoked"),
        Certificate.credential_sha256,
    ).order_by(Certificate.certificate_id, Certificate.bus_code)
    return [
        RegisterEntry(*row[:6], "revoked" if row[6] else "issued", row[7])
        for row in db.execute(query)
    ]


def find_by_lookup_code(db: Session, lookup_code: str) -> list[HeldCertificate]:
    """Return the certificates of a lookup code: none or one, more after a copied disk."""
    query = (
        select(
            Certificate.certificate_no,
            Certificate.lookup_code,
            Certificate.course_id,
            Certificate.issued_at,
            Certificate.credential_sha256,
            Certificate.credential,
        )
        .where(Certificate.lookup_code == lookup_code)
        .order_by(Certificate.bus_code, Certificate.epoch, Certificate.seq, Certificate.line_hash)
    )
    return [HeldCertificate(*row) for row in db.execute(query)]


def list_doubled(db: Session, bus_code: str | None = None) -> list[DoubledCertificate]:
    """Return valid certificates whose learner has another valid one of the same course.

    Asked anew each time: so neither the order in which buses deliver nor a revocation that
    comes late leaves anything stale.

    Args:
        db: any block.
        bus_code: only those that this bus issued; None for all.

    Returns:
        By learner, course and number.
    """
    # Walks one index; the look at each certificate is for these few alone.
    several = select(Certificate.learner_id).group_by(Certificate.learner_id, Certificate.course_id)
    learner_ids = set(db.scalars(several.having(func.count() > 1)))
    found = [
        DoubledCertificate(
            source=Source(one.bus_code, one.epoch, one.seq, one.line_hash),
            certificate_no=one.certificate_no,
            learner_id=one.learner_id,
            course_id=one.course_id,
        )
        for some in chunks(sorted(learner_ids), BATCH)
        for one in db.scalars(_doubled_of(bus_code).where(Certificate.learner_id.in_(some)))
    ]
    return sorted(found, key=lambda one: (one.learner_id, one.course_id, one.certificate_no))


def _doubled_of(bus_code: str | None) -> Select[Certificate]:
    other = aliased(Certificate)
    is_another = (other.bus_code != Certificate.bus_code) | (
        other.certificate_id != Certificate.certificate_id
    )
    another = exists().where(
        other.learner_id == Certificate.learner_id,
        other.course_id == Certificate.course_id,
        is_another,
        ~exists().where(_revokes(other)),
    )
    query = select(Certificate).where(~exists().where(_revokes()), another)
    return query if bus_code is None else query.where(Certificate.bus_code == bus_code)


def list_revoked(db: Session) -> list[RevokedEntry]:
    """Return revoked certificates by number; of several decisions the first one counts."""
    query = (
        select(
            Certificate.certificate_no,
            Certificate.credential_sha256,
            Revocation.reason,
            Revocation.decision_no,
            Revocation.decided_on,
            Revocation.revoked_at,
        )
        .join(Revocation, _revokes())
        .order_by(
            Certificate.certificate_no,
            Certificate.credential_sha256,
            Revocation.decided_on,
            Revocation.revoked_at,
            Revocation.line_hash,
        )
    )
    first: dict[str, RevokedEntry] = {}
    for row in db.execute(query):
        entry = RevokedEntry(*row)
        first.setdefault(entry.credential_sha256, entry)
    return list(first.values())


def newest_list(db: Session, kind: ListKind) -> SignedList | None:
    """Return the list in force, or None when none was published yet."""
    query = (
        select(PublishedList.number, PublishedList.made_at, PublishedList.document)
        .where(PublishedList.kind == kind.value)
        .order_by(PublishedList.number.desc())
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    return None if row is None else SignedList(*row)


def _revokes(table: type[Certificate] = Certificate) -> ColumnElement[bool]:
    """A revocation counts only from the bus that issued the certificate."""
    same: ColumnElement[bool] = Revocation.certificate_id == table.certificate_id
    return same & (Revocation.bus_code == table.bus_code)
