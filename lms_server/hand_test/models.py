"""Tables of the hand test."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.hand_test.measures import Game
from lms_server.tables import Base, one_of


class Ending(StrEnum):
    """How a hand test ended."""

    FINISHED = "finished"
    SKIPPED = "skipped"
    """The learner wanted to learn at once."""


class HandTest(Base):
    """One learner's round of games; it may be begun again."""

    __tablename__ = "hand_tests"
    __table_args__ = (
        CheckConstraint(one_of("ending", Ending), name="ending_known"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ends_once"),
    )

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), index=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(10))


class HandGame(Base):
    """One game of a hand test: what was measured, or that it was left out."""

    __tablename__ = "hand_games"
    __table_args__ = (CheckConstraint(one_of("game", Game), name="game_known"),)

    hand_test_id: Mapped[UUID] = mapped_column(ForeignKey("hand_tests.id"), primary_key=True)
    game: Mapped[str] = mapped_column(String(10), primary_key=True)
    measured: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Canonical JSON of times and counts; NULL when the learner left the game out."""
    played_at: Mapped[datetime]
