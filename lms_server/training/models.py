"""Tables of training sessions and of who takes part."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base, one_of


class Ending(StrEnum):
    """Why somebody no longer sits at a machine."""

    LEFT = "left"
    """They said so, or one of those with them did."""
    MOVED = "moved"
    """They signed in at another machine."""
    FOLLOWED = "followed"
    """Others sat down, long after."""


class TrainingSession(Base):
    """One class: a course taught at one place, from opening to closing."""

    __tablename__ = "training_sessions"
    __table_args__ = (
        Index("ix_training_sessions_open", "opened_at", sqlite_where=text("closed_at IS NULL")),
    )

    id: Mapped[Id]
    course_id: Mapped[str] = mapped_column(String(20))
    course_version: Mapped[str] = mapped_column(String(20))
    package_hash: Mapped[str] = mapped_column(String(64))
    commune_code: Mapped[str] = mapped_column(String(5))
    village: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(120))
    trainer_id: Mapped[UUID]
    trainer_name: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Enrolment(Base):
    """One learner in one training session; the id is derived from both."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("training_session_id", "learner_id"),)

    id: Mapped[Id]
    training_session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), index=True)
    seat: Mapped[str] = mapped_column(String(20), default="")
    """Where the learner sits, such as ``7``; empty when nobody cares."""
    is_completed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The course is completed: a later class of it begins anew. Before, a later class goes on."""
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(50))


class PictureTry(Base):
    """Wrong pictures tapped for one enrolment; right ones and the trainer clear it."""

    __tablename__ = "picture_tries"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    failures: Mapped[int]
    wait_until: Mapped[datetime]


class Sitting(Base):
    """One learner at one machine, from sitting down to leaving."""

    __tablename__ = "sittings"
    __table_args__ = (
        CheckConstraint(one_of("ending", Ending), name="ending_known"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_with_reason"),
        # Nobody sits at two machines at once.
        Index(
            "uq_sittings_open", "enrolment_id", unique=True, sqlite_where=text("ended_at IS NULL")
        ),
        Index("ix_sittings_device", "device_id", sqlite_where=text("ended_at IS NULL")),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    device_id: Mapped[UUID]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(10))


class LearnerPin(Base):
    """Four digits of one learner, and the wrong ones tapped since the right ones."""

    __tablename__ = "learner_pins"
    __table_args__ = (
        CheckConstraint("length(pin_hash) = 48", name="pin_hash_size"),
        CheckConstraint("failures >= 0", name="failures_range"),
    )

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), primary_key=True)
    pin_hash: Mapped[bytes]
    """Salt and slow keyed hash; see ``pins``."""
    failures: Mapped[int]
    wait_until: Mapped[datetime]
    chosen_at: Mapped[datetime]


class GuestVisit(Base):
    """An enrolment without a person: somebody who tries, and whose work it became."""

    __tablename__ = "guest_visits"
    __table_args__ = (
        CheckConstraint("(claimed_by IS NULL) = (claimed_at IS NULL)", name="claimed_at_once"),
        Index("ix_guest_visits_device", "device_id", "began_at"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    device_id: Mapped[UUID]
    began_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    """When somebody who signed in here was asked whether it was they; once is enough."""
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    claimed_at: Mapped[datetime | None]
