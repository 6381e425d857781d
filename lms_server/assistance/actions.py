"""Writing calls for help, wishes for more help, and ideas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common.ids import derive_id, new_id
from lms_server.assistance.errors import CallNotFoundError, EmptyIdeaError, WishNotFoundError
from lms_server.assistance.models import HelpCall, HelpWish, Idea
from lms_server.assistance.rules import (
    Ending,
    IdeaKind,
    Screen,
    Topic,
    clean_idea,
    is_waiting,
)
from lms_server.learners.actions import ConsentGiven, record_consent
from lms_server.learners.queries import find_purposes
from lms_server.learners.rules import Means, Purpose
from lms_server.training.queries import get_training_session, is_enrolment_open
from lms_server.training.sittings import list_sitting


@dataclass(frozen=True)
class Place:
    """Where a call comes from."""

    device_id: UUID
    enrolment_id: UUID | None
    screen: Screen
    part: str


def call_for_help(db: Session, place: Place, *, now: datetime) -> None:
    """Note that somebody at a device needs help; pressing again changes nothing.

    A call of an earlier day, of a class that ended or of somebody who left lapses, and a new one
    begins.
    """
    waiting = _find_open(db, place.device_id)
    if waiting is not None:
        if _is_fresh(db, waiting, now):
            return
        _end(waiting, Ending.LAPSED, now)
        db.flush()
    db.add(
        HelpCall(
            id=new_id(),
            device_id=place.device_id,
            enrolment_id=place.enrolment_id,
            screen=place.screen,
            part=place.part,
            called_at=now,
        )
    )


def take_back(db: Session, device_id: UUID, *, now: datetime) -> None:
    """Note that nobody need come any more; without a call it changes nothing."""
    waiting = _find_open(db, device_id)
    if waiting is not None:
        _end(waiting, Ending.TAKEN_BACK, now)


def settle(db: Session, call_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """Note who helped; a call that has ended stays as it was.

    Raises:
        CallNotFoundError: no call has this id.
    """
    call = db.get(HelpCall, call_id)
    if call is None:
        raise CallNotFoundError
    if call.ended_at is None:
        _end(call, Ending.HELPED, now)
        call.ended_by = account_id


def wish_for_help(
    db: Session,
    *,
    enrolment_id: UUID,
    learner_id: UUID,
    topics: Collection[Topic],
    now: datetime,
) -> None:
    """Note what a learner wants more help with; a topic that is no longer named is forgotten."""
    unmet = (HelpWish.enrolment_id == enrolment_id, HelpWish.met_at.is_(None))
    db.execute(delete(HelpWish).where(*unmet, HelpWish.topic.not_in(topics)))
    for topic in topics:
        wish_id = derive_id("help_wish", enrolment_id, topic)
        if db.get(HelpWish, wish_id) is None:
            wish = HelpWish(
                id=wish_id,
                enrolment_id=enrolment_id,
                learner_id=learner_id,
                topic=topic,
                wished_at=now,
            )
            db.add(wish)


def allow_contact(db: Session, learner_id: UUID, *, now: datetime) -> None:
    """Note that a learner may be visited or called after the class; other purposes stay.

    Somebody who has not even agreed to learning, such as a guest, is not asked.
    """
    purposes = frozenset(Purpose(one) for one in find_purposes(db, learner_id))
    if Purpose.CONTACT in purposes or Purpose.LEARN not in purposes:
        return
    consent = ConsentGiven(
        purposes=purposes | {Purpose.CONTACT}, means=Means.DIGITAL, read_aloud=False
    )
    record_consent(db, learner_id, consent, actor=f"learner:{learner_id}", now=now)


def meet_wishes(
    db: Session, wish_ids: Collection[UUID], *, account_id: UUID, now: datetime
) -> None:
    """Note that somebody gave this help; what was met before stays as it was.

    Raises:
        WishNotFoundError: one of the ids is no wish.
    """
    for wish_id in wish_ids:
        wish = db.get(HelpWish, wish_id)
        if wish is None:
            raise WishNotFoundError
        if wish.met_at is None:
            wish.met_at, wish.met_by = now, account_id


def keep_idea(  # noqa: PLR0913
    db: Session,
    *,
    training_session_id: UUID,
    kind: IdeaKind,
    text: str,
    written_by: UUID | None,
    now: datetime,
) -> None:
    """Keep a proposal for the village of a class.

    Raises:
        EmptyIdeaError: ``text`` holds no words.
        TrainingSessionNotFoundError: no such class.
    """
    cleaned = clean_idea(text)
    if not cleaned:
        raise EmptyIdeaError
    training_session = get_training_session(db, training_session_id)
    db.add(
        Idea(
            id=new_id(),
            training_session_id=training_session_id,
            commune_code=training_session.commune_code,
            village=training_session.village,
            kind=kind,
            text=cleaned,
            told_at=now,
            written_by=written_by,
        )
    )


def _find_open(db: Session, device_id: UUID) -> HelpCall | None:
    query = select(HelpCall).where(HelpCall.device_id == device_id, HelpCall.ended_at.is_(None))
    return db.scalar(query)


def _is_fresh(db: Session, call: HelpCall, now: datetime) -> bool:
    caller = call.enrolment_id
    is_going_on = caller is None or (
        is_enrolment_open(db, caller)
        and any(one.enrolment_id == caller for one in list_sitting(db, call.device_id))
    )
    return is_going_on and is_waiting(call.called_at, now)


def _end(call: HelpCall, ending: Ending, now: datetime) -> None:
    call.ending = ending
    call.ended_at = now
