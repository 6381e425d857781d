"""What a kiosk fetches ahead, and the pages that stand in while the bus is away."""

import random
from pathlib import Path
from uuid import UUID

import msgspec
from flask import Blueprint, Response, current_app, render_template, url_for

from common.clock import utc_now
from common.web.csrf import json_api
from common.wire.away import BACK_PATH, FILES_PATH, PREPARE_PATH, Provisions
from courses.speech.folder import VIETNAMESE
from lms_server.away.files import list_files
from lms_server.away.listing import list_actions, list_pages, list_ways_home
from lms_server.dashboard import queries as dashboard_queries
from lms_server.dashboard import rules
from lms_server.dashboard.routes import step_url, task_numbers
from lms_server.dashboard.rules import Step, StepKind
from lms_server.narration.routes import find_narration
from lms_server.narration.shelf import shelf
from lms_server.quizzes.actions import open_attempt
from lms_server.quizzes.queries import find_open_attempt, get_quiz_facts
from lms_server.training.queries import is_enrolment_open
from lms_server.training.seat import Seat, current_course, current_seat, seats_here
from lms_server.web.context import database

bp = Blueprint("away", __name__, template_folder="templates")
_LARGEST_SEED = 2**53 - 1


@bp.post(PREPARE_PATH)
@json_api
def prepare() -> Response:
    """Open the quiz ahead, and say what the kiosk may fetch for this learner."""
    seat = current_seat()
    course = current_course()
    attempt_id = _attempt_ahead(seat)
    provisions = Provisions(
        sitting_id=seat.sitting_id,
        now=utc_now(),
        pages=list_pages(course, attempt_id),
        actions=[*list_actions(course, attempt_id), *list_ways_home(len(seats_here()))],
    )
    return Response(msgspec.json.encode(provisions), mimetype="application/json")


@bp.get(FILES_PATH)
def files() -> Response:
    """List the files that the pages of this learner's course may need."""
    narration = find_narration()
    language = narration.language if narration is not None else VIETNAMESE
    static = Path(current_app.static_folder or "")
    found = list_files(current_course(), static, shelf(), language)
    return Response(msgspec.json.encode(found), mimetype="application/json")


@bp.get("/learn/away/course")
def course() -> str:
    """Show the steps of the path; what is done meanwhile is filled in by the kiosk."""
    seat = current_seat()
    learnt = current_course()
    with database().read() as db:
        state = dashboard_queries.get_state(db, seat.enrolment_id)
        attempt = find_open_attempt(db, seat.enrolment_id)
    steps = rules.path_of(learnt, state.reached)
    titles = {one.lesson_id: one.title for one in learnt.lessons}
    numbers = task_numbers(learnt)
    return render_template(
        "away/course.html",
        course=learnt,
        steps=[
            {
                "kind": step.kind,
                "title": titles.get(step.key, ""),
                "number": numbers.get(step.key, 0),
                "url": step_url(step),
                "finish": _finish_of(step, attempt.id if attempt else None),
                "is_done": step.is_done,
            }
            for step in steps
        ],
    )


@bp.get("/learn/away/result")
def result() -> str:
    """Say that all is kept, and when the score comes."""
    return render_template("away/result.html", course=current_course())


@bp.get("/learn/away/home")
def go_home() -> str:
    """Ask whether everybody here goes home; the kiosk knows the way back."""
    return render_template("away/home.html", people=seats_here(), back=BACK_PATH)


def _finish_of(step: Step, attempt_id: UUID | None) -> str:
    """Return the address whose use tells that a step was done while the bus was away."""
    if step.kind is StepKind.LESSON:
        return url_for("lessons.complete", lesson_id=step.key)
    if step.kind is StepKind.TASK:
        return step_url(step)
    return "" if attempt_id is None else url_for("quizzes_api.submit", attempt_id=attempt_id)


def _attempt_ahead(seat: Seat) -> UUID | None:
    """Open a quiz for the learner, so that it can begin without the bus.

    None once it is passed, and none in a class that has ended: nothing would end it any more.
    """
    with database().read() as db:
        best = get_quiz_facts(db, seat.enrolment_id).best
        going_on = find_open_attempt(db, seat.enrolment_id)
        is_class_open = is_enrolment_open(db, seat.enrolment_id)
    if going_on is not None and going_on.device_id == seat.device_id:
        return going_on.id
    if not is_class_open or (going_on is None and best is not None and best.is_passed):
        return None
    with database().write() as db:
        return open_attempt(
            db,
            enrolment_id=seat.enrolment_id,
            learner_id=seat.learner_id,
            device_id=seat.device_id,
            course=current_course(),
            seed=random.SystemRandom().randint(0, _LARGEST_SEED),
            now=utc_now(),
            uptime=None,
        )
