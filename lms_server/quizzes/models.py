"""Tables of quizzes: attempts, responses, results."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base


class Attempt(Base):
    """One try of one learner at the quiz, on one device, with the items drawn for it."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index(
            "uq_attempts_one_open",
            "enrolment_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
        ),
        Index("ix_attempts_enrolment", "enrolment_id"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    learner_id: Mapped[UUID]
    device_id: Mapped[UUID]
    """Where the learner sits now; moves when the learner changes the machine."""
    earlier_devices: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Machines left behind: what waits in their queues is still taken."""
    course_id: Mapped[str] = mapped_column(String(20))
    course_version: Mapped[str] = mapped_column(String(20))
    quiz_id: Mapped[str] = mapped_column(String(40))
    seed: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Items drawn and the order of their choices, as ``courses.selection`` gave them."""
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class Response(Base):
    """One response to one item; ``id`` is minted by the page, so a resend is harmless."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("attempt_id", "item_id", "revision"),
        Index(
            "uq_responses_counted",
            "attempt_id",
            "item_id",
            unique=True,
            sqlite_where=text("is_counted"),
        ),
        CheckConstraint("score BETWEEN 0 AND 1", name="score_range"),
    )

    id: Mapped[Id]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    device_id: Mapped[UUID]
    item_id: Mapped[str] = mapped_column(String(200))
    revision: Mapped[int]
    value: Mapped[list[str]] = mapped_column(JSON)
    score: Mapped[float]
    is_counted: Mapped[bool]
    """False: it came after the right answer was shown, so it is kept but changes no score."""
    answered_at: Mapped[datetime]
    """Clock of the page's machine."""
    received_at: Mapped[datetime]


class AttemptResult(Base):
    """What a submitted attempt is worth; written once."""

    __tablename__ = "attempt_results"
    __table_args__ = (
        CheckConstraint("scaled BETWEEN 0 AND 1", name="scaled_range"),
        CheckConstraint("item_count >= 1", name="has_items"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    correct: Mapped[float]
    """Sum of item scores: 8.0 of 10, or 7.5 with partial credit."""
    item_count: Mapped[int]
    scaled: Mapped[float]
    is_passed: Mapped[bool]
    submitted_at: Mapped[datetime]
