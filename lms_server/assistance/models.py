"""Tables of calls for help, wishes for more help, and ideas."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.assistance.rules import MOST_LETTERS, Ending, IdeaKind, Screen, Topic
from lms_server.tables import Base, one_of


class HelpCall(Base):
    """One press of "I need help", from then until somebody came; kept for the reports."""

    __tablename__ = "help_calls"
    __table_args__ = (
        CheckConstraint(one_of("screen", Screen), name="screen_known"),
        CheckConstraint(one_of("ending", Ending), name="ending_known"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ends_once"),
        Index(
            "ix_help_calls_open",
            "device_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    """Who was signed in; NULL when the press came from the door."""
    screen: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(40), default="")
    """Which lesson or task the screen belongs to; empty for other screens."""
    called_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(20))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who helped; NULL when nobody had to."""


class HelpWish(Base):
    """One thing a learner wants more help with after the class; the id is derived from both.

    Whether anybody may come or call is the learner's consent, not a column here.
    """

    __tablename__ = "help_wishes"
    __table_args__ = (
        CheckConstraint(one_of("topic", Topic), name="topic_known"),
        UniqueConstraint("enrolment_id", "topic"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), index=True)
    topic: Mapped[str] = mapped_column(String(20))
    wished_at: Mapped[datetime]
    met_at: Mapped[datetime | None]
    met_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who noted that somebody helped."""


class Idea(Base):
    """One proposal of a villager; who said it is not kept."""

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint(one_of("kind", IdeaKind), name="kind_known"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {MOST_LETTERS}", name="text_size"),
        Index("ix_ideas_village", "commune_code", "village"),
    )

    id: Mapped[Id]
    training_session_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_sessions.id"), index=True
    )
    commune_code: Mapped[str] = mapped_column(String(5))
    village: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(MOST_LETTERS))
    told_at: Mapped[datetime]
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """The member of staff who wrote down what was said; NULL when a learner typed it."""
