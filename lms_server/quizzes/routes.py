"""Pages of the quiz."""

import random

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.uptime import uptime
from lms_server.oral.queries import is_oral
from lms_server.quizzes import actions, queries
from lms_server.training.seat import current_course, current_seat
from lms_server.web.context import database

bp = Blueprint("quizzes", __name__, template_folder="templates")
_LARGEST_SEED = 2**53 - 1
"""The largest whole number that every JSON reader keeps."""


@bp.get("/learn/quiz")
def begin_page() -> ResponseReturnValue:
    """Say what comes, with one button that begins or goes on."""
    seat = current_seat()
    course = current_course()
    with database().read() as db:
        facts = queries.get_quiz_facts(db, seat.enrolment_id)
        is_asked_orally = is_oral(db, seat.enrolment_id)
    return render_template(
        "quizzes/begin.html", course=course, facts=facts, is_oral=is_asked_orally
    )


@bp.post("/learn/quiz")
def begin() -> ResponseReturnValue:
    """Open an attempt on this device, or go on with the one that is open."""
    seat = current_seat()
    with database().write() as db:
        actions.open_attempt(
            db,
            enrolment_id=seat.enrolment_id,
            learner_id=seat.learner_id,
            device_id=seat.device_id,
            course=current_course(),
            seed=random.SystemRandom().randint(0, _LARGEST_SEED),
            now=utc_now(),
            uptime=uptime(),
        )
    return redirect(url_for("quizzes.questions"))


@bp.get("/learn/quiz/questions")
def questions() -> ResponseReturnValue:
    """Show the attempt that is open on this device, one question a screen."""
    seat = current_seat()
    course = current_course()
    with database().read() as db:
        attempt = queries.find_open_attempt(db, seat.enrolment_id)
        is_asked_orally = is_oral(db, seat.enrolment_id)
    if attempt is None or attempt.device_id != seat.device_id:
        return redirect(url_for("quizzes.begin_page"))
    return render_template(
        "quizzes/questions.html",
        course=course,
        is_oral=is_asked_orally,
        quiz={
            "attempt_id": str(attempt.id),
            "media": url_for("lessons.media", package_hash=course.package_hash, name=""),
            "version": course.package_hash[:12],
            "result_url": url_for("dashboard.result"),
        },
        words=_quiz_words(seat.you),
    )


def _quiz_words(you: str) -> dict[str, str]:
    """Return the words of the quiz page."""
    return {
        "progress": _("Question {n} of {all}"),
        "choose_one": _("Choose one answer."),
        "choose_several": _("Choose all that are right."),
        "choose_order": _("Tap the steps one after the other."),
        "choose_picture": _("Choose one picture."),
        "tap_place": _("Tap the right place in the picture."),
        "tap_places": _("Tap all the right places in the picture."),
        "join": _("Tap on the left, then what belongs to it on the right."),
        "sort": _("Tap a row, then the group it belongs to."),
        "type_number": _("Type the number."),
        "type_text": _("Type your answer."),
        "erase": _("Erase"),
        "comma": _("Comma"),
        "shift": _("Capital letter"),
        "space": _("Space"),
        "no_secret": _("Please do not type your real numbers here."),
        "right_answer": _("The right answer:"),
        "it_is": _("It is:"),
        "answer": _("Answer"),
        "next": _("Next question"),
        "finish": _("See the result"),
        "right": _("Correct, well done!"),
        "partly": _("Partly right."),
        "wrong": _("Not quite, %(you)s.", you=you),
        "mark_right": _("right"),
        "mark_wrong": _("not right"),
        "mark_missed": _("also right"),
        "mark_answer": _("this is the answer"),
        "mark_other": _("the other one"),
        "right_order": _("The right order:"),
        "saving": _("Saving, please wait a moment"),
        "saved": _("Saved"),
        "queued": _("Kept on this machine, waiting to be sent"),
        "waiting": _("Waiting to be sent. The machine keeps trying."),
        "full": _("No room to store this. Please call the trainer."),
        "refused": _("This answer could not be stored. Please call the trainer."),
        "all_saved": _("{n} answers saved"),
        "some_waiting": _("{n} answers wait to be sent"),
        "repeated": _("This question had an answer before. That one counts."),
        "after_submit": _("The result was there before. This answer is kept."),
        "after_class": _("The class has ended. This answer is kept and counts."),
        "later": _("The explanation comes when the bus answers."),
        "sending": _("Sending the answers. Please wait a moment."),
        "signed_out": _("Please sign in again. Your answers are kept."),
        "sign_in": _("Come back in"),
    }
