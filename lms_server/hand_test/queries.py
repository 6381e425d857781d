"""Reads about hand tests."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms_server.hand_test.measures import Game, Measure, parse_measure
from lms_server.hand_test.models import HandGame, HandTest


def is_known(db: Session, learner_id: UUID) -> bool:
    """Tell whether a learner has finished a hand test or did not want one."""
    query = exists().where(HandTest.learner_id == learner_id, HandTest.ended_at.is_not(None))
    return bool(db.scalar(select(query)))


def is_fitted(db: Session, learner_id: UUID) -> bool:
    """Tell whether a game was played in the hand test that a learner finished last."""
    newest = (
        select(HandTest.id)
        .where(HandTest.learner_id == learner_id, HandTest.ended_at.is_not(None))
        .order_by(HandTest.ended_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    played = exists().where(HandGame.hand_test_id == newest, HandGame.measured.is_not(None))
    return bool(db.scalar(select(played)))


def find_open(db: Session, learner_id: UUID) -> UUID | None:
    """Return the hand test that a learner is in the middle of."""
    query = (
        select(HandTest.id)
        .where(HandTest.learner_id == learner_id, HandTest.ended_at.is_(None))
        .order_by(HandTest.begun_at.desc())
        .limit(1)
    )
    return db.scalar(query)


def list_games(db: Session, hand_test_id: UUID) -> dict[Game, Measure | None]:
    """Return the games so far; None of those left out."""
    query = select(HandGame.game, HandGame.measured).where(HandGame.hand_test_id == hand_test_id)
    return {
        Game(row.game): None
        if row.measured is None
        else parse_measure(Game(row.game), row.measured)
        for row in db.execute(query)
    }
