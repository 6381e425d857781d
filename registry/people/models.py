"""What the buses say about learners."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.facts import FactTable


class LearnerRecord(FactTable):
    """The last a bus said about a learner in one epoch; empty where consent is missing."""

    __tablename__ = "learner_records"
    __table_args__ = (
        CheckConstraint("sex IS NULL OR sex IN ('male', 'female')", name="sex_known"),
    )

    learner_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    written_at: Mapped[datetime]
    full_name: Mapped[str | None]
    usual_name: Mapped[str | None]
    birth_year: Mapped[int | None]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]
    commune_code: Mapped[str | None]
    village: Mapped[str | None]
    evidence: Mapped[str]
