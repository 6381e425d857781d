"""The table of what suits each learner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms_server.preferences.rules import Contrast, Pace, SetBy, TargetSize, TextSize
from lms_server.tables import Base, one_of


class LearnerPreferences(Base):
    """What one learner likes; no row means the defaults."""

    __tablename__ = "learner_preferences"
    __table_args__ = (
        CheckConstraint(one_of("text_size", TextSize), name="text_size_known"),
        CheckConstraint(one_of("contrast", Contrast), name="contrast_known"),
        CheckConstraint(one_of("target_size", TargetSize), name="target_size_known"),
        CheckConstraint(one_of("pace", Pace), name="pace_known"),
        CheckConstraint(one_of("set_by", SetBy), name="set_by_known"),
    )

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), primary_key=True)
    text_size: Mapped[str] = mapped_column(String(10))
    contrast: Mapped[str] = mapped_column(String(10))
    target_size: Mapped[str] = mapped_column(String(10))
    pace: Mapped[str] = mapped_column(String(10))
    reads_by_itself: Mapped[bool]
    set_by: Mapped[str] = mapped_column(String(10))
    updated_at: Mapped[datetime]
