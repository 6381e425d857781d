"""Reads about what guests did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms_server.devices.queries import list_devices
from lms_server.guests.forgetting import HAS_WORK
from lms_server.lessons.queries import get_lesson_facts
from lms_server.training import guests
from lms_server.training.guests import VisitRow
from lms_server.training.queries import EnrolmentRow, get_training_session

PAGE = 20


@dataclass(frozen=True)
class Tried:
    """What one guest did, for the person whose it was to know it again."""

    enrolment_id: UUID
    device_name: str
    """Empty when the machine is no longer paired."""
    began_at: datetime
    lessons: int
    """Lessons opened."""
    tasks: int
    """Tasks tried."""


@dataclass(frozen=True)
class TriedPage:
    """Some of what guests of a class did."""

    tried: tuple[Tried, ...]
    is_more: bool


def find_tried(
    db: Session, device_id: UUID, enrolment: EnrolmentRow, *, now: datetime
) -> Tried | None:
    """Return what was tried last at this machine, if it can become this learner's."""
    visit = guests.find_fresh_visit(db, device_id, now=now)
    if visit is None or not teaches_same(db, visit, enrolment.training_session_id):
        return None
    return next(iter(_with_work(db, [visit])), None)


def list_tried(db: Session, training_session_id: UUID, *, page: int) -> TriedPage:
    """Return what guests of a class did and nobody claimed, the newest first.

    Args:
        db: the open read block.
        training_session_id: the class.
        page: from 1.
    """
    visits = guests.list_visits(
        db, training_session_id, HAS_WORK, skip=(page - 1) * PAGE, most=PAGE + 1
    )
    return TriedPage(tuple(_with_work(db, visits[:PAGE])), is_more=len(visits) > PAGE)


def teaches_same(db: Session, visit: VisitRow, training_session_id: UUID) -> bool:
    """Tell whether a class teaches what the guest tried, in the same version."""
    tried = get_training_session(db, visit.training_session_id)
    theirs = get_training_session(db, training_session_id)
    return tried.package_hash == theirs.package_hash


def _with_work(db: Session, visits: Iterable[VisitRow]) -> list[Tried]:
    names = {device.id: device.name for device in list_devices(db)}
    found = []
    for visit in visits:
        facts = get_lesson_facts(db, visit.enrolment_id)
        if facts.lessons or facts.tasks_tried:
            tried = Tried(
                enrolment_id=visit.enrolment_id,
                device_name=names.get(visit.device_id, ""),
                began_at=visit.began_at,
                lessons=len(facts.lessons),
                tasks=len(facts.tasks_tried),
            )
            found.append(tried)
    return found
