"""The trainer's page that lets a learner be asked by word of mouth."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.web.errors import error_text
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.learners.labels import PICTURES
from lms_server.oral import actions, labels, queries
from lms_server.oral.errors import ReasonUnknownError
from lms_server.oral.rules import OralReason
from lms_server.training.queries import get_enrolment, get_training_session
from lms_server.web.context import database

bp = Blueprint("oral", __name__, url_prefix="/staff/classes", template_folder="templates")


@bp.get("/<uuid:training_session_id>/oral/<uuid:enrolment_id>")
def show(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Show how a quiz by word of mouth goes, and ask why this learner takes it."""
    return _show(training_session_id, enrolment_id)


@bp.post("/<uuid:training_session_id>/oral/<uuid:enrolment_id>")
def start(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Let the learner be asked by word of mouth from now on."""
    actor = actor_of(current_account().id)
    reason = request.form.get("reason", "")
    if reason not in set(OralReason):
        error = ReasonUnknownError()
        page = _show(training_session_id, enrolment_id, error=error_text(error))
        return page, error.http_status
    with database().write() as db:
        actions.start_oral(db, enrolment_id, reason=OralReason(reason), actor=actor, now=utc_now())
    flash(_("The quiz is read aloud now. Sit down beside the learner."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=training_session_id))


@bp.post("/<uuid:training_session_id>/oral/<uuid:enrolment_id>/end")
def end(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Let the learner read alone again."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.end_oral(db, enrolment_id, actor=actor, now=utc_now())
    flash(_("The learner reads alone again. What was oral stays marked."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=training_session_id))


def _show(training_session_id: UUID, enrolment_id: UUID, *, error: str = "") -> str:
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
        enrolment = get_enrolment(db, enrolment_id)
        oral = queries.find_oral(db, enrolment_id)
    return render_template(
        "oral/mode.html",
        training_session=training_session,
        enrolment=enrolment,
        oral=oral,
        reasons=labels.REASONS,
        pictures=PICTURES,
        error=error,
    )
