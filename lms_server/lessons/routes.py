"""Pages of lessons and practice."""

import logging
import threading
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, send_from_directory
from flask import url_for as url
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from common.clock import utc_now
from common.commit_group import TransactionLostError
from courses import simulators
from courses.model import Course, Lesson
from courses.simulators.machine import public_simulator
from lms_server.lessons import actions, queries
from lms_server.lessons.errors import LessonNotFoundError, MediaNotFoundError
from lms_server.lessons.page_cache import render_for
from lms_server.lessons.turns import players_here
from lms_server.training.seat import current_course, current_seat, seats_here
from lms_server.web.ahead import is_ahead
from lms_server.web.context import catalog, database

log = logging.getLogger(__name__)
bp = Blueprint("lessons", __name__, template_folder="templates")
PLAYER = Path(simulators.__file__).parent / "player"
_DRAWING_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing that is opened as a page of its own runs and loads nothing either."""
WORDS = 4
"""New words on one screen."""
_furthest: dict[tuple[UUID, str], int] = {}
_furthest_lock = threading.Lock()
"""What this process knows to be stored, so that reading again writes nothing."""


@bp.get("/learn/lesson/<lesson_id>")
def resume(lesson_id: str) -> ResponseReturnValue:
    """Go to the page where the learner stopped; to the first one of a finished lesson."""
    seat = current_seat()
    lesson = _find_lesson(current_course(), lesson_id)
    with database().read() as db:
        progress = queries.find_progress(db, seat.enrolment_id, lesson_id)
    is_going_on = progress is not None and progress.completed_at is None
    page = progress.furthest_page if progress is not None and is_going_on else 1
    # Where she stopped may be a page of another version, which had more of them.
    page = min(page, len(lesson.pages))
    return redirect(url("lessons.show_page", lesson_id=lesson_id, page=page))


@bp.get("/learn/lesson/<lesson_id>/<int:page>")
def show_page(lesson_id: str, page: int) -> ResponseReturnValue:
    """Show one page: one idea."""
    seat = current_seat()
    course = current_course()
    lesson = _find_lesson(course, lesson_id)
    if not 1 <= page <= len(lesson.pages):
        raise LessonNotFoundError
    if not is_ahead():
        _note_page(lesson, page)
    return render_for(
        seat,
        "lessons/page.html",
        (course.package_hash, lesson_id, page),
        course=course,
        lesson=lesson,
        page=lesson.pages[page - 1],
        number=page,
    )


@bp.get("/learn/words/<int:page>")
def words(page: int) -> ResponseReturnValue:
    """Show four new words of the course and what they mean."""
    course = current_course()
    pages = [course.glossary[at : at + WORDS] for at in range(0, len(course.glossary), WORDS)]
    if not 1 <= page <= len(pages):
        raise LessonNotFoundError
    return render_template(
        "lessons/words.html", terms=pages[page - 1], number=page, count=len(pages)
    )


@bp.post("/learn/lesson/<lesson_id>/done")
def complete(lesson_id: str) -> ResponseReturnValue:
    """Note that all who sit here read the lesson; go on to its first task, or to the praise."""
    lesson = _find_lesson(current_course(), lesson_id)
    with database().write() as db:
        for one in seats_here():
            actions.complete_lesson(db, one.enrolment_id, lesson=lesson, now=utc_now())
    return redirect(after_lesson(lesson))


@bp.get("/learn/task/<simulator_id>")
def practise(simulator_id: str) -> ResponseReturnValue:
    """Show a simulator, ready to play; those who sit here take turns."""
    course = current_course()
    simulator = course.get_simulator(simulator_id)
    players = players_here(course, simulator_id)
    return render_template(
        "lessons/task.html",
        simulator=simulator,
        number=1 + list(course.simulators).index(simulator_id),
        task={
            "players": players,
            "simulator": public_simulator(simulator),
            "media": url("lessons.media", package_hash=course.package_hash, name=""),
            "version": course.package_hash[:12],
        },
        words=_task_words(),
        has_named_turns=True,
        next_url=url("dashboard.task_done", simulator_id=simulator_id),
    )


@bp.get("/learn/media/<package_hash>/<path:name>")
def media(package_hash: str, name: str) -> Response:
    """Send a picture of one version of a course, which never changes."""
    course = catalog().find_package(package_hash)
    if course is None or name not in course.media:
        raise MediaNotFoundError
    answer = send_from_directory(course.folder, name)
    answer.headers["Content-Security-Policy"] = _DRAWING_ONLY
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@bp.get("/static/player/<path:name>")
@bp.get("/static/<version:v>/player/<path:name>")
def player(name: str, v: str = "") -> Response:  # noqa: ARG001 - how long it is kept
    """Send a file of the simulator player."""
    return send_from_directory(PLAYER, name)


def after_lesson(lesson: Lesson) -> str:
    """Return where to go after a lesson: its first task, or the praise that leads on."""
    if lesson.simulator_ids:
        return url("lessons.practise", simulator_id=lesson.simulator_ids[0])
    return url("dashboard.lesson_done", lesson_id=lesson.lesson_id)


def _find_lesson(course: Course, lesson_id: str) -> Lesson:
    for lesson in course.lessons:
        if lesson.lesson_id == lesson_id:
            return lesson
    raise LessonNotFoundError


def _note_page(lesson: Lesson, page: int) -> None:
    """Store how far those who sit here came, when that is news."""
    keys = [(one.enrolment_id, lesson.lesson_id) for one in seats_here()]
    news = [key for key in keys if _furthest.get(key, 0) < page]
    if not news:
        return
    try:
        with database().write() as db:
            for enrolment_id, _lesson_id in news:
                actions.note_page(db, enrolment_id, lesson=lesson, page=page, now=utc_now())
    except (OperationalError, TransactionLostError):
        log.exception("how far learners read was not stored")  # they read on all the same
        return
    with _furthest_lock:
        for key in news:
            _furthest[key] = max(page, _furthest.get(key, 0))


def _task_words() -> dict[str, str]:
    """Return the words of the player and of saving."""
    return {
        **_player_words(),
        "saving": _("Saving, please wait a moment"),
        "saved": _("Saved"),
        "queued": _("Kept on this machine, waiting to be sent"),
        "waiting": _("Waiting to be sent. The machine keeps trying."),
        "full": _("No room to store this. Please call the trainer."),
        "refused": _("The machine could not save this. Please do it again."),
    }


def _player_words() -> dict[str, str]:
    """Return the ``strings`` of the player."""
    return {
        "hint": _("Hint"),
        "no_more_hints": _("The hand shows where to press"),
        "progress": _("Step {n} of {all}"),
        "erase": _("Erase"),
        "enter": _("Done typing"),
        "space": _("Space"),
        "shift": _("Capital letter"),
        "frame": _("Green frame: move it onto the code"),
        "card": _("Card {n} of {all}"),
        "done": _("Go on"),
        "again": _("Do it again"),
        "turn": _("Turn of {name}"),
        "next_turn": _("Now it is the turn of {name}"),
        "real_number": _("Do not type a real number or password. Type what the exercise says."),
        "own_words": _("(what you typed)"),
        "slip": _("Paper slip"),
        "practice_phone": _("Practice phone"),
        "delivery": _("Delivery"),
        "total": _("Together"),
    }
