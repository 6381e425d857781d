"""Tables of reading and practice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base


class LessonProgress(Base):
    """How far one learner read one lesson."""

    __tablename__ = "lesson_progress"
    __table_args__ = (CheckConstraint("furthest_page >= 1", name="page_range"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    furthest_page: Mapped[int]
    """The last page reached, from 1; the learner goes on there."""
    completed_at: Mapped[datetime | None]
    """When the last page was left by "next"."""
    updated_at: Mapped[datetime]


class SimulatorAttempt(Base):
    """Leave for one learner on one device to send traces of one task, alone or in turns."""

    __tablename__ = "simulator_attempts"

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    learner_id: Mapped[UUID]
    device_id: Mapped[UUID]
    course_id: Mapped[str] = mapped_column(String(20))
    simulator_id: Mapped[str] = mapped_column(String(40))
    seat_index: Mapped[int] = mapped_column(default=0, server_default="0")
    """Which of those who play in turns, from 0: it decides which steps are the learner's own."""
    seat_of: Mapped[int] = mapped_column(default=1, server_default="1")
    """How many play in turns."""
    opened_at: Mapped[datetime]


class SimulatorDraft(Base):
    """A try that is not finished; the newest state of it, whichever machine it was played at."""

    __tablename__ = "simulator_drafts"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    simulator_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seat_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seat_of: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    events: Mapped[bytes]
    """The trace so far as canonical JSON."""


class SimulatorTry(Base):
    """One finished try, as the server replayed it; ``id`` is minted by the page."""

    __tablename__ = "simulator_tries"
    __table_args__ = (
        CheckConstraint("hints_used >= 0 AND wrong_moves >= 0 AND seconds >= 0", name="counts"),
    )

    id: Mapped[Id]
    simulator_attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("simulator_attempts.id"), index=True
    )
    content_hash: Mapped[str] = mapped_column(String(64))
    events: Mapped[bytes]
    """The trace as canonical JSON."""
    is_done: Mapped[bool]
    hints_used: Mapped[int]
    wrong_moves: Mapped[int]
    stopped_trap: Mapped[bool | None]
    seconds: Mapped[int]
    finished_at: Mapped[datetime]
    """Clock of the page's machine."""
    received_at: Mapped[datetime]
