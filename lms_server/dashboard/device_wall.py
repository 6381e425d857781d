"""The wall of the kiosks: how each does, who sits there, what somebody should mend."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from common.release import VERSION
from lms_server.assistance.queries import open_calls_by_device
from lms_server.assistance.rules import is_waiting
from lms_server.devices import rules
from lms_server.devices.models import DeviceKind
from lms_server.devices.queries import ListedDevice, list_devices
from lms_server.devices.rules import Concern
from lms_server.devices.signs import SignsOfLife
from lms_server.training.queries import list_enrolments, list_open_sessions
from lms_server.training.sittings import list_class_sittings

_URGENCY = {concern: rank for rank, concern in enumerate(Concern)}


@dataclass(frozen=True)
class Sitter:
    """Who sits at a device."""

    name: str
    """Empty for somebody who tries without a name."""
    enrolment_id: UUID


@dataclass(frozen=True)
class DeviceOnWall:
    """One device as the wall shows it."""

    device: ListedDevice
    people: tuple[Sitter, ...]
    """In the order they came."""
    concerns: tuple[Concern, ...]
    """The most urgent first."""
    is_here: bool
    """Heard of lately."""
    is_calling: bool
    """Somebody there pressed "I need help" and nobody came yet."""

    @property
    def is_urgent(self) -> bool:
        """Whether a person should go there now."""
        return self.is_calling or self.is_in_trouble

    @property
    def is_in_trouble(self) -> bool:
        """Whether the device itself, not who sits there, needs a person now."""
        return not rules.URGENT.isdisjoint(self.concerns)

    @property
    def needs_somebody(self) -> bool:
        """Whether there is anything to mend."""
        return self.is_calling or bool(self.concerns)


def read_wall(db: Session, signs: SignsOfLife, now: datetime) -> list[DeviceOnWall]:
    """Return all devices: first where somebody should go, then by seat and name.

    Args:
        db: the open read block.
        signs: what the devices told since it was written down.
        now: the clock.
    """
    people = people_at_devices(db)
    waiting = waiting_devices(db, people, now)
    return arrange(signs.freshen(list_devices(db)), people=people, waiting=waiting, now=now)


def people_at_devices(db: Session) -> dict[UUID, tuple[Sitter, ...]]:
    """Return who sits where, in all classes that go on; empty devices have no entry."""
    found: dict[UUID, list[Sitter]] = defaultdict(list)
    for training_session in list_open_sessions(db):
        enrolments = list_enrolments(db, training_session.id)
        names = {one.id: one.learner.full_name for one in enrolments}
        for sitting in list_class_sittings(db, training_session.id):
            name = names.get(sitting.enrolment_id, "")
            found[sitting.device_id].append(Sitter(name, sitting.enrolment_id))
    return {device_id: tuple(people) for device_id, people in found.items()}


def waiting_devices(
    db: Session, people: Mapping[UUID, tuple[Sitter, ...]], now: datetime
) -> frozenset[UUID]:
    """Return the devices at which somebody waits for help; the call of who left is over."""
    here = {None, *(one.enrolment_id for sitting in people.values() for one in sitting)}
    calls = open_calls_by_device(db)
    return frozenset(
        device_id
        for device_id, call in calls.items()
        if call.enrolment_id in here and is_waiting(call.called_at, now)
    )


def arrange(
    devices: Iterable[ListedDevice],
    *,
    people: Mapping[UUID, tuple[Sitter, ...]],
    waiting: frozenset[UUID],
    now: datetime,
) -> list[DeviceOnWall]:
    """Return the devices: first where somebody should go, then by seat and name.

    Args:
        devices: with their newest signs of life.
        people: who sits where.
        waiting: devices at which somebody waits for help.
        now: the clock.
    """
    shown = [
        _on_wall(one, people.get(one.id, ()), is_calling=one.id in waiting, now=now)
        for one in devices
    ]
    return sorted(shown, key=_order)


def _on_wall(
    device: ListedDevice, people: tuple[Sitter, ...], *, is_calling: bool, now: datetime
) -> DeviceOnWall:
    if now - device.last_seen_at >= rules.FORGOTTEN_AFTER:
        people = ()
    is_browser = device.kind is DeviceKind.BROWSER
    condition = rules.Condition(
        last_seen_at=device.last_seen_at,
        silent_after=rules.silence_allowed(is_browser=is_browser),
        queue_length=device.queue_length,
        set_aside=device.set_aside,
        clock_ahead_s=device.clock_ahead_s,
        version=device.version or VERSION,
        idle_s=device.idle_s,
        battery_percent=device.battery_percent,
        is_charging=device.is_charging,
        is_taken=bool(people),
    )
    return DeviceOnWall(
        device=device,
        people=people,
        concerns=rules.concerns(condition, now),
        is_here=condition.is_here(now),
        is_calling=is_calling,
    )


def _order(one: DeviceOnWall) -> tuple[object, ...]:
    most_urgent = min((_URGENCY[concern] for concern in one.concerns), default=len(_URGENCY))
    place = rules.natural_key(one.device.seat or one.device.name)
    return not one.is_calling, most_urgent, place, rules.natural_key(one.device.name)
