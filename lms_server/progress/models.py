"""What the province was told of unfinished courses, so that nothing is told twice."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms_server.tables import Base


class ProgressNote(Base):
    """The newest ``progress.recorded`` of an enrolment."""

    __tablename__ = "progress_notes"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    """SHA-256 of its fields."""
