"""Who sits at this device: the learner of the session, bound to the device they signed in on."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, session

from common.web.access import SignInNeededError
from courses.model import Course
from lms_server.devices.access import find_device
from lms_server.training.queries import EnrolmentRow, TrainingSessionRow
from lms_server.web import principal, sessions
from lms_server.web.context import catalog

IDLE = timedelta(hours=3)
ABSOLUTE = timedelta(hours=12)
_KEY = "seat"
_IDS = ("enrolment_id", "training_session_id", "learner_id", "device_id")


@dataclass(frozen=True)
class Seat:
    """A signed-in learner: all that a page needs to greet and to store."""

    enrolment_id: UUID
    training_session_id: UUID
    learner_id: UUID
    device_id: UUID
    course_id: str
    course_version: str
    full_name: str
    you: str
    """How the learner is addressed, such as ``bác``."""
    picture: str

    @property
    def short_name(self) -> str:
        """What people call the learner: the last word of the name."""
        return self.full_name.split(" ")[-1]


def take_seat(
    enrolment: EnrolmentRow, training_session: TrainingSessionRow, *, device_id: UUID
) -> None:
    """Sign a learner in on a device, under a new session."""
    sessions.start(f"learner:{enrolment.learner.id}", idle=IDLE, absolute=ABSOLUTE)
    session.update(seat_values(enrolment, training_session, device_id=device_id))


def seat_values(
    enrolment: EnrolmentRow, training_session: TrainingSessionRow, *, device_id: UUID
) -> dict[str, Any]:
    """Return what the session of a learner at a device holds."""
    learner = enrolment.learner
    seat = Seat(
        enrolment_id=enrolment.id,
        training_session_id=enrolment.training_session_id,
        learner_id=learner.id,
        device_id=device_id,
        course_id=training_session.course_id,
        course_version=training_session.course_version,
        full_name=learner.full_name,
        you=learner.you,
        picture=learner.picture,
    )
    values = {
        name: value.hex if isinstance(value, UUID) else value
        for name, value in asdict(seat).items()
    }
    return {_KEY: values}


def leave_seat() -> None:
    """Sign the learner out; what they did is stored."""
    sessions.end()


def find_seat() -> Seat | None:
    """Return the signed-in learner; None when nobody is, or they sit at another device."""
    if "learner" not in principal.current_principals():
        return None
    return _read(session[_KEY])


def current_seat() -> Seat:
    """Return the signed-in learner.

    Raises:
        SignInNeededError: nobody is.
    """
    seat = find_seat()
    if seat is None:
        raise SignInNeededError
    return seat


def current_course() -> Course:
    """Return the course of the signed-in learner, in the version of their class.

    Raises:
        SignInNeededError: nobody is signed in.
        CourseNotFoundError: the bus has lost this version.
    """
    seat = current_seat()
    return catalog().get_course(seat.course_id, seat.course_version)


def install(app: Flask) -> None:
    """Let ``app`` recognise learners; comes after the devices, to which they are bound."""
    principal.register(app, _find_principals)
    app.jinja_env.globals["find_seat"] = find_seat


def _find_principals(_request: Request) -> Iterable[str]:
    device = find_device()
    kept = session.get(_KEY)
    if device is not None and kept is not None and kept["device_id"] == device.id.hex:
        yield "learner"


def _read(kept: dict[str, Any]) -> Seat:
    values: dict[str, Any] = {
        name: UUID(value) if name in _IDS else value for name, value in kept.items()
    }
    return Seat(**values)
