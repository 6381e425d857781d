"""Pages for the end of a class."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.uptime import uptime
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.attendance.queries import count_present, list_attendance
from lms_server.attendance.routes import let_everyone_be_noted
from lms_server.closing import actions
from lms_server.devices.queries import list_devices
from lms_server.devices.signs import signs_of_life
from lms_server.quizzes.queries import count_in_quiz
from lms_server.training.queries import get_training_session
from lms_server.web.context import catalog, database

bp = Blueprint("closing", __name__, template_folder="templates")


@bp.get("/staff/classes/<uuid:training_session_id>/close")
def close_page(training_session_id: UUID) -> ResponseReturnValue:
    """Ask once more before a class ends; say who is in a quiz and what still has to come."""
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
        present = count_present(db, training_session_id)
        rows = list_attendance(db, training_session_id)
        in_quiz = count_in_quiz(db, training_session_id)
        devices = list_devices(db)
    return render_template(
        "closing/close.html",
        training_session=training_session,
        present=present,
        count=len(rows),
        in_quiz=in_quiz,
        behind=[one for one in signs_of_life().freshen(devices) if one.queue_length],
    )


@bp.post("/staff/classes/<uuid:training_session_id>/close")
def close(training_session_id: UUID) -> ResponseReturnValue:
    """End a class."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.close_class(
            db,
            training_session_id,
            courses=catalog(),
            actor=actor,
            now=utc_now(),
            uptime=uptime(),
        )
    let_everyone_be_noted()
    flash(_("The class has ended. Thank you."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=training_session_id))
