"""The learner's path and result; the trainer's class wall."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from common.clock import utc_now
from courses.model import Course
from lms_server.activities.queries import count_class_activities
from lms_server.assistance.labels import SCREENS
from lms_server.assistance.queries import list_waiting
from lms_server.dashboard import queries, rules
from lms_server.dashboard.device_wall import read_wall
from lms_server.dashboard.rules import Step, StepKind
from lms_server.devices.signs import signs_of_life
from lms_server.hand_test.offering import offer_once
from lms_server.learners import labels
from lms_server.lessons.errors import LessonNotFoundError
from lms_server.training.queries import get_training_session
from lms_server.training.seat import current_course, current_seat
from lms_server.web.context import catalog, database

bp = Blueprint("dashboard", __name__, template_folder="templates")


@bp.get("/learn/course")
def path() -> ResponseReturnValue:
    """Show the whole path through the course and what comes next."""
    seat = current_seat()
    course = current_course()
    with database().read() as db:
        state = queries.get_state(db, seat.enrolment_id)
        extras = count_class_activities(db, seat.training_session_id)
    if not state.lessons.lessons and (offer := offer_once(seat)):
        return offer
    steps = rules.path_of(course, state.reached)
    following = rules.next_step(steps)
    return render_template(
        "dashboard/path.html",
        course=course,
        seat=seat,
        state=state,
        steps=steps,
        done={step.key for step in steps if step.is_done},
        following=following,
        following_url=url_for("dashboard.result") if following is None else step_url(following),
        tasks=task_numbers(course),
        deeds={one.task: one for one in rules.deeds_of(course, state.lessons.tasks_done)},
        extras=extras,
    )


@bp.get("/learn/deeds")
def deeds() -> ResponseReturnValue:
    """Show what the learner can do now."""
    seat = current_seat()
    course = current_course()
    with database().read() as db:
        state = queries.get_state(db, seat.enrolment_id)
    return render_template(
        "dashboard/deeds.html",
        course=course,
        seat=seat,
        deeds=rules.deeds_of(course, state.lessons.tasks_done),
    )


@bp.get("/learn/lesson/<lesson_id>/finished")
def lesson_done(lesson_id: str) -> ResponseReturnValue:
    """Praise for a lesson that was read, and lead on."""
    course = current_course()
    lesson = next((one for one in course.lessons if one.lesson_id == lesson_id), None)
    if lesson is None:
        raise LessonNotFoundError
    return _show_between(course, title=lesson.title, lesson=lesson_id)


@bp.get("/learn/task/<simulator_id>/finished")
def task_done(simulator_id: str) -> ResponseReturnValue:
    """Say what the learner can do now, once the server has replayed the task; lead on.

    A task of which nothing came, and nothing is said to be on its way, is still to be done.
    """
    course = current_course()
    title = course.get_simulator(simulator_id).title
    return _show_between(course, title=title, task=simulator_id)


@bp.get("/learn/result")
def result() -> ResponseReturnValue:
    """Show the best score in kind words, and what is still missing."""
    seat = current_seat()
    course = current_course()
    with database().read() as db:
        state = queries.get_state(db, seat.enrolment_id)
    if state.quiz.best is None and state.quiz.item_count:
        return redirect(url_for("quizzes.begin_page"))
    missing = rules.missing_of(course, state.reached)
    lack = rules.next_lack(course, missing)
    return render_template(
        "dashboard/result.html",
        course=course,
        seat=seat,
        state=state,
        missing=missing,
        needed_answers=rules.needed_answers(course.completion),
        deeds=rules.deeds_of(course, state.lessons.tasks_done),
        lack=lack,
        lack_url=step_url(lack) if lack else url_for("dashboard.path"),
    )


@bp.get("/staff/classes/<uuid:training_session_id>")
def class_page(training_session_id: UUID) -> ResponseReturnValue:
    """Show a class: who is where, and what a trainer can do."""
    return _show_wall("dashboard/class.html", training_session_id)


@bp.get("/staff/classes/<uuid:training_session_id>/wall")
def wall(training_session_id: UUID) -> ResponseReturnValue:
    """Send the table of the class page alone, as it is now."""
    return _show_wall("dashboard/_wall.html", training_session_id)


def step_url(step: Step) -> str:
    """Return the address of a step of the path."""
    if step.kind is StepKind.LESSON:
        return url_for("lessons.resume", lesson_id=step.key)
    if step.kind is StepKind.TASK:
        return url_for("lessons.practise", simulator_id=step.key)
    return url_for("quizzes.begin_page")


def task_numbers(course: Course) -> dict[str, int]:
    """Return the number that people call each task by, from 1."""
    return {task: number for number, task in enumerate(course.simulators, start=1)}


def _part_names(course: Course) -> dict[str, str]:
    """Return what people call each lesson and task."""
    lessons = {lesson.lesson_id: lesson.title for lesson in course.lessons}
    return {**lessons, **{task: one.title for task, one in course.simulators.items()}}


def _show_between(
    course: Course, *, title: str, task: str | None = None, lesson: str | None = None
) -> ResponseReturnValue:
    seat = current_seat()
    with database().read() as db:
        state = queries.get_state(db, seat.enrolment_id)
    is_known = task in state.lessons.tasks_tried or lesson in state.lessons.lessons_done
    if task and not is_known and "queued" not in request.args:
        return redirect(url_for("lessons.practise", simulator_id=task))
    steps = rules.path_of(course, state.reached)
    following = rules.next_step(steps)
    deeds = rules.deeds_of(course, state.lessons.tasks_done)
    return render_template(
        "dashboard/between.html",
        course=course,
        seat=seat,
        title=title,
        is_task=task is not None,
        deed=next((one for one in deeds if one.task == task), None),
        is_known=is_known,
        deeds=deeds,
        steps=steps,
        following=following,
        following_url=url_for("dashboard.result") if following is None else step_url(following),
        again_url=url_for("lessons.practise", simulator_id=task) if task else "",
    )


def _show_wall(template: str, training_session_id: UUID) -> str:
    now = utc_now()
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
        course = catalog().get_course(training_session.course_id, training_session.course_version)
        calls = list_waiting(db, training_session_id, now=now)
        waiting = {one.enrolment_id for one in calls}
        rows = queries.class_wall(db, training_session_id, course=course, waiting=waiting, now=now)
        devices = read_wall(db, signs_of_life(), now)
    return render_template(
        template,
        training_session=training_session,
        course=course,
        rows=rows,
        calls=calls,
        troubled=[one.device.name for one in devices if one.is_in_trouble],
        callers={row.enrolment.id: row.enrolment for row in rows if row.needs_help},
        screens=SCREENS,
        parts=_part_names(course),
        completed=sum(row.missing.is_nothing for row in rows),
        now=now,
        pictures=labels.PICTURES,
    )
