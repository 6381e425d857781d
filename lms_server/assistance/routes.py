"""The button "I need help" and its end on the class wall; wishes for more help; ideas."""

from uuid import UUID

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from common.clock import utc_now
from lms_server.accounts.login import current_account
from lms_server.assistance import actions, labels, queries
from lms_server.assistance.actions import Place
from lms_server.assistance.board import help_board, help_words, is_help_coming
from lms_server.assistance.forms import read_idea, read_ids, read_topics
from lms_server.assistance.rules import MOST_LETTERS, clean_idea, part_of, screen_of
from lms_server.devices.access import current_device
from lms_server.learners.queries import find_purposes
from lms_server.learners.rules import Purpose
from lms_server.training.guests import is_guest
from lms_server.training.queries import list_training_sessions
from lms_server.training.seat import current_seat, find_seat
from lms_server.web.context import database

bp = Blueprint("assistance", __name__, template_folder="templates")
_CLASSES = 20
"""Classes whose calls the page of the staff counts."""


@bp.get("/api/v1/help")
def state() -> ResponseReturnValue:
    """Tell a page whether somebody is still coming."""
    return jsonify(is_coming=is_help_coming(), words=help_words())


@bp.post("/learn/help")
def call() -> ResponseReturnValue:
    """Call the trainer to this device."""
    path = request.form.get("path", "")
    seat = find_seat()
    endpoint, arguments = _match(path)
    place = Place(
        device_id=current_device().id,
        enrolment_id=seat.enrolment_id if seat else None,
        screen=screen_of(endpoint),
        part=part_of(arguments),
    )
    with database().write() as db:
        actions.call_for_help(db, place, now=utc_now())
    help_board().forget()
    return _back_to(endpoint, path)


@bp.post("/learn/help/over")
def take_back() -> ResponseReturnValue:
    """Let the trainer know that nobody need come."""
    path = request.form.get("path", "")
    with database().write() as db:
        actions.take_back(db, current_device().id, now=utc_now())
    help_board().forget()
    return _back_to(_match(path)[0], path)


@bp.get("/learn/more-help")
def more_help() -> ResponseReturnValue:
    """Ask with what the learner wants more help after the class."""
    seat = current_seat()
    with database().read() as db:
        chosen = queries.list_topics(db, seat.enrolment_id)
    return render_template(
        "assistance/more_help.html", seat=seat, topics=labels.TOPICS, chosen=chosen
    )


@bp.post("/learn/more-help")
def wish() -> ResponseReturnValue:
    """Note the wishes; ask whether somebody may come, unless that is known."""
    seat = current_seat()
    topics = read_topics(request.form)
    with database().write() as db:
        if is_guest(db, seat.enrolment_id):
            return redirect(url_for("dashboard.path"))
        actions.wish_for_help(
            db,
            enrolment_id=seat.enrolment_id,
            learner_id=seat.learner_id,
            topics=topics,
            now=utc_now(),
        )
        is_known = Purpose.CONTACT in find_purposes(db, seat.learner_id)
    if topics and not is_known:
        return redirect(url_for("assistance.ask_contact"))
    return redirect(url_for("assistance.thanks"))


@bp.get("/learn/more-help/contact")
def ask_contact() -> ResponseReturnValue:
    """Ask whether somebody may come or call."""
    return render_template("assistance/contact.html", seat=current_seat())


@bp.post("/learn/more-help/contact")
def allow_contact() -> ResponseReturnValue:
    """Note that somebody may come or call."""
    with database().write() as db:
        actions.allow_contact(db, current_seat().learner_id, now=utc_now())
    return redirect(url_for("assistance.thanks"))


@bp.get("/learn/ideas")
def ideas() -> ResponseReturnValue:
    """Ask for an idea."""
    return render_template(
        "assistance/idea.html",
        seat=current_seat(),
        kinds=labels.KINDS,
        words=_keyboard_words(),
        most_letters=MOST_LETTERS,
    )


@bp.post("/learn/ideas")
def tell_idea() -> ResponseReturnValue:
    """Keep an idea that a learner typed; without words there is nothing to keep."""
    seat = current_seat()
    form = read_idea(request.form)
    if not clean_idea(form.text):
        return redirect(url_for("assistance.ideas"))
    with database().write() as db:
        actions.keep_idea(
            db,
            training_session_id=seat.training_session_id,
            kind=form.kind,
            text=form.text,
            written_by=None,
            now=utc_now(),
        )
    return redirect(url_for("assistance.thanks"))


@bp.get("/learn/thanks")
def thanks() -> ResponseReturnValue:
    """Thank for a wish or an idea."""
    return render_template("assistance/thanks.html", seat=current_seat())


@bp.get("/staff/wishes/")
def list_wishes() -> ResponseReturnValue:
    """Show who waits for more help, and the ideas of the villages."""
    with database().read() as db:
        classes = list_training_sessions(db, limit=_CLASSES)
        return render_template(
            "assistance/wishes.html",
            wishes=queries.list_wishes(db),
            ideas=queries.list_ideas(db),
            counts=queries.count_ideas(db),
            classes=classes,
            counted={one.id: queries.count_calls(db, one.id) for one in classes},
            topics=labels.TOPICS,
            kinds=labels.KINDS,
            most_letters=MOST_LETTERS,
        )


@bp.post("/staff/wishes/met")
def meet_wishes() -> ResponseReturnValue:
    """Note that somebody gave this help."""
    wish_ids = read_ids(request.form)
    with database().write() as db:
        actions.meet_wishes(db, wish_ids, account_id=current_account().id, now=utc_now())
    return redirect(url_for("assistance.list_wishes"))


@bp.post("/staff/ideas/<uuid:training_session_id>")
def write_idea(training_session_id: UUID) -> ResponseReturnValue:
    """Keep an idea that somebody told."""
    form = read_idea(request.form)
    with database().write() as db:
        actions.keep_idea(
            db,
            training_session_id=training_session_id,
            kind=form.kind,
            text=form.text,
            written_by=current_account().id,
            now=utc_now(),
        )
    return redirect(url_for("assistance.list_wishes"))


@bp.post("/staff/classes/<uuid:training_session_id>/help/<uuid:call_id>")
def settle(training_session_id: UUID, call_id: UUID) -> ResponseReturnValue:
    """Note that the trainer helped."""
    with database().write() as db:
        actions.settle(db, call_id, account_id=current_account().id, now=utc_now())
    help_board().forget()
    return redirect(f"/staff/classes/{training_session_id}")


def _match(path: str) -> tuple[str, dict[str, object]]:
    """Return the endpoint and the arguments of one of our own addresses; "" of any other."""
    adapter = current_app.url_map.bind("bus")
    try:
        endpoint, arguments = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return "", {}
    return endpoint, dict(arguments)


def _back_to(endpoint: str, path: str) -> ResponseReturnValue:
    """Lead a form back to its screen; a script only wants to know how it ended."""
    if request.accept_mimetypes.best == "application/json":
        return state()
    return redirect(path if endpoint and path.startswith("/learn/") else url_for("door.names"))


def _keyboard_words() -> dict[str, str]:
    return {
        "erase": _("Erase"),
        "enter": _("Done typing"),
        "space": _("Space"),
        "shift": _("Capital letter"),
    }
