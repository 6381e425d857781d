"""Who knocked rightly comes in: straight to the course, or past four digits where it asks them."""

from uuid import UUID

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from common.clock import from_wire, to_wire, utc_now
from lms_server.devices.access import current_device
from lms_server.training import rules
from lms_server.training.guests import find_fresh_visit
from lms_server.training.queries import EnrolmentRow, TrainingSessionRow
from lms_server.training.seat import Seat, find_seat, leave_seat, take_seat
from lms_server.web.context import catalog, database

_KNOCK = "knock"
_GUEST = "guest"


def admit(enrolment: EnrolmentRow, training_session: TrainingSessionRow) -> Response:
    """Let in whoever showed the right picture or card; a course may ask four digits as well."""
    if not _asks_pin(training_session):
        return sit_down(enrolment, training_session)
    session[_KNOCK] = [enrolment.id.hex, current_device().id.hex, to_wire(utc_now())]
    return redirect(url_for("pins.show"))


def sit_down(enrolment: EnrolmentRow, training_session: TrainingSessionRow) -> Response:
    """Sign in and show the way through the course, after a question when a guest was here."""
    session.pop(_KNOCK, None)
    device_id = current_device().id
    if guest_here() is not None:
        leave_seat()
    take_seat(enrolment, training_session, device_id=device_id)
    with database().read() as db:
        visit = find_fresh_visit(db, device_id, now=utc_now())
    return way_on(enrolment) if visit is None else redirect(url_for("guests.ask"))


def way_on(enrolment: EnrolmentRow) -> Response:
    """Lead to the course, past how the learner wants to be called when nobody asked yet."""
    is_guessed = enrolment.learner.is_address_guessed
    return redirect(url_for("address.ask" if is_guessed else "dashboard.path"))


def seat_guest(guest: EnrolmentRow, training_session: TrainingSessionRow) -> None:
    """Let a guest sit down at this machine."""
    take_seat(guest, training_session, device_id=current_device().id)
    session[_GUEST] = guest.id.hex


def guest_here() -> Seat | None:
    """Return the guest who sits at this machine; None when somebody with a name does."""
    seat = find_seat()
    return seat if seat is not None and session.get(_GUEST) == seat.enrolment_id.hex else None


def find_knock() -> UUID | None:
    """Return the enrolment of who showed the right picture or card at this machine just now."""
    kept = session.get(_KNOCK)
    if kept is None:
        return None
    enrolment_id, device_id, knocked_at = kept
    is_fresh = rules.is_fresh_knock(from_wire(knocked_at), utc_now())
    return UUID(enrolment_id) if is_fresh and device_id == current_device().id.hex else None


def _asks_pin(training_session: TrainingSessionRow) -> bool:
    course = catalog().find_course(training_session.course_id, training_session.course_version)
    return course is not None and course.asks_pin
