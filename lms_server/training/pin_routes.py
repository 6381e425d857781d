"""The pad of four digits, for courses that ask them; a trainer lets a learner choose again."""

import re
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.training import pins, queries, rules
from lms_server.training.errors import TrainingSessionClosedError
from lms_server.training.pins import PinKeeper
from lms_server.training.queries import EnrolmentRow
from lms_server.training.rules import PictureVerdict
from lms_server.training.welcome import find_knock, sit_down
from lms_server.web.context import config, database

bp = Blueprint("pins", __name__, template_folder="templates")


@bp.get("/learn/pin")
def show() -> ResponseReturnValue:
    """Ask the digits of who knocked, the first time to choose them."""
    knocking = find_knock()
    if knocking is None:
        return redirect(url_for("door.names"))
    with database().read() as db:
        enrolment = queries.get_enrolment(db, knocking)
        kept = pins.find_pin(db, enrolment.learner.id)
    return _show_pad(enrolment, is_choosing=kept is None)


@bp.post("/learn/pin")
def enter() -> ResponseReturnValue:
    """Let in with the right digits, or with those chosen now; be kind about wrong ones."""
    knocking = find_knock()
    if knocking is None:
        return redirect(url_for("door.names"))
    pin = re.sub(r"[^0-9]", "", request.form.get("pin", ""))
    with database().read() as db:
        enrolment = queries.get_enrolment(db, knocking)
        training_session = queries.get_training_session(db, enrolment.training_session_id)
        kept = pins.find_pin(db, enrolment.learner.id)
    if not training_session.is_open:
        raise TrainingSessionClosedError
    problem = _choose(enrolment, pin) if kept is None else _compare(enrolment, pin, kept)
    if problem:
        return _show_pad(enrolment, is_choosing=kept is None, problem=problem)
    return sit_down(enrolment, training_session)


@bp.post("/staff/learners/<uuid:learner_id>/pin/forget")
def forget(learner_id: UUID) -> ResponseReturnValue:
    """Let a learner who forgot the digits choose others when they next sign in."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        pins.forget_pin(db, learner_id, actor=actor, now=utc_now())
    flash(_("The learner chooses four new digits at the next sign-in."), "done")
    return redirect(url_for("learners.show", learner_id=learner_id))


def _choose(enrolment: EnrolmentRow, pin: str) -> str:
    """Keep digits chosen now; return why not, or nothing."""
    learner = enrolment.learner
    if rules.is_easy_pin(pin, birth_year=learner.birth_year):
        return str(
            _("These digits are easy to guess. Please choose others, %(you)s.", you=learner.you)
        )
    pin_hash = PinKeeper(config().database_key).hash(pin)
    with database().write() as db:
        kept = pins.keep_pin(db, learner.id, pin_hash, now=utc_now())
    # Somebody at another machine may have been quicker: then those digits are asked.
    return "" if kept == pin_hash else _compare(enrolment, pin, kept)


def _compare(enrolment: EnrolmentRow, pin: str, kept: bytes) -> str:
    """Compare digits with those kept; return what to say when they do not let in."""
    # The hash takes long and therefore not the writer's time.
    is_right = PinKeeper(config().database_key).is_same(pin, kept)
    with database().write() as db:
        verdict = pins.note_try(db, enrolment.learner.id, is_right=is_right, now=utc_now())
    you = enrolment.learner.you
    if verdict is PictureVerdict.WRONG:
        return str(_("Not these digits. Please try again, %(you)s.", you=you))
    if verdict is PictureVerdict.WAIT:
        return str(_("Please wait a moment, %(you)s, then try again.", you=you))
    return ""


def _show_pad(enrolment: EnrolmentRow, *, is_choosing: bool, problem: str = "") -> str:
    return render_template(
        "training/pin.html", enrolment=enrolment, is_choosing=is_choosing, problem=problem
    )
