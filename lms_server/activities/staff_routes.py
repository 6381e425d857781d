"""Pages of trainers and administrators: bring activities in, read the report, open for a class."""

import secrets
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import StorageError, error_text
from courses.importers.activity import LEFT_OUT
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.activities import actions, labels, queries, results, uploads
from lms_server.activities.content import entry_url, token_hash
from lms_server.activities.errors import (
    ActivityNotFoundError,
    UploadGapError,
    UploadNotFoundError,
)
from lms_server.activities.previews import previews
from lms_server.activities.routes import SECRET_BYTES, saving_words
from lms_server.activities.rules import spoken_minutes
from lms_server.activities.storage import is_on_disk, store_package
from lms_server.learners.labels import PICTURES
from lms_server.training.queries import get_training_session
from lms_server.web.context import catalog, config, database

bp = Blueprint(
    "staff_activities", __name__, url_prefix="/staff/activities", template_folder="templates"
)


@bp.get("/")
def list_activities() -> ResponseReturnValue:
    """Show all imported activities and the form that brings in one more."""
    return _show_list()


@bp.post("/uploads")
def begin_upload() -> ResponseReturnValue:
    """Begin an upload; the page then sends the file piece by piece."""
    account = current_account()
    try:
        upload_id = uploads.begin_upload(config().data_dir, account.id, now=utc_now())
    except OSError as error:
        raise StorageError from error
    return jsonify(id=str(upload_id), piece=uploads.PIECE)


@bp.post("/uploads/<uuid:upload_id>")
def add_piece(upload_id: UUID) -> ResponseReturnValue:
    """Take one piece of a file."""
    account = current_account()
    try:
        size = uploads.add_piece(
            config().data_dir,
            account.id,
            upload_id,
            offset=_read_offset(),
            piece=request.get_data(),
        )
    except OSError as error:
        raise StorageError from error
    return jsonify(size=size)


@bp.post("/import")
def import_upload() -> ResponseReturnValue:
    """Bring in an uploaded package; show what was taken, or why it was refused."""
    account = current_account()
    try:
        path = uploads.find_upload(config().data_dir, account.id, _read_upload_id())
        package, stored = store_package(config().data_dir, path)
        with database().write() as db:
            activity_id = actions.add_activity(
                db, package, stored, actor=actor_of(account.id), now=utc_now()
            )
        path.unlink(missing_ok=True)
    except DomainError as error:
        return _show_list(error_text(error)), error.http_status
    except OSError as error:
        raise StorageError from error
    flash(_("The activity is on the bus. Open it for a class below."), "done")
    return redirect(url_for("staff_activities.show", activity_id=activity_id))


@bp.get("/<uuid:activity_id>")
def show(activity_id: UUID) -> ResponseReturnValue:
    """Show the report of one activity, and for which classes it is open."""
    with database().read() as db:
        row = queries.get_activity(db, activity_id)
        classes = queries.list_class_choices(db, activity_id)
        counts = queries.count_learners(db, activity_id)
    return render_template(
        "activities/activity.html",
        row=row,
        classes=classes,
        counts=counts,
        is_there=is_on_disk(config().data_dir, row.package_hash),
        titles={one.course_id: one.title for one in catalog().courses.values()},
        left_out=[note for note in row.notes if note.reason in LEFT_OUT],
        changed=[note for note in row.notes if note.reason not in LEFT_OUT],
        kinds=labels.KINDS,
        reasons=labels.REASONS,
    )


@bp.get("/<uuid:activity_id>/preview/<int:number>")
def preview(activity_id: UUID, number: int) -> ResponseReturnValue:
    """Let the staff try one part as learners will have it; nothing is stored."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    with database().read() as db:
        row = queries.get_activity(db, activity_id)
    if not 1 <= number <= len(row.parts):
        raise ActivityNotFoundError
    part = row.parts[number - 1]
    opening = queries.Opening(package_hash=row.package_hash, kind=row.kind, part=part)
    previews().open(token_hash(token), opening, now=utc_now())
    return render_template(
        "activities/preview.html",
        row=row,
        part=part,
        number=number,
        is_there=is_on_disk(config().data_dir, row.package_hash),
        entry_url=entry_url(token, opening),
        words=saving_words(),
    )


@bp.get("/<uuid:activity_id>/classes/<uuid:training_session_id>")
def show_results(activity_id: UUID, training_session_id: UUID) -> ResponseReturnValue:
    """Show by name who of a class began, finished, and with which score."""
    with database().read() as db:
        row = queries.get_activity(db, activity_id)
        training_session = get_training_session(db, training_session_id)
        found = results.list_results(db, row, training_session_id)
    return render_template(
        "activities/results.html",
        row=row,
        training_session=training_session,
        course=catalog().find_course(training_session.course_id),
        results=found,
        pictures=PICTURES,
        minutes=spoken_minutes,
    )


@bp.post("/<uuid:activity_id>/classes/<uuid:training_session_id>/open")
def open_for_class(activity_id: UUID, training_session_id: UUID) -> ResponseReturnValue:
    """Let a class have the activity as extra material."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.open_for_class(db, activity_id, training_session_id, actor=actor, now=utc_now())
    flash(_("The class can open it now."), "done")
    return redirect(url_for("staff_activities.show", activity_id=activity_id))


@bp.post("/<uuid:activity_id>/classes/<uuid:training_session_id>/close")
def close_for_class(activity_id: UUID, training_session_id: UUID) -> ResponseReturnValue:
    """Take the activity from a class again."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.close_for_class(db, activity_id, training_session_id, actor=actor, now=utc_now())
    flash(_("The class no longer sees it. Results stay."), "done")
    return redirect(url_for("staff_activities.show", activity_id=activity_id))


def _show_list(error: str = "") -> str:
    with database().read() as db:
        rows = queries.list_activities(db)
    return render_template(
        "activities/list.html",
        rows=rows,
        kinds=labels.KINDS,
        error=error,
        most_megabytes=uploads.MOST_MEGABYTES,
        words=_words(),
    )


def _words() -> dict[str, str]:
    return {
        "sending": _("Sending: {percent}%"),
        "reading": _("Reading the package, please wait"),
        "failed": _("The file could not be sent. Please try again."),
    }


def _read_offset() -> int:
    text = request.args.get("offset", "")
    if not text.isascii() or not text.isdecimal() or len(text) > 12:  # noqa: PLR2004
        raise UploadGapError
    return int(text)


def _read_upload_id() -> UUID:
    try:
        return UUID(request.form.get("upload", ""))
    except ValueError as error:
        raise UploadNotFoundError from error
