"""Reads about calls for help, wishes for more help, and ideas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from lms_server.assistance import rules
from lms_server.assistance.models import HelpCall, HelpWish, Idea
from lms_server.devices.models import Device
from lms_server.devices.rules import label
from lms_server.learners.queries import LearnerRow, find_purposes, list_learners
from lms_server.learners.rules import Purpose
from lms_server.training.models import Enrolment, Sitting


@dataclass(frozen=True)
class CallRow:
    """A call that waits for somebody."""

    id: UUID
    device_name: str
    """And its seat."""
    enrolment_id: UUID | None
    """None when it comes from the door."""
    screen: rules.Screen
    part: str
    called_at: datetime

    def minutes(self, now: datetime) -> int:
        """Return how many whole minutes it has waited; 0 when the clock was set back."""
        return max(0, int((now - self.called_at).total_seconds() // 60))


@dataclass(frozen=True)
class OpenCall:
    """The call of one device that nobody has answered."""

    enrolment_id: UUID | None
    """None when it comes from the door."""
    called_at: datetime


def open_calls_by_device(db: Session) -> dict[UUID, OpenCall]:
    """Return the call of each device that still waits."""
    query = select(HelpCall.device_id, HelpCall.enrolment_id, HelpCall.called_at).where(
        HelpCall.ended_at.is_(None)
    )
    return {row[0]: OpenCall(row[1], row[2]) for row in db.execute(query)}


def list_waiting(db: Session, training_session_id: UUID, *, now: datetime) -> list[CallRow]:
    """Return who waits in a class, the longest first; the door belongs to every class.

    Whoever left the machine, a guest or a learner, waits there no more.
    """
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    sits_there = exists().where(
        Sitting.enrolment_id == HelpCall.enrolment_id,
        Sitting.device_id == HelpCall.device_id,
        Sitting.ended_at.is_(None),
    )
    query = (
        select(
            HelpCall.id,
            Device.name,
            Device.seat,
            HelpCall.enrolment_id,
            HelpCall.screen,
            HelpCall.part,
            HelpCall.called_at,
        )
        .join(Device, Device.id == HelpCall.device_id)
        .where(
            HelpCall.ended_at.is_(None),
            or_(
                HelpCall.enrolment_id.is_(None),
                and_(HelpCall.enrolment_id.in_(in_class), sits_there),
            ),
        )
        .order_by(HelpCall.called_at, HelpCall.id)
    )
    rows = [
        CallRow(row[0], label(row[1], row[2]), row[3], rules.Screen(row[4]), row[5], row[6])
        for row in db.execute(query)
    ]
    return [one for one in rows if rules.is_waiting(one.called_at, now)]


@dataclass(frozen=True)
class WishRow:
    """One learner and all they want more help with."""

    learner: LearnerRow
    topics: tuple[rules.Topic, ...]
    wish_ids: tuple[UUID, ...]
    wished_at: datetime
    """When the first of them was noted."""
    may_be_contacted: bool
    """The learner's present consent, not the one of that day."""


@dataclass(frozen=True)
class IdeaRow:
    """One proposal."""

    id: UUID
    village: str
    kind: rules.IdeaKind
    text: str
    told_at: datetime


@dataclass(frozen=True)
class CallCount:
    """How often learners of a class called, and how long they waited."""

    calls: int
    helped: int
    median_minutes: int | None
    """Until somebody had helped; None when nobody had to."""


def list_topics(db: Session, enrolment_id: UUID) -> frozenset[rules.Topic]:
    """Return what a learner has wished for in a class and nobody has met yet."""
    query = select(HelpWish.topic).where(
        HelpWish.enrolment_id == enrolment_id, HelpWish.met_at.is_(None)
    )
    return frozenset(rules.Topic(topic) for topic in db.scalars(query))


def list_wishes(db: Session) -> list[WishRow]:
    """Return who waits for more help, sorted by village and name."""
    query = select(HelpWish).where(HelpWish.met_at.is_(None)).order_by(HelpWish.wished_at)
    by_learner: dict[UUID, list[HelpWish]] = {}
    for wish in db.scalars(query):
        by_learner.setdefault(wish.learner_id, []).append(wish)
    rows = [
        _wish_row(db, learner, by_learner[learner.id])
        for learner in list_learners(db, by_learner.keys())
    ]
    return sorted(rows, key=lambda row: row.learner.village)


def list_ideas(db: Session, limit: int = 500) -> list[IdeaRow]:
    """Return the ideas, the newest first."""
    query = select(Idea).order_by(Idea.told_at.desc(), Idea.id.desc()).limit(limit)
    return [
        IdeaRow(one.id, one.village, rules.IdeaKind(one.kind), one.text, one.told_at)
        for one in db.scalars(query)
    ]


def count_ideas(db: Session) -> dict[str, int]:
    """Return how many ideas came from each village, those with most first."""
    query = (
        select(Idea.village, func.count())
        .group_by(Idea.commune_code, Idea.village)
        .order_by(func.count().desc(), Idea.village)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def count_calls(db: Session, training_session_id: UUID) -> CallCount:
    """Return the calls of a class; those of the door belong to none."""
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    query = select(HelpCall.called_at, HelpCall.ended_at, HelpCall.ending).where(
        HelpCall.enrolment_id.in_(in_class)
    )
    rows = list(db.execute(query))
    waits = [row.ended_at - row.called_at for row in rows if row.ending == rules.Ending.HELPED]
    return CallCount(len(rows), len(waits), rules.median_minutes(waits))


def _wish_row(db: Session, learner: LearnerRow, wishes: Collection[HelpWish]) -> WishRow:
    return WishRow(
        learner=learner,
        topics=tuple(rules.Topic(one.topic) for one in wishes),
        wish_ids=tuple(one.id for one in wishes),
        wished_at=min(one.wished_at for one in wishes),
        may_be_contacted=Purpose.CONTACT in find_purposes(db, learner.id),
    )
