"""Tables of quizzes by word of mouth."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.oral.rules import OralReason
from lms_server.tables import Base

_REASONS = ", ".join(f"'{one}'" for one in OralReason)


class OralMode(Base):
    """From when to when one learner of a class is asked by word of mouth, by whose decision."""

    __tablename__ = "oral_modes"
    __table_args__ = (
        CheckConstraint(f"reason IN ({_REASONS})", name="reason"),
        Index(
            "uq_oral_modes_one_open",
            "enrolment_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    started_by: Mapped[str] = mapped_column(String(50))
    started_at: Mapped[datetime]
    ended_by: Mapped[str | None] = mapped_column(String(50))
    ended_at: Mapped[datetime | None]
