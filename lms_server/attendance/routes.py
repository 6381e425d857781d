"""Presence: the sign of life of learner pages, marks by hand, the end of a class."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from common.clock import utc_now
from common.commit_group import TransactionLostError
from common.uptime import Uptime, uptime
from common.web.csrf import json_api
from common.web.errors import error_text
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.attendance import actions, queries
from lms_server.attendance.errors import MinutesOutOfRangeError, ReasonMissingError
from lms_server.attendance.forms import MarkForm
from lms_server.attendance.rules import Sign
from lms_server.attendance.watch import Watch
from lms_server.learners import labels
from lms_server.training import queries as training_queries
from lms_server.training import seat
from lms_server.web.ahead import is_ahead
from lms_server.web.context import database

_WATCH = "bus_lms.watch"
log = logging.getLogger(__name__)
bp = Blueprint("attendance", __name__, template_folder="templates")


def install(app: Flask) -> None:
    """Count every request as a sign of life of all who are signed in at that machine."""
    watch = app.extensions[_WATCH] = Watch()

    @app.before_request
    def note_presence() -> ResponseReturnValue | None:
        is_sign = request.path.startswith("/learn") and not is_ahead()
        here = [one.enrolment_id for one in seat.seats_here()] if is_sign else []
        now, at = utc_now(), uptime()
        due = watch.take_due(here, at)
        if not due:
            return None
        written: Mapping[UUID, Sign] = {}
        try:
            written = _note_signs(due, now, at)
        except (OperationalError, TransactionLostError):
            log.exception("presence was not stored")  # reading goes on all the same
            return None
        finally:
            watch.put_back(due, written)
        if written or not _asks_for_page():
            return None  # what a page asks for by itself must not use up the goodbye
        seat.leave_seat()
        return redirect(url_for("door.class_over"))


def _asks_for_page() -> bool:
    """Tell whether somebody will see the answer: browsers name HTML when they change the page."""
    return "text/html" in request.headers.get("Accept", "text/html")


def _note_signs(due: Mapping[UUID, Sign | None], now: datetime, at: Uptime) -> Mapping[UUID, Sign]:
    """Count a sign of life of learners of one class; none is counted when it has ended."""
    with database().write() as db:
        if not training_queries.is_enrolment_open(db, next(iter(due))):
            return {}
        return {
            one: actions.note_sign(db, one, last=last, now=now, uptime=at)
            for one, last in due.items()
        }


@bp.post("/learn/presence")
@json_api
def ping() -> ResponseReturnValue:
    """Answer the page's sign of life; the request itself was counted before."""
    return "", 204


@bp.get("/staff/classes/<uuid:training_session_id>/attendance/<uuid:enrolment_id>")
def show_marks(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Show a learner's minutes and the form that changes them by hand."""
    return _show_marks_page(training_session_id, enrolment_id)


@bp.post("/staff/classes/<uuid:training_session_id>/attendance/<uuid:enrolment_id>")
def mark(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Add or take away minutes by hand."""
    actor = actor_of(current_account().id)
    try:
        form = MarkForm.parse(request.form)
        with database().write() as db:
            actions.mark_attendance(
                db,
                enrolment_id,
                minutes=form.minutes,
                reason=form.reason,
                actor=actor,
                now=utc_now(),
            )
    except (MinutesOutOfRangeError, ReasonMissingError) as error:
        page = _show_marks_page(training_session_id, enrolment_id, error=error_text(error))
        return page, error.http_status
    flash(_("The minutes are noted."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=training_session_id))


def _show_marks_page(training_session_id: UUID, enrolment_id: UUID, *, error: str = "") -> str:
    with database().read() as db:
        enrolment = training_queries.get_enrolment(db, enrolment_id)
        attendance = queries.get_attendance(db, enrolment_id)
        marks = queries.list_marks(db, enrolment_id)
    return render_template(
        "attendance/marks.html",
        training_session_id=training_session_id,
        enrolment=enrolment,
        attendance=attendance,
        marks=marks,
        labels=labels,
        values=request.form,
        error=error,
    )


def let_everyone_be_noted() -> None:
    """Let the next sign of life of everyone be looked at; a class that ended shows at once."""
    cast(Watch, current_app.extensions[_WATCH]).forget()
