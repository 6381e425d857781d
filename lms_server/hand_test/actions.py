"""Writing hand tests."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.hand_test import queries
from lms_server.hand_test.measures import Game, Measure, pack_measure
from lms_server.hand_test.models import Ending, HandGame, HandTest


def begin(db: Session, *, learner_id: UUID, enrolment_id: UUID, now: datetime) -> UUID:
    """Return the hand test a learner is in the middle of; a new one when there is none."""
    going_on = queries.find_open(db, learner_id)
    if going_on is not None:
        return going_on
    test = HandTest(id=new_id(), learner_id=learner_id, enrolment_id=enrolment_id, begun_at=now)
    db.add(test)
    db.flush()
    return test.id


def decline(db: Session, *, learner_id: UUID, enrolment_id: UUID, now: datetime) -> None:
    """Note that a learner wants to learn at once; they are not asked again."""
    test = begin(db, learner_id=learner_id, enrolment_id=enrolment_id, now=now)
    end(db, test, Ending.SKIPPED, now=now)


def store_game(
    db: Session, hand_test_id: UUID, game: Game, measure: Measure | None, *, now: datetime
) -> None:
    """Keep what a game measured, None when it was left out; playing again replaces it."""
    measured = None if measure is None else pack_measure(measure)
    db.merge(HandGame(hand_test_id=hand_test_id, game=game, measured=measured, played_at=now))


def end(db: Session, hand_test_id: UUID, ending: Ending, *, now: datetime) -> None:
    """Note how a hand test ended; one that has ended stays as it was."""
    test = db.get_one(HandTest, hand_test_id)
    if test.ended_at is None:
        test.ended_at, test.ending = now, ending
