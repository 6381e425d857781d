"""Who sits at this device: up to three learners of one class, one of whom has the turn.

The browser's session names the sittings; the table says which of them still hold. Somebody who
signs in at another machine sits there from then on, and this one finds out with its next request.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask, Request, g, session
from sqlalchemy.exc import OperationalError

from common.clock import utc_now
from common.commit_group import TransactionLostError
from common.web.access import SignInNeededError
from courses.addressing import say_to
from courses.model import Course
from lms_server.devices.access import find_device
from lms_server.preferences import shown as preferences
from lms_server.training import sittings
from lms_server.training.errors import MachineFullError, OtherClassError
from lms_server.training.open_sittings import open_sittings
from lms_server.training.open_sittings import provide as provide_open_sittings
from lms_server.training.queries import EnrolmentRow, TrainingSessionRow
from lms_server.web import principal, sessions
from lms_server.web.context import catalog, database

IDLE = timedelta(hours=3)
ABSOLUTE = timedelta(hours=12)
MOST_SEATS = 3
"""More cannot see the screen of a laptop."""
_SEATS = "seats"
_TURN = "turn"
_ADDING = "adding"
log = logging.getLogger(__name__)
_IDS = ("sitting_id", "enrolment_id", "training_session_id", "learner_id", "device_id")


@dataclass(frozen=True)
class Seat:
    """A signed-in learner: all that a page needs to greet and to store."""

    sitting_id: UUID
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
    """Sign a learner in on a device, under a new session.

    Those who sit there already stay, and the turn stays with them. At another machine the
    learner sits no more.

    Raises:
        OtherClassError: those who sit here learn in another class.
        MachineFullError: three sit here.
    """
    here = seats_here()
    if any(one.enrolment_id == enrolment.id for one in here):
        give_turn(enrolment.id)
        return
    if any(one.training_session_id != training_session.id for one in here):
        raise OtherClassError
    if len(here) == MOST_SEATS:
        raise MachineFullError
    now = utc_now()
    with database().write() as db:
        if not here:
            sittings.clear_device(db, device_id, now=now)
        sitting_id = sittings.sit_down(db, enrolment.id, device_id=device_id, now=now)
    open_sittings().forget()
    preferences.bring_in(enrolment.learner.id)
    seat = make_seat(enrolment, training_session, device_id=device_id, sitting_id=sitting_id)
    turn = current_seat() if here else seat
    _keep([*here, seat], turn=turn.enrolment_id)


def make_seat(
    enrolment: EnrolmentRow,
    training_session: TrainingSessionRow,
    *,
    device_id: UUID,
    sitting_id: UUID,
) -> Seat:
    """Return what is to be known of a learner who sits at a device."""
    learner = enrolment.learner
    return Seat(
        sitting_id=sitting_id,
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


def session_values(seats: Sequence[Seat], *, turn: UUID) -> dict[str, Any]:
    """Return what the session of a device holds: who sits there, and whose turn it is."""
    return {_SEATS: [_write(one) for one in seats], _TURN: turn.hex}


def leave_seat() -> None:
    """Sign everyone at this device out; what they did is stored."""
    _leave(seats_here())


def leave_one(enrolment_id: UUID) -> None:
    """Sign one of those at this device out; the others stay, under a new session.

    The turn goes to whoever sits next. Nothing happens when nobody here has this enrolment.
    """
    _leave([one for one in seats_here() if one.enrolment_id == enrolment_id])


def give_turn(enrolment_id: UUID) -> None:
    """Let one of those at this device have the turn; nothing happens when they are not here."""
    if any(one.enrolment_id == enrolment_id for one in seats_here()):
        session[_TURN] = enrolment_id.hex
        session.pop(_ADDING, None)
        _forget_request()


def begin_adding() -> None:
    """Let the next who signs in here learn together with those who are here."""
    session[_ADDING] = True


def end_adding() -> None:
    """Nobody else comes."""
    session.pop(_ADDING, None)


def is_adding() -> bool:
    """Tell whether somebody is to sit down beside those who are here."""
    return bool(session.get(_ADDING)) and find_seat() is not None


def seats_here() -> tuple[Seat, ...]:
    """Return everyone signed in at this device, in the order they came; empty when nobody is."""
    if "seats_here" not in g:
        g.seats_here = tuple(_find_seats())
    return cast("tuple[Seat, ...]", g.seats_here)


def seats_in_turn() -> tuple[Seat, ...]:
    """Return everyone signed in at this device: whose turn it is, then who comes next."""
    here = seats_here()
    first = next((at for at, one in enumerate(here) if one.enrolment_id.hex == _turn()), 0)
    return here[first:] + here[:first]


def departed() -> tuple[Seat, ...]:
    """Return those whom this session still names, but who sit elsewhere by now."""
    if find_device() is None:
        return ()
    here = {one.sitting_id for one in seats_here()}
    kept = [_read(values) for values in session.get(_SEATS, ())]
    return tuple(one for one in kept if one.sitting_id not in here)


def forget_departed() -> None:
    """Let the session name only those who sit here; it ends when nobody does."""
    _stay(seats_here())


def find_seat() -> Seat | None:
    """Return the learner whose turn it is; None when nobody is signed in at this device."""
    return next(iter(seats_in_turn()), None)


def current_seat() -> Seat:
    """Return the learner whose turn it is.

    Raises:
        SignInNeededError: nobody is signed in.
    """
    seat = find_seat()
    if seat is None:
        raise SignInNeededError
    return seat


def current_course() -> Course:
    """Return the course of those signed in, in the words for whose turn it is.

    Raises:
        SignInNeededError: nobody is signed in.
        CourseNotFoundError: the bus has lost this version.
    """
    seat = current_seat()
    return say_to(catalog().get_course(seat.course_id, seat.course_version), seat.you)


def install(app: Flask) -> None:
    """Let ``app`` recognise learners; comes after the devices, to which they are bound."""
    provide_open_sittings(app)
    principal.register(app, _find_principals)
    preferences.recognise(app, _who_looks)
    for view in (find_seat, seats_here, seats_in_turn, is_adding):
        app.jinja_env.globals[view.__name__] = view


def _who_looks() -> UUID | None:
    """Return the learner to whom letters and colours belong; somebody new has none yet."""
    seat = None if is_adding() else find_seat()
    return None if seat is None else seat.learner_id


def _find_principals(_request: Request) -> Iterable[str]:
    if seats_here():
        yield "learner"


def _find_seats() -> Iterable[Seat]:
    device = find_device()
    if device is None or _SEATS not in session:
        return
    valid = open_sittings().find(device.id)
    for values in session[_SEATS]:
        seat = _read(values)
        if seat.device_id == device.id and seat.sitting_id in valid:
            yield seat


def _turn() -> str:
    return cast(str, session.get(_TURN, ""))


def _leave(leaving: Sequence[Seat]) -> None:
    turns = seats_in_turn()
    try:
        with database().write() as db:
            for one in leaving:
                sittings.get_up(db, one.sitting_id, now=utc_now())
    except (OperationalError, TransactionLostError):
        log.exception("who left was not stored")  # a full disk keeps nobody from leaving
    open_sittings().forget()
    gone = {one.enrolment_id for one in leaving}
    staying = [one for one in turns if one.enrolment_id not in gone]
    in_order = [one for one in seats_here() if one in staying]
    _stay(in_order, turn=staying[0].enrolment_id if staying else None)


def _stay(staying: Sequence[Seat], turn: UUID | None = None) -> None:
    """Begin a new session for those who stay, so that a copy of the old one is worth nothing."""
    if staying:
        _keep(staying, turn=turn or current_seat().enrolment_id)
    else:
        sessions.end()
        _forget_request()


def _keep(seats: Sequence[Seat], *, turn: UUID) -> None:
    sessions.start(f"device:{seats[0].device_id}", idle=IDLE, absolute=ABSOLUTE)
    session.update(session_values(seats, turn=turn))
    _forget_request()


def _forget_request() -> None:
    """Let this request look again; who may do what was decided before."""
    g.pop("seats_here", None)


def _write(seat: Seat) -> dict[str, Any]:
    return {
        name: value.hex if isinstance(value, UUID) else value
        for name, value in asdict(seat).items()
    }


def _read(kept: dict[str, Any]) -> Seat:
    values: dict[str, Any] = {
        name: UUID(value) if name in _IDS else value for name, value in kept.items()
    }
    return Seat(**values)
