"""The button "I need help" on learners' screens, and its end on the class wall."""

from uuid import UUID

from flask import Blueprint, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from common.clock import utc_now
from lms_server.accounts.login import current_account
from lms_server.assistance import actions
from lms_server.assistance.actions import Place
from lms_server.assistance.board import help_board, help_words, is_help_coming
from lms_server.assistance.rules import part_of, screen_of
from lms_server.devices.access import current_device
from lms_server.training.seat import find_seat
from lms_server.web.context import database

bp = Blueprint("assistance", __name__, template_folder="templates")


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
