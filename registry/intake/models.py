"""Bundles, the copy of every bus's journal, and the verdicts on records set aside."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables import Base

GENESIS = 0
"""The component of sections whose whole chain, back to the first record, is held."""


class Bundle(Base):
    """One bundle that was received and found good."""

    __tablename__ = "bundles"

    header_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the signed header: another wrapping of the same bundle is the same bundle."""
    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"), index=True)
    made_at: Mapped[datetime]
    """Clock of the bus."""
    received_at: Mapped[datetime]


class JournalSection(Base):
    """A run of lines of one chain, as one bundle brought it.

    ``component`` joins sections that share a point of the chain. A hash vouches for all before
    it, so either every section of a component reaches back to the genesis or none does.
    """

    __tablename__ = "journal_sections"
    __table_args__ = (
        UniqueConstraint("bus_code", "epoch", "stream", "first_seq", "head_hash"),
        CheckConstraint("first_seq >= 1 AND last_seq >= first_seq", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"))
    epoch: Mapped[str] = mapped_column(String(8))
    stream: Mapped[str] = mapped_column(String(1))
    first_seq: Mapped[int] = mapped_column(BigInteger)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    head_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    component: Mapped[int]


class JournalLine(Base):
    """One line of a bus's journal, byte for byte; both branches of a fork are kept."""

    __tablename__ = "journal_lines"

    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    stream: Mapped[str] = mapped_column(String(1), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    raw: Mapped[bytes]
    section_id: Mapped[int] = mapped_column(ForeignKey("journal_sections.id"))
    """The section that brought it first."""


class RecordVerdict(Base):
    """Why one line is set aside or needs a person's eye; a line without one is accepted."""

    __tablename__ = "record_verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["bus_code", "epoch", "stream", "seq", "line_hash"],
            [
                "journal_lines.bus_code",
                "journal_lines.epoch",
                "journal_lines.stream",
                "journal_lines.seq",
                "journal_lines.hash",
            ],
            name="fk_record_verdicts_line",
        ),
    )

    bus_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    stream: Mapped[str] = mapped_column(String(1), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    line_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[UUID | None]
    """None: the line is so broken that it names no id."""
    waits_for: Mapped[UUID | None] = mapped_column(index=True)
    """The record it names that has not come yet (code E_PARENT)."""


class Fork(Base):
    """A chain with two branches: a restored or copied disk. Nothing of either is dropped."""

    __tablename__ = "forks"

    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    stream: Mapped[str] = mapped_column(String(1), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    """The first place where the branches are known to differ."""
