"""Reads about imported activities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from courses.importers.activity import ActivityItem, ActivityKind, ActivityNote
from lms_server.activities.errors import ActivityNotFoundError, PlayOverError
from lms_server.activities.models import (
    Activity,
    ActivityPlay,
    ActivityProgress,
    ClassActivity,
)
from lms_server.activities.rules import Status, is_done
from lms_server.training.models import Enrolment, Sitting, TrainingSession


@dataclass(frozen=True)
class ActivityRow:
    """An imported activity."""

    id: UUID
    package_hash: str
    kind: ActivityKind
    title: str
    items: tuple[ActivityItem, ...]
    notes: tuple[ActivityNote, ...]
    file_count: int
    size: int
    imported_at: datetime

    @property
    def parts(self) -> tuple[ActivityItem, ...]:
        """What can be opened."""
        return tuple(item for item in self.items if item.path)


@dataclass(frozen=True)
class ProgressRow:
    """What a learner has in one part."""

    part_key: str
    status: Status
    best_score: float | None
    seconds: int
    completed_at: datetime | None
    committed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A part in the sandbox, found by its secret address."""

    package_hash: str
    kind: ActivityKind
    part: ActivityItem


@dataclass(frozen=True, kw_only=True)
class PlayRow(Opening):
    """An opening of a learner, which may store."""

    id: UUID
    progress_id: UUID
    play_no: int
    device_id: UUID
    enrolment_id: UUID
    activity_id: UUID
    is_class_open: bool


@dataclass(frozen=True)
class Kept:
    """What is stored of a part, to begin an opening with."""

    seq: int
    status: Status
    seconds_before: int
    exit_kind: str
    state: bytes
    has_commit: bool


NOTHING_KEPT = Kept(
    seq=0, status=Status.NOT_ATTEMPTED, seconds_before=0, exit_kind="", state=b"", has_commit=False
)
"""How a part begins that was never opened."""


@dataclass(frozen=True)
class ClassChoice:
    """A class that is going on, and whether it has an activity."""

    training_session_id: UUID
    course_id: str
    place: str
    village: str
    has_activity: bool


def list_activities(db: Session) -> list[ActivityRow]:
    """Return all activities, the newest first."""
    return [
        _to_row(one) for one in db.scalars(select(Activity).order_by(Activity.imported_at.desc()))
    ]


def get_activity(db: Session, activity_id: UUID) -> ActivityRow:
    """Return one activity.

    Raises:
        ActivityNotFoundError: none has this id.
    """
    found = db.get(Activity, activity_id)
    if found is None:
        raise ActivityNotFoundError
    return _to_row(found)


def count_class_activities(db: Session, training_session_id: UUID) -> int:
    """Return how many activities a class has."""
    query = select(func.count()).where(
        ClassActivity.training_session_id == training_session_id, ClassActivity.closed_at.is_(None)
    )
    return db.scalar(query) or 0


def list_class_activities(db: Session, training_session_id: UUID) -> list[ActivityRow]:
    """Return the activities that a class has, in the order they were opened."""
    query = (
        select(Activity)
        .join(ClassActivity, ClassActivity.activity_id == Activity.id)
        .where(
            ClassActivity.training_session_id == training_session_id,
            ClassActivity.closed_at.is_(None),
        )
        .order_by(ClassActivity.opened_at, Activity.id)
    )
    return [_to_row(one) for one in db.scalars(query)]


def get_class_activity(db: Session, training_session_id: UUID, activity_id: UUID) -> ActivityRow:
    """Return an activity that a class has.

    Raises:
        ActivityNotFoundError: the class does not have it.
    """
    found = db.get(ClassActivity, (training_session_id, activity_id))
    if found is None or found.closed_at is not None:
        raise ActivityNotFoundError
    return get_activity(db, activity_id)


def list_class_choices(db: Session, activity_id: UUID) -> list[ClassChoice]:
    """Return the classes that are going on, the newest first."""
    having = select(ClassActivity.training_session_id).where(
        ClassActivity.activity_id == activity_id, ClassActivity.closed_at.is_(None)
    )
    has = set(db.scalars(having))
    query = (
        select(TrainingSession)
        .where(TrainingSession.closed_at.is_(None))
        .order_by(TrainingSession.opened_at.desc())
    )
    return [
        ClassChoice(one.id, one.course_id, one.place, one.village, one.id in has)
        for one in db.scalars(query)
    ]


def list_progress(db: Session, enrolment_id: UUID) -> dict[tuple[UUID, str], ProgressRow]:
    """Return what a learner has in each part, by (activity id, part key)."""
    query = select(ActivityProgress).where(ActivityProgress.enrolment_id == enrolment_id)
    return {
        (one.activity_id, one.part_key): ProgressRow(
            part_key=one.part_key,
            status=Status(one.status),
            best_score=one.best_score,
            seconds=one.seconds_before + one.seconds,
            completed_at=one.completed_at,
            committed_at=one.committed_at,
        )
        for one in db.scalars(query)
    }


def count_learners(db: Session, activity_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Return by class how many learners began an activity, and how many finished a part."""
    query = (
        select(Enrolment.training_session_id, Enrolment.id, ActivityProgress.completed_at)
        .join(ActivityProgress, ActivityProgress.enrolment_id == Enrolment.id)
        .where(ActivityProgress.activity_id == activity_id)
    )
    begun: dict[UUID, set[UUID]] = {}
    done: dict[UUID, set[UUID]] = {}
    for class_id, enrolment_id, completed_at in db.execute(query):
        begun.setdefault(class_id, set()).add(enrolment_id)
        if completed_at is not None:
            done.setdefault(class_id, set()).add(enrolment_id)
    return {one: (len(begun[one]), len(done.get(one, ()))) for one in begun}


def find_play(db: Session, token_hash: bytes, *, now: datetime) -> PlayRow:
    """Return the opening that a secret address belongs to.

    Raises:
        PlayOverError: there is none, its time is over, or the learner left that machine since.
    """
    still_sitting = and_(
        Sitting.enrolment_id == ActivityProgress.enrolment_id,
        Sitting.device_id == ActivityPlay.device_id,
        Sitting.began_at <= ActivityPlay.opened_at,
        Sitting.ended_at.is_(None),
    )
    query = (
        select(ActivityPlay, ActivityProgress, Activity, TrainingSession.closed_at)
        .join(ActivityProgress, ActivityProgress.id == ActivityPlay.progress_id)
        .join(Activity, Activity.id == ActivityProgress.activity_id)
        .join(Enrolment, Enrolment.id == ActivityProgress.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .join(Sitting, still_sitting)
        .where(ActivityPlay.token_hash == token_hash)
    )
    row = db.execute(query).one_or_none()
    if row is None or row[0].expires_at <= now:
        raise PlayOverError
    play, progress, activity, closed_at = row
    return PlayRow(
        id=play.id,
        progress_id=progress.id,
        play_no=play.play_no,
        device_id=play.device_id,
        enrolment_id=progress.enrolment_id,
        package_hash=activity.package_hash,
        kind=ActivityKind(activity.kind),
        activity_id=activity.id,
        part=find_part(_to_items(activity.items), progress.part_key),
        is_class_open=closed_at is None,
    )


def get_kept(db: Session, progress_id: UUID) -> Kept:
    """Return what is stored of a part that was opened."""
    found = db.get_one(ActivityProgress, progress_id)
    return Kept(
        seq=found.seq,
        status=Status(found.status),
        seconds_before=found.seconds_before,
        exit_kind=found.exit_kind,
        state=found.state,
        has_commit=found.committed_at is not None,
    )


def find_part(items: Iterable[ActivityItem], key: str) -> ActivityItem:
    """Return a part of an activity.

    Raises:
        ActivityNotFoundError: it has no such part.
    """
    for item in items:
        if item.path and item.key == key:
            return item
    raise ActivityNotFoundError


def count_done(parts: Iterable[ProgressRow]) -> int:
    """Return how many parts are done, or were once."""
    return sum(one.completed_at is not None or is_done(one.status) for one in parts)


def _to_row(found: Activity) -> ActivityRow:
    return ActivityRow(
        id=found.id,
        package_hash=found.package_hash,
        kind=ActivityKind(found.kind),
        title=found.title,
        items=_to_items(found.items),
        notes=msgspec.convert(
            [{"place": place, "reason": reason} for place, reason in found.notes],
            tuple[ActivityNote, ...],
        ),
        file_count=found.file_count,
        size=found.size,
        imported_at=found.imported_at,
    )


def _to_items(items: list[dict[str, Any]]) -> tuple[ActivityItem, ...]:
    return msgspec.convert(items, tuple[ActivityItem, ...])
