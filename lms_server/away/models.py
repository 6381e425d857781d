"""What learners did while the bus was away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base


class StepTaken(Base):
    """One step as a kiosk told it; ``id`` is minted there, so a resend is harmless."""

    __tablename__ = "steps_taken"

    id: Mapped[Id]
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    step: Mapped[dict[str, Any]] = mapped_column(JSON)
    told_at: Mapped[datetime]
    """When it happened, as the kiosk said."""
    counted_at: Mapped[datetime]
    """The same, inside of what is possible."""
    received_at: Mapped[datetime]
