"""The learners' door: find your name, tap your picture; or hold up your card."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from common.clock import utc_now
from common.text import nfc
from common.wire.discovery import KIOSK_ORIGIN_HEADER
from lms_server.devices.access import current_device
from lms_server.learners import labels
from lms_server.learners.queries import find_by_card
from lms_server.learners.rules import clean_card_code, picture_choices
from lms_server.training import actions, queries
from lms_server.training.errors import TrainingSessionClosedError
from lms_server.training.name_list import Way, Wish, arrange
from lms_server.training.queries import EnrolmentRow, TrainingSessionRow
from lms_server.training.rules import PictureVerdict
from lms_server.training.seat import find_seat, is_adding, leave_seat, seats_here
from lms_server.training.together import leave_in_turn
from lms_server.training.welcome import admit
from lms_server.web.context import catalog, database

bp = Blueprint("door", __name__, template_folder="templates")


@bp.get("/")
def root() -> ResponseReturnValue:
    """Lead visitors of the bare address to the learners' side."""
    return redirect(url_for("door.names"))


@bp.get("/learn/")
def names() -> ResponseReturnValue:
    """Show who learns here, of several classes after one was chosen.

    A signed-in learner goes on where they are.
    """
    if find_seat() is not None and not is_adding():
        return redirect(url_for("dashboard.path"))
    here = seats_here()
    with database().read() as db:
        open_sessions = queries.list_open_sessions(db)
        if here:
            open_sessions = [one for one in open_sessions if one.id == here[0].training_session_id]
        chosen = _choose(open_sessions, request.args.get("class", ""))
        enrolments = queries.list_enrolments(db, chosen.id) if chosen else []
    sitting = {one.enrolment_id for one in here}
    enrolments = [one for one in enrolments if one.id not in sitting]
    if chosen is None and open_sessions:
        return _show_classes(open_sessions)
    return render_template(
        "training/names.html",
        chosen=chosen,
        has_choice=len(open_sessions) > 1,
        screen=arrange(enrolments, _wish(), device_name=current_device().name),
    )


@bp.get("/learn/who/<uuid:enrolment_id>")
def pictures(enrolment_id: UUID) -> ResponseReturnValue:
    """Ask which picture is the learner's."""
    with database().read() as db:
        enrolment = queries.get_enrolment(db, enrolment_id)
    return _show_pictures(enrolment, None)


@bp.post("/learn/who/<uuid:enrolment_id>")
def choose_picture(enrolment_id: UUID) -> ResponseReturnValue:
    """Sign in with the right picture; be kind about a wrong one."""
    picture = request.form.get("picture", "")
    with database().write() as db:
        enrolment = queries.get_enrolment(db, enrolment_id)
        training_session = queries.get_training_session(db, enrolment.training_session_id)
        verdict = actions.try_picture(db, enrolment_id, picture, now=utc_now())
    if not training_session.is_open:
        raise TrainingSessionClosedError
    if verdict is not PictureVerdict.RIGHT:
        return _show_pictures(enrolment, verdict)
    return admit(enrolment, training_session)


@bp.get("/learn/card")
def card() -> ResponseReturnValue:
    """Ask for the card: a scanner types its code and Enter."""
    return _ask_for_card(is_unknown=False)


@bp.post("/learn/card")
def read_card() -> ResponseReturnValue:
    """Sign in with a card."""
    code = clean_card_code(request.form.get("code", ""))
    with database().read() as db:
        learner = find_by_card(db, code)
        found = queries.find_open_enrolment(db, learner.id) if learner else None
        enrolment = queries.get_enrolment(db, found) if found else None
        if enrolment is not None:
            training_session = queries.get_training_session(db, enrolment.training_session_id)
    if enrolment is None:
        return _ask_for_card(is_unknown=True), 404
    return admit(enrolment, training_session)


@bp.post("/learn/leave")
def leave() -> ResponseReturnValue:
    """Sign the one whose turn it is out; others who sit here go on."""
    if find_seat() is not None:
        return leave_in_turn()
    leave_seat()
    return redirect(url_for("door.names"))


@bp.get("/learn/over")
def class_over() -> ResponseReturnValue:
    """Say that the class has ended and that everything is kept."""
    return render_template("training/over.html")


def _choose(rows: list[TrainingSessionRow], wish: str) -> TrainingSessionRow | None:
    """Return the class that was tapped, or the only one."""
    if len(rows) == 1:
        return rows[0]
    return next((one for one in rows if str(one.id) == wish), None)


def _wish() -> Wish:
    """Return by which letter or machine the learner looks; what is not offered is no wish."""
    asked = request.args.get("by", "")
    way = Way(asked) if asked in set(Way) else Way.LETTER
    key = nfc(request.args.get("key", ""))
    return Wish(way, key, request.args.get("page", default=1, type=int))


def _show_classes(rows: list[TrainingSessionRow]) -> str:
    found = {one.id: catalog().find_course(one.course_id, one.course_version) for one in rows}
    titles = {key: course.title if course else "" for key, course in found.items()}
    return render_template("training/classes.html", sessions=rows, titles=titles)


def _ask_for_card(*, is_unknown: bool) -> str:
    has_kiosk = KIOSK_ORIGIN_HEADER in request.headers
    return render_template("training/card.html", is_unknown=is_unknown, has_kiosk=has_kiosk)


def _show_pictures(enrolment: EnrolmentRow, verdict: PictureVerdict | None) -> str:
    # With a seed that others know, they could find out which picture makes these six.
    seed = f"{current_app.secret_key!r} {enrolment.id}"
    choices = picture_choices(enrolment.learner.picture, seed=seed)
    return render_template(
        "training/pictures.html",
        enrolment=enrolment,
        choices=choices,
        names=labels.PICTURES,
        verdict=verdict,
    )
