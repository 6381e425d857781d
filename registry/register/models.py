"""The certificates of the province, what was withdrawn, and the signed lists it publishes."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.facts import FactTable
from registry.tables import Base


class Certificate(FactTable):
    """A certificate that a bus issued; its row stays, whatever happens to it later."""

    __tablename__ = "certificates"
    __table_args__ = (Index("ix_certificates_learner_course", "learner_id", "course_id"),)

    certificate_id: Mapped[UUID] = mapped_column(primary_key=True)
    certificate_no: Mapped[str] = mapped_column(index=True)
    lookup_code: Mapped[str] = mapped_column(String(10), index=True)
    """Ten Crockford characters, without dashes."""
    learner_id: Mapped[UUID] = mapped_column(index=True)
    enrolment_id: Mapped[UUID]
    course_id: Mapped[str]
    issued_at: Mapped[datetime]
    officer_key_id: Mapped[str]
    credential_sha256: Mapped[str] = mapped_column(String(64))
    credential: Mapped[str | None]
    """Canonical JSON; None when the learner did not allow the province to hold it."""


class Revocation(FactTable):
    """A certificate withdrawn by the bus that issued it; may come before the certificate.

    The key is the line, so all that was ever decided is kept and the order of arrival means
    nothing: a certificate is revoked when a revocation of its own bus names it.
    """

    __tablename__ = "revocations"
    __table_args__ = (
        CheckConstraint(
            "reason IN ('fraud', 'not_qualified', 'no_authority', 'altered', 'lent',"
            " 'issuer_error')",
            name="reason_known",
        ),
    )

    line_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(20))
    decision_no: Mapped[str]
    decided_on: Mapped[date]
    revoked_at: Mapped[datetime]


class ListKind(StrEnum):
    """The lists that everyone who checks certificates carries along."""

    TRUST = "trust"
    """Keys of officers, signed by the provincial root."""
    REVOCATION = "revocation"
    """Certificates withdrawn, signed by the registry."""


class PublishedList(Base):
    """One signed and numbered list as it went out; the highest number is the one in force."""

    __tablename__ = "published_lists"
    __table_args__ = (CheckConstraint("kind IN ('trust', 'revocation')", name="kind_known"),)

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    document: Mapped[bytes]
