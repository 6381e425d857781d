"""Tables of the buses the province knows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables import Base


class BusStatus(StrEnum):
    """What the province takes from a bus."""

    ACTIVE = "active"
    RETIRED = "retired"
    """Sends nothing new in earnest; late sticks are still read."""
    REVOKED = "revoked"
    """Lost or stolen: only records up to its last good heads count."""


class Bus(Base):
    """One bus laptop and the key its journal is signed with."""

    __tablename__ = "buses"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'retired', 'revoked')", name="status_known"),
    )

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    certificate_id: Mapped[str]
    certificate: Mapped[str]
    """The signed bus certificate."""
    request: Mapped[bytes]
    """The newest enrolment request as it came: the evidence of the keys."""
    status: Mapped[str] = mapped_column(String(10))
    enrolled_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class OfficerKey(Base):
    """The public key of one certification officer of one bus; the row stays for ever."""

    __tablename__ = "officer_keys"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    """``did:web:...#z6Mk...``."""
    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    officer_name: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LastGoodHead(Base):
    """Where the trustworthy part of a revoked bus's chain ends; a chain not named ends at 0."""

    __tablename__ = "last_good_heads"

    bus_code: Mapped[str] = mapped_column(String(10), ForeignKey("buses.code"), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    stream: Mapped[str] = mapped_column(String(1), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
