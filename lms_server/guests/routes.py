"""Screens of trying without a name, the question whose it was, and the trainer's desk."""

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.web.access import is_api
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.devices.access import current_device
from lms_server.guests import actions, queries
from lms_server.guests.errors import NotForGuestsError
from lms_server.training import guests
from lms_server.training.queries import get_enrolment, get_training_session, list_enrolments
from lms_server.training.seat import current_seat, find_seat
from lms_server.training.welcome import guest_here, seat_guest, way_on
from lms_server.web.access import ACCESS, LEARNER
from lms_server.web.context import database

bp = Blueprint("guests", __name__, template_folder="templates")
_PARTS = frozenset({"lessons", "hand_test"})
_PAGES = frozenset(
    {
        "attendance.ping",
        "dashboard.path",
        "dashboard.lesson_done",
        "dashboard.task_done",
        "dashboard.deeds",
        "guests.stop",
        "together.show",
        "together.leave",
    }
)
"""What of a learner's pages a guest may see; a page of tomorrow only after it was thought of."""


@bp.post("/learn/guest")
def begin() -> ResponseReturnValue:
    """Let somebody without a name try the lessons of an open class."""
    if find_seat() is not None:
        return redirect(url_for("dashboard.path"))
    training_session_id = request.form.get("class", type=UUID)
    if training_session_id is None:
        return redirect(url_for("door.names"))
    device_id = current_device().id
    with database().write() as db:
        guest = actions.begin(db, training_session_id, device_id=device_id, now=utc_now())
        training_session = get_training_session(db, training_session_id)
    seat_guest(guest, training_session)
    return redirect(url_for("dashboard.path"))


@bp.get("/learn/guest/stop")
def stop() -> ResponseReturnValue:
    """Say that the rest is for those whose name stands in the class."""
    return render_template("guests/stop.html")


@bp.get("/learn/guest/claim")
def ask() -> ResponseReturnValue:
    """Ask the learner who just signed in whether what was tried here is theirs."""
    seat, now = current_seat(), utc_now()
    with database().read() as db:
        learner = get_enrolment(db, seat.enrolment_id)
        tried = queries.find_tried(db, seat.device_id, learner, now=now)
    if tried is None:
        _ask_no_more(seat.device_id)
        return way_on(learner)
    return render_template("guests/ask.html", seat=seat, tried=tried)


@bp.post("/learn/guest/claim")
def answer() -> ResponseReturnValue:
    """Take the learner's word; either way nobody else here is asked about it."""
    seat, now = current_seat(), utc_now()
    with database().write() as db:
        learner = get_enrolment(db, seat.enrolment_id)
        tried = queries.find_tried(db, seat.device_id, learner, now=now)
        is_theirs = request.form.get("mine", "") == "yes"
        if tried is not None and is_theirs:
            actor = f"device:{seat.device_id}"
            actions.claim(db, tried.enrolment_id, seat.enrolment_id, actor=actor, now=now)
        guests.note_asked(db, seat.device_id, now=now)
    return way_on(learner)


@bp.get("/staff/classes/<uuid:training_session_id>/guests")
def show_desk(training_session_id: UUID) -> ResponseReturnValue:
    """Show the trainer what guests did, each with the question whose it was."""
    number = max(1, request.args.get("page", 1, type=int))
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
        page = queries.list_tried(db, training_session_id, page=number)
        enrolments = list_enrolments(db, training_session_id)
    return render_template(
        "guests/desk.html",
        training_session=training_session,
        tried=page.tried,
        is_more=page.is_more,
        number=number,
        enrolments=enrolments,
    )


@bp.post("/staff/classes/<uuid:training_session_id>/guests/<uuid:guest_enrolment_id>")
def assign(training_session_id: UUID, guest_enrolment_id: UUID) -> ResponseReturnValue:
    """Make a guest's work the learner's whom the trainer names."""
    chosen = request.form.get("enrolment_id", type=UUID)
    if chosen is not None:
        actor = actor_of(current_account().id)
        with database().write() as db:
            actions.claim(db, guest_enrolment_id, chosen, actor=actor, now=utc_now())
        flash(_("What was tried now counts for this learner."), "done")
    return redirect(url_for("guests.show_desk", training_session_id=training_session_id))


def install(app: Flask) -> None:
    """Keep guests of ``app`` to what they may try."""
    app.before_request(_keep_to_trying)
    app.jinja_env.globals["is_trying"] = is_trying


def is_trying() -> bool:
    """Tell whether a guest sits at this machine; pages then offer nothing that stops them."""
    return guest_here() is not None


def _keep_to_trying() -> ResponseReturnValue | None:
    endpoint = request.endpoint or ""
    if not ACCESS.get(endpoint, frozenset()) >= LEARNER or guest_here() is None:
        return None
    if endpoint in _PAGES or endpoint.partition(".")[0] in _PARTS:
        return None
    if is_api():
        raise NotForGuestsError
    return redirect(url_for("guests.stop"))


def _ask_no_more(device_id: UUID) -> None:
    with database().write() as db:
        guests.note_asked(db, device_id, now=utc_now())
