"""Who of a class sits at which machine, and with whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms_server.devices.queries import list_devices
from lms_server.devices.rules import label
from lms_server.training.queries import EnrolmentRow
from lms_server.training.sittings import list_class_sittings


@dataclass(frozen=True)
class Place:
    """Where a learner sits."""

    machine: str
    """Name and seat of the machine; empty when it was withdrawn."""
    beside: tuple[str, ...]
    """What people call those who sit there too, in the order they came."""


def places_of(
    db: Session, training_session_id: UUID, enrolments: Iterable[EnrolmentRow]
) -> dict[UUID, Place]:
    """Return where learners of a class sit, by enrolment id; who sits nowhere has no entry."""
    names = {one.id: one.learner.given_name for one in enrolments}
    at: dict[UUID, list[UUID]] = defaultdict(list)
    for one in list_class_sittings(db, training_session_id):
        at[one.device_id].append(one.enrolment_id)
    machines = {one.id: label(one.name, one.seat) for one in list_devices(db)}
    return {
        one: Place(
            machine=machines.get(device_id, ""),
            beside=tuple(names[other] for other in sitting if other != one),
        )
        for device_id, sitting in at.items()
        for one in sitting
    }
