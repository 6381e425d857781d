"""Tables of kiosks and pairing codes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.devices.rules import LONGEST_NAME, LONGEST_SEAT
from lms_server.tables import Base, one_of


class DeviceKind(StrEnum):
    """What shows the pages."""

    KIOSK = "kiosk"
    """The full-screen program with its durable queue."""
    BROWSER = "browser"
    """A plain browser that typed the code on ``/join``."""


class Closing(StrEnum):
    """Why a pairing code is no longer open."""

    USED = "used"
    EXPIRED = "expired"
    FAILURES = "failures"
    REPLACED = "replaced"


class Device(Base):
    """One paired learner screen; revoking keeps the row."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint(one_of("kind", DeviceKind), name="kind_known"),
        CheckConstraint("length(token_hash) = 32", name="token_hash_size"),
        Index(
            "uq_devices_seat",
            "seat",
            unique=True,
            sqlite_where=text("seat != '' AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    seat: Mapped[str] = mapped_column(String(LONGEST_SEAT), default="")
    """Where it stands, in the trainer's words; empty before anybody said so."""
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """SHA-256 of the token; the token itself only the device has."""
    paired_at: Mapped[datetime]
    paired_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    """Who opened the code."""
    last_seen_at: Mapped[datetime]
    """This and the next four: at most a minute old while the device is there."""
    version: Mapped[str] = mapped_column(String(40), default="")
    queue_length: Mapped[int] = mapped_column(default=0)
    set_aside: Mapped[int] = mapped_column(default=0)
    clock_ahead_s: Mapped[int] = mapped_column(default=0)
    """The device's clock minus the server's; negative when it is late."""
    revoked_at: Mapped[datetime | None]


class PairingCode(Base):
    """Six digits that let one device in, once, for ten minutes."""

    __tablename__ = "pairing_codes"
    __table_args__ = (
        CheckConstraint(one_of("closing", Closing), name="closing_known"),
        CheckConstraint("(code IS NULL) = (closed_at IS NOT NULL)", name="closed_forgets_code"),
        # At most one row has no closed_at.
        Index("uq_pairing_codes_open", "is_open", unique=True),
    )

    id: Mapped[Id]
    code: Mapped[str | None] = mapped_column(String(6))
    """None once closed: nobody needs it any more."""
    is_open: Mapped[bool | None]
    """True or NULL; unique, so at most one code is open."""
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    closing: Mapped[str | None] = mapped_column(String(10))
