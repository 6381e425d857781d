"""Tables of imported activities and of what learners did in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from courses.importers.activity import ActivityKind
from lms_server.activities.rules import Status
from lms_server.tables import Base, one_of


class Activity(Base):
    """One imported package; its files lie in the data folder under ``package_hash``."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint(one_of("kind", ActivityKind), name="kind_known"),)

    id: Mapped[Id]
    package_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The table of contents: fields of ``courses.importers.activity.ActivityItem``."""
    notes: Mapped[list[list[str]]] = mapped_column(JSON)
    """What was changed or left out: ``[place, reason]``."""
    file_count: Mapped[int]
    size: Mapped[int]
    """Bytes of all files, unpacked."""
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(String(50))


class ClassActivity(Base):
    """An activity that a class may open as extra material."""

    __tablename__ = "class_activities"

    training_session_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_sessions.id"), primary_key=True
    )
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ActivityProgress(Base):
    """What one learner has in one part: where they stopped, the last and the best score."""

    __tablename__ = "activity_progress"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id", "part_key"),
        CheckConstraint(one_of("status", Status), name="status_known"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score_range"),
        CheckConstraint("best_score BETWEEN 0 AND 1", name="best_score_range"),
        CheckConstraint("seconds_before >= 0 AND seconds >= 0", name="time_range"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    part_key: Mapped[str] = mapped_column(String(100))
    play_no: Mapped[int]
    """Number of the newest opening, from 1; only that one may store."""
    seq: Mapped[int]
    """Number of the newest commit of that opening; 0 before the first."""
    commit_hash: Mapped[str] = mapped_column(String(64))
    """Of that commit's content; empty before the first."""
    status: Mapped[str] = mapped_column(String(16))
    score: Mapped[float | None]
    best_score: Mapped[float | None]
    seconds_before: Mapped[int]
    """Spent in earlier openings."""
    seconds: Mapped[int]
    """Spent in this opening, as the activity says."""
    exit_kind: Mapped[str] = mapped_column(String(10))
    """``suspend``, ``logout``, ``time-out``, ``normal``; empty while it was never left well."""
    state: Mapped[bytes] = mapped_column(LargeBinary)
    """The last commit as JSON, to go on from."""
    opened_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    """When it was completed or passed for the first time."""


class ActivityPlay(Base):
    """One opening of one part; its address is a secret that lets in without a cookie."""

    __tablename__ = "activity_plays"

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    progress_id: Mapped[UUID] = mapped_column(ForeignKey("activity_progress.id"), index=True)
    play_no: Mapped[int]
    device_id: Mapped[UUID]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ActivityAnswer(Base):
    """One answer or statement of an opening, such as a SCORM interaction or an xAPI statement."""

    __tablename__ = "activity_answers"
    __table_args__ = (CheckConstraint("scaled BETWEEN 0 AND 1", name="scaled_range"),)

    progress_id: Mapped[UUID] = mapped_column(ForeignKey("activity_progress.id"), primary_key=True)
    play_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0, 1, ...; the same position again replaces the answer."""
    verb: Mapped[str] = mapped_column(String(12))
    """``answered`` or ``completed``."""
    item: Mapped[str] = mapped_column(String(255))
    response: Mapped[str] = mapped_column(String(1000))
    result: Mapped[str] = mapped_column(String(40))
    """``correct``, ``wrong`` or what the activity says."""
    scaled: Mapped[float | None]
    stored_at: Mapped[datetime]
