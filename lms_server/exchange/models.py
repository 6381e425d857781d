"""Tables of the exchange: whom the bus reports to, what went out, what came back."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base, one_of
from sync.chain import Stream
from sync.cursor import Outcome


class Way(StrEnum):
    """How a bundle left the bus."""

    STICK = "stick"
    NETWORK = "network"


class RegistryEnrolment(Base):
    """An enrolment pack of the province; the highest number is in force."""

    __tablename__ = "registry_enrolments"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pack: Mapped[bytes] = mapped_column(LargeBinary)
    """As the province signed it."""
    enrolled_at: Mapped[datetime]


class ConfirmedHead(Base):
    """How far the province has confirmed one chain; only a receipt moves it."""

    __tablename__ = "confirmed_heads"
    __table_args__ = (
        CheckConstraint(one_of("stream", Stream), name="stream_known"),
        CheckConstraint("seq >= 1", name="seq_from_one"),
    )

    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    stream: Mapped[str] = mapped_column(String(1), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime]
    """Clock of the registry."""


class AppliedReceipt(Base):
    """A receipt that was read and taken into account, once."""

    __tablename__ = "applied_receipts"
    __table_args__ = (CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the file."""
    regepoch: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(index=True)
    """Clock of the registry."""
    applied_at: Mapped[datetime]
    outcome: Mapped[str]
    findings: Mapped[list[Any]] = mapped_column(JSON)
    """``sync.cursor.Finding`` as JSON: a fork, or an old backup of this bus."""
    verdicts: Mapped[list[Any]] = mapped_column(JSON)
    """``sync.receipt.Verdict`` as JSON: records that the province set aside."""


class ExportedSection(Base):
    """A stretch of one chain that left the bus in a bundle; this confirms nothing."""

    __tablename__ = "exported_sections"
    __table_args__ = (
        CheckConstraint(one_of("stream", Stream), name="stream_known"),
        CheckConstraint(one_of("way", Way), name="way_known"),
    )

    id: Mapped[Id]
    export_id: Mapped[UUID] = mapped_column(index=True)
    """Sections of one export, in one file or several."""
    way: Mapped[str] = mapped_column(String(10))
    epoch: Mapped[str] = mapped_column(String(8))
    stream: Mapped[str] = mapped_column(String(1))
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    exported_at: Mapped[datetime]
