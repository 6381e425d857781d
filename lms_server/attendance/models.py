"""Tables of presence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base


class Presence(Base):
    """One stretch of time in which a learner was at work; grows while they go on."""

    __tablename__ = "presences"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        Index("ix_presences_enrolment", "enrolment_id", "ended_at"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class AttendanceMark(Base):
    """Minutes a trainer added or took away by hand; never edited, a new mark corrects."""

    __tablename__ = "attendance_marks"
    __table_args__ = (CheckConstraint("minutes BETWEEN -600 AND 600", name="minutes_range"),)

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    marked_at: Mapped[datetime]
    marked_by: Mapped[str] = mapped_column(String(50))
