"""Who plays a simulator at one machine, in which order, each with a leave of their own."""

from typing import Any
from uuid import UUID

from common.clock import utc_now
from courses.model import Course
from courses.simulators import machine
from lms_server.lessons import actions, queries
from lms_server.training.seat import Seat, seats_here, seats_in_turn
from lms_server.web.context import database


def players_here(course: Course, simulator_id: str) -> list[dict[str, Any]]:
    """Return everyone who sits here as the page's players: the one with the turn begins.

    Each has a ``name``, the ``attempt_id`` that traces go to, and the ``place`` in the list of
    names on top, from 0.

    Raises:
        SimulatorNotFoundError: the course lacks it.
    """
    course.get_simulator(simulator_id)
    playing = seats_in_turn()
    here = seats_here()
    return [
        {
            "name": f"{one.you} {one.short_name}",
            "attempt_id": str(_leave_of(one, course, simulator_id, part=part)),
            "place": here.index(one),
        }
        for one, part in zip(playing, _parts(len(playing)), strict=True)
    ]


def _parts(count: int) -> list[machine.Seat]:
    return [machine.Seat(index=index, of=count) for index in range(count)]


def _leave_of(seat: Seat, course: Course, simulator_id: str, *, part: machine.Seat) -> UUID:
    """Return the simulator attempt of this learner on this device; open it the first time."""
    with database().read() as db:
        known = queries.find_simulator_attempt(
            db,
            enrolment_id=seat.enrolment_id,
            device_id=seat.device_id,
            simulator_id=simulator_id,
            part=part,
        )
    if known is not None:
        return known
    with database().write() as db:
        return actions.open_simulator_attempt(
            db,
            enrolment_id=seat.enrolment_id,
            learner_id=seat.learner_id,
            device_id=seat.device_id,
            course=course,
            simulator_id=simulator_id,
            part=part,
            now=utc_now(),
        )
