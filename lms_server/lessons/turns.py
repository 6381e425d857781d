"""Who plays a simulator at one machine, in which order, each with a leave of their own."""

from typing import Any
from uuid import UUID

from common.clock import utc_now
from courses.addressing import say_to
from courses.model import Course
from courses.simulators import machine
from lms_server.lessons import actions, queries
from lms_server.lessons.drafts import find_draft
from lms_server.training.seat import Seat, seats_here, seats_in_turn
from lms_server.web.context import catalog, database


def players_here(course: Course, simulator_id: str) -> list[dict[str, Any]]:
    """Return everyone who sits here as the page's players: the one with the turn begins.

    Each has a ``name``, the ``attempt_id`` that traces go to, the ``place`` in the list of names
    on top, from 0, the ``draft`` they go on with, and the ``simulator`` in their words when they
    are addressed in others than the first.

    Raises:
        SimulatorNotFoundError: the course lacks it.
    """
    playing = seats_in_turn()
    here = seats_here()
    players = []
    for index, one in enumerate(playing):
        part = _part_of(course, simulator_id, machine.Seat(index=index, of=len(playing)))
        player: dict[str, Any] = {
            "name": f"{one.you} {one.short_name}",
            "attempt_id": str(_leave_of(one, course, simulator_id, part=part)),
            "place": here.index(one),
        }
        player["draft"] = _draft_of(UUID(player["attempt_id"]))
        if one.you != playing[0].you:
            player["simulator"] = _in_words_for(one, simulator_id)
        players.append(player)
    return players


def _part_of(course: Course, simulator_id: str, part: machine.Seat) -> machine.Seat:
    """Return the part of a person; who plays the whole task plays as if alone."""
    simulator = course.get_simulator(simulator_id)
    is_whole = len(machine.own_steps(simulator, part)) == len(simulator.steps)
    return machine.ALONE if is_whole else part


def _in_words_for(seat: Seat, simulator_id: str) -> dict[str, Any]:
    course = catalog().get_course(seat.course_id, seat.course_version)
    return machine.public_simulator(say_to(course, seat.you).get_simulator(simulator_id))


def _draft_of(attempt_id: UUID) -> list[dict[str, Any]]:
    with database().read() as db:
        return find_draft(db, attempt_id)


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
