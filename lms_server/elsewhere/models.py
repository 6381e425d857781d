"""Tables of learners of other buses; what one did not finish there, she may finish here."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.learners.rules import Sex
from lms_server.tables import Base, one_of


class CarriedDocument(Base):
    """The newest paper of the province about learners of other buses; at most one row."""

    __tablename__ = "carried_documents"

    id: Mapped[Id]
    content: Mapped[str] = mapped_column(String(64))
    """Hash of what it said."""
    regepoch: Mapped[int]
    made_at: Mapped[datetime]
    """Clock of the registry."""
    applied_at: Mapped[datetime]


class CarriedLearner(Base):
    """A learner of another bus who was never here; goes with the next paper without them."""

    __tablename__ = "carried_learners"
    __table_args__ = (
        CheckConstraint(one_of("sex", Sex), name="sex_known"),
        Index("ix_carried_learners_same_person", "search_name", "birth_year", "search_village"),
    )

    id: Mapped[Id]
    """The learner's id on every bus."""
    full_name: Mapped[str] = mapped_column(String(300))
    usual_name: Mapped[str] = mapped_column(String(300))
    search_name: Mapped[str] = mapped_column(String(400))
    search_usual_name: Mapped[str] = mapped_column(String(400))
    birth_year: Mapped[int]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(10))
    commune_code: Mapped[str] = mapped_column(String(5))
    village: Mapped[str] = mapped_column(String(300))
    search_village: Mapped[str] = mapped_column(String(400))


class CarriedWork(Base):
    """What a learner reached in one class of another bus; counts like an earlier class here."""

    __tablename__ = "carried_work"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_range"),
        Index("ix_carried_work_learner", "learner_id", "course_id"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID]
    bus_code: Mapped[str] = mapped_column(String(10))
    course_id: Mapped[str] = mapped_column(String(100))
    course_version: Mapped[str] = mapped_column(String(100))
    lessons: Mapped[list[Any]] = mapped_column(JSON)
    """``sync.progress.LessonReached`` as JSON."""
    tasks_done: Mapped[list[Any]] = mapped_column(JSON)
    minutes: Mapped[int]
    quiz: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """``sync.progress.QuizPassed`` as JSON."""
    closed_at: Mapped[datetime]
    """Clock of the other bus."""
    arrived_at: Mapped[datetime]
    """When it first came, by the clock of this bus: classes that ended before do not get it."""
