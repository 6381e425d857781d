"""Tables of the certificate register."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from certificates.revocation import RevocationReason
from common.sql import Id
from lms_server.tables import Base, one_of


class CertificateStatus(StrEnum):
    """Where a certificate stands."""

    ISSUED = "issued"
    REVOKED = "revoked"


class IssuingProfile(Base):
    """What stands on the paper besides the learner; a change is a new row, the newest counts."""

    __tablename__ = "issuing_profiles"

    id: Mapped[Id]
    issuer_did: Mapped[str] = mapped_column(String(200))
    parent_unit: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))
    unit_code: Mapped[str] = mapped_column(String(40))
    """Stands at the end of a register number: ``000123/2026/GCN-79B03``."""
    signer_authority: Mapped[str] = mapped_column(String(200))
    signer_title: Mapped[str] = mapped_column(String(200))
    signer_name: Mapped[str] = mapped_column(String(120))
    issued_place: Mapped[str] = mapped_column(String(120))
    province_name: Mapped[str] = mapped_column(String(120))
    communes: Mapped[dict[str, str]] = mapped_column(JSON)
    """Names by commune code, such as ``"22702": "xã Khánh Vĩnh"``."""
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(50))


class Completion(Base):
    """A learner met the completion rule of a course in one class; written once."""

    __tablename__ = "completions"
    __table_args__ = (CheckConstraint("quiz_score BETWEEN 0 AND quiz_items", name="score_range"),)

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(20))
    course_version: Mapped[str] = mapped_column(String(20))
    quiz_score: Mapped[float]
    """Items answered correctly, such as 8.0 of ``quiz_items``."""
    quiz_items: Mapped[int]
    tasks_done: Mapped[int]
    tasks_required: Mapped[int]
    attended_minutes: Mapped[int]
    completed_at: Mapped[datetime]


class Approval(Base):
    """An officer's word that a learner shall have a certificate."""

    __tablename__ = "approvals"

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    approved_by: Mapped[UUID]
    approved_at: Mapped[datetime]


class CertificateRecord(Base):
    """One certificate of the register book; its numbers are never used again."""

    __tablename__ = "certificate_records"
    __table_args__ = (
        Index(
            "uq_certificate_records_one_each",
            "learner_id",
            "course_id",
            unique=True,
            sqlite_where=text("status = 'issued'"),
        ),
        UniqueConstraint("programme", "year", "sequence"),
        CheckConstraint(one_of("status", CertificateStatus), name="status_known"),
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
    )

    id: Mapped[Id]
    certificate_no: Mapped[str] = mapped_column(String(30), unique=True)
    lookup_code: Mapped[str] = mapped_column(String(10), unique=True)
    programme: Mapped[str] = mapped_column(String(5))
    year: Mapped[int]
    sequence: Mapped[int]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10))
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    officer_key_id: Mapped[str] = mapped_column(String(300))
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    """The signed credential as canonical JSON; the paper is drawn from it."""
    credential_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    qr_text: Mapped[str]


class Revocation(Base):
    """The decision that withdrew a certificate."""

    __tablename__ = "revocations"
    __table_args__ = (CheckConstraint(one_of("reason", RevocationReason), name="reason_known"),)

    certificate_id: Mapped[UUID] = mapped_column(
        ForeignKey("certificate_records.id"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(String(20))
    decision_no: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    revoked_at: Mapped[datetime]
    revoked_by: Mapped[UUID]
