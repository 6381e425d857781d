"""Tables of quizzes: attempts, responses, results."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
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
    is_oral: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Some of it was asked by word of mouth: the trainer read or tapped."""
    number: Mapped[int] = mapped_column(server_default="1")
    """1, 2, ... in one enrolment, in the order the bus opened them."""
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    """When it ended; a wall clock's word, which decides nothing."""
    ended_by: Mapped[str | None] = mapped_column(String(10))
    """``rules.EndedBy``; None while it goes on."""
    open_ms: Mapped[int] = mapped_column(server_default="0")
    """How long it was open, by a clock that nobody can set; see ``rules.Stopwatch``."""
    boot_id: Mapped[str | None] = mapped_column(String(40))
    boot_ms: Mapped[int | None]
    """The server's uptime up to which ``open_ms`` counts."""


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
    """As the page counted; the next free one when another answer had taken it."""
    value: Mapped[list[str]] = mapped_column(JSON)
    score: Mapped[float]
    is_counted: Mapped[bool]
    """False: it is kept but changes no score; ``flag`` says why."""
    flag: Mapped[str | None] = mapped_column(String(20))
    """``rules.Flag`` of an answer that did not come as usual."""
    answered_at: Mapped[datetime]
    """Clock of the page's machine."""
    received_at: Mapped[datetime]


class AttemptResult(Base):
    """What an ended attempt is worth; late answers that count are added (decision 0014)."""

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
    is_oral: Mapped[bool] = mapped_column(default=False, server_default=false())
    submitted_at: Mapped[datetime]
