"""Reads about calls for help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms_server.assistance import rules
from lms_server.assistance.models import HelpCall
from lms_server.devices.models import Device
from lms_server.training.models import Enrolment


@dataclass(frozen=True)
class CallRow:
    """A call that waits for somebody."""

    id: UUID
    device_name: str
    enrolment_id: UUID | None
    """None when it comes from the door."""
    screen: rules.Screen
    part: str
    called_at: datetime

    def minutes(self, now: datetime) -> int:
        """Return how many whole minutes it has waited; 0 when the clock was set back."""
        return max(0, int((now - self.called_at).total_seconds() // 60))


def open_calls_by_device(db: Session) -> dict[UUID, datetime]:
    """Return when each device called that still waits."""
    query = select(HelpCall.device_id, HelpCall.called_at).where(HelpCall.ended_at.is_(None))
    return {row.device_id: row.called_at for row in db.execute(query)}


def list_waiting(db: Session, training_session_id: UUID, *, now: datetime) -> list[CallRow]:
    """Return who waits in a class, the longest first; the door belongs to every class."""
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    query = (
        select(
            HelpCall.id,
            Device.name,
            HelpCall.enrolment_id,
            HelpCall.screen,
            HelpCall.part,
            HelpCall.called_at,
        )
        .join(Device, Device.id == HelpCall.device_id)
        .where(
            HelpCall.ended_at.is_(None),
            or_(HelpCall.enrolment_id.is_(None), HelpCall.enrolment_id.in_(in_class)),
        )
        .order_by(HelpCall.called_at, HelpCall.id)
    )
    rows = [
        CallRow(row[0], row[1], row[2], rules.Screen(row[3]), row[4], row[5])
        for row in db.execute(query)
    ]
    return [one for one in rows if rules.is_waiting(one.called_at, now)]
