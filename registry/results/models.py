"""Training sessions, enrolments, completions and progress, as the buses recorded them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.facts import FactTable


class TrainingSession(FactTable):
    """A training session that a bus opened."""

    __tablename__ = "training_sessions"

    training_session_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    course_version: Mapped[str]
    package_hash: Mapped[str] = mapped_column(String(64))
    commune_code: Mapped[str | None]
    village: Mapped[str | None]
    place: Mapped[str | None]
    trainer_name: Mapped[str]
    opened_at: Mapped[datetime]


class TrainingSessionClosing(FactTable):
    """The end of a training session; apart, since it may arrive before the beginning."""

    __tablename__ = "training_session_closings"

    training_session_id: Mapped[UUID] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    present_count: Mapped[int]


class Enrolment(FactTable):
    """A learner in a training session."""

    __tablename__ = "enrolments"

    enrolment_id: Mapped[UUID] = mapped_column(primary_key=True)
    training_session_id: Mapped[UUID] = mapped_column(index=True)
    learner_id: Mapped[UUID] = mapped_column(index=True)


class Completion(FactTable):
    """A learner completed a course; several of one learner are all kept."""

    __tablename__ = "completions"
    __table_args__ = (
        CheckConstraint("quiz_score >= 0", name="quiz_score_range"),
        CheckConstraint("tasks_done >= 0", name="tasks_done_range"),
    )

    completion_id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[str]
    course_version: Mapped[str]
    quiz_score: Mapped[float]
    quiz_items: Mapped[int]
    tasks_done: Mapped[int]
    tasks_required: Mapped[int]
    attended_minutes: Mapped[int]
    completed_at: Mapped[datetime]


class ProgressRecord(FactTable):
    """The last a bus said in one epoch of a course that a learner left unfinished in a class."""

    __tablename__ = "progress_records"

    enrolment_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(8), primary_key=True)
    written_at: Mapped[datetime]
    learner_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[str]
    course_version: Mapped[str]
    lessons: Mapped[list[Any]] = mapped_column(JSON)
    """``sync.progress.LessonReached`` as JSON."""
    tasks_done: Mapped[list[Any]] = mapped_column(JSON)
    attended_minutes: Mapped[int]
    """Of this class alone."""
    quiz: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """``sync.progress.QuizPassed`` as JSON."""
    closed_at: Mapped[datetime] = mapped_column(index=True)
