"""Tables of reading aloud."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base


class Recording(Base):
    """One sentence as a person spoke it; the newest that is not taken back is heard."""

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("length(key) = 64", name="key_size"),
        CheckConstraint("seconds > 0 AND seconds <= 60", name="seconds_range"),
        Index("ix_recordings_sentence", "language", "key"),
    )

    id: Mapped[Id]
    language: Mapped[str] = mapped_column(String(35))
    """BCP 47 code of what is spoken, such as ``vi`` or ``tyz``."""
    key: Mapped[str] = mapped_column(String(64))
    """SHA-256 in hex of the Vietnamese sentence."""
    text: Mapped[str] = mapped_column(String(2000))
    """The Vietnamese sentence."""
    audio: Mapped[bytes] = mapped_column(LargeBinary)
    """Ogg Opus."""
    seconds: Mapped[float]
    speaker: Mapped[str] = mapped_column(String(200))
    """Who speaks: the trainer's name, or the name in the pack it came with."""
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    """Who recorded it here or brought the pack."""
    recorded_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class ListeningChoice(Base):
    """How one device reads aloud, as a trainer set it."""

    __tablename__ = "listening_choices"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35))
    reads_by_itself: Mapped[bool]
    """Each new screen is read without a press."""
