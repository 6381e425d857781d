"""Pages of learners: the extra material of their class, and playing one part."""

import secrets
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from lms_server.activities import actions, queries
from lms_server.activities.content import entry_url, token_hash
from lms_server.activities.errors import ActivityNotFoundError
from lms_server.activities.messages import Commit
from lms_server.activities.queries import ActivityRow
from lms_server.activities.rules import Status, spoken_minutes
from lms_server.activities.storage import is_on_disk
from lms_server.training.seat import current_seat
from lms_server.web.context import config, database

bp = Blueprint("activities", __name__, template_folder="templates")
SECRET_BYTES = 32
"""Of the address of an opening."""


@bp.get("/learn/extras")
def list_extras() -> ResponseReturnValue:
    """Show the extra material of the learner's class."""
    seat = current_seat()
    with database().read() as db:
        rows = queries.list_class_activities(db, seat.training_session_id)
        progress = queries.list_progress(db, seat.enrolment_id)
    if len(rows) == 1:
        return redirect(url_for("activities.show_extra", activity_id=rows[0].id))
    return render_template(
        "activities/extras.html",
        rows=rows,
        done={row.id: _done(row, progress) for row in rows},
    )


@bp.get("/learn/extras/<uuid:activity_id>")
def show_extra(activity_id: UUID) -> ResponseReturnValue:
    """Show the parts of one activity, with the learner's own results."""
    seat = current_seat()
    with database().read() as db:
        row = queries.get_class_activity(db, seat.training_session_id, activity_id)
        progress = queries.list_progress(db, seat.enrolment_id)
        is_only = queries.count_class_activities(db, seat.training_session_id) == 1
    return render_template(
        "activities/extra.html",
        row=row,
        progress={part.key: progress.get((row.id, part.key)) for part in row.parts},
        numbers={part.key: number for number, part in enumerate(row.parts, start=1)},
        minutes=spoken_minutes,
        is_only=is_only,
    )


@bp.get("/learn/extras/<uuid:activity_id>/<int:number>")
def play(activity_id: UUID, number: int) -> ResponseReturnValue:
    """Play one part in the sandbox; it goes on where the learner stopped."""
    seat = current_seat()
    token = secrets.token_urlsafe(SECRET_BYTES)
    with database().read() as db:
        row = queries.get_class_activity(db, seat.training_session_id, activity_id)
    if not 1 <= number <= len(row.parts):
        raise ActivityNotFoundError
    part = row.parts[number - 1]
    is_there = is_on_disk(config().data_dir, row.package_hash)
    with database().write() as db:
        now = utc_now()
        actions.open_play(
            db,
            enrolment_id=seat.enrolment_id,
            activity_id=activity_id,
            part_key=part.key,
            device_id=seat.device_id,
            token_hash=token_hash(token),
            now=now,
        )
        opened = queries.find_play(db, token_hash(token), now=now)
        if not part.is_sco:
            seen = Commit(seq=1, is_end=True, status=Status.COMPLETED)
            actions.accept_commit(db, opened, seen, now=now)
    return render_template(
        "activities/play.html",
        row=row,
        part=part,
        number=number,
        is_there=is_there,
        entry_url=entry_url(token, opened),
        words=saving_words(),
    )


def _done(row: ActivityRow, progress: dict[tuple[UUID, str], queries.ProgressRow]) -> int:
    known = (progress.get((row.id, part.key)) for part in row.parts)
    return queries.count_done([one for one in known if one is not None])


def saving_words() -> dict[str, str]:
    """Return what the page says about saving."""
    return {
        "saving": _("Saving, please wait a moment"),
        "saved": _("Saved"),
        "not_saved": _("Not saved yet. Please call the trainer."),
        "moved": _("This part is open on another machine."),
        "class_over": _("The class has ended. Nothing more is saved."),
        "broken": _("This part cannot be shown here."),
        "preview": _("Preview: nothing is saved."),
    }
