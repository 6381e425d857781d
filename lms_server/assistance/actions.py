"""Writing calls for help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.assistance.errors import CallNotFoundError
from lms_server.assistance.models import HelpCall
from lms_server.assistance.rules import Ending, Screen, is_waiting
from lms_server.training.queries import is_enrolment_open


@dataclass(frozen=True)
class Place:
    """Where a call comes from."""

    device_id: UUID
    enrolment_id: UUID | None
    screen: Screen
    part: str


def call_for_help(db: Session, place: Place, *, now: datetime) -> None:
    """Note that somebody at a device needs help; pressing again changes nothing.

    A call of an earlier day or of a class that ended lapses, and a new one begins.
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


def _find_open(db: Session, device_id: UUID) -> HelpCall | None:
    query = select(HelpCall).where(HelpCall.device_id == device_id, HelpCall.ended_at.is_(None))
    return db.scalar(query)


def _is_fresh(db: Session, call: HelpCall, now: datetime) -> bool:
    is_going_on = call.enrolment_id is None or is_enrolment_open(db, call.enrolment_id)
    return is_going_on and is_waiting(call.called_at, now)


def _end(call: HelpCall, ending: Ending, now: datetime) -> None:
    call.ending = ending
    call.ended_at = now
