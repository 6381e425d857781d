"""What one learner may need while the bus is away: addresses of pages, and what may be done."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec
from flask import url_for

from common.wire.away import (
    DOOR_PATH,
    GO_HOME_PATH,
    LEAVE_PATH,
    Action,
    Left,
    LessonDone,
    Page,
    PageRead,
    Present,
    QuizFinished,
    Step,
)
from courses.model import Course, Lesson
from lms_server.lessons.routes import WORDS, after_lesson


def list_pages(course: Course, attempt_id: UUID | None) -> list[Page]:
    """Return the pages in the order in which they are fetched.

    Args:
        course: what the learner learns.
        attempt_id: the quiz that is open for the learner; None when there is none.
    """
    pages = [
        Page(path=DOOR_PATH, is_lasting=False),
        Page(path=GO_HOME_PATH, source=url_for("away.go_home")),
        Page(path=url_for("dashboard.path"), source=url_for("away.course"), is_lasting=False),
        Page(path=url_for("dashboard.result"), source=url_for("away.result")),
    ]
    for lesson in course.lessons:
        pages += _lesson_pages(lesson)
    pages += _pages_between(course)
    pages += [Page(path=path) for path in _word_pages(course)]
    return pages + _quiz_pages(attempt_id)


def list_actions(course: Course, attempt_id: UUID | None) -> list[Action]:
    """Return what a learner may do; arguments as in :func:`list_pages`."""
    actions = [Action(path=url_for("attendance.ping"), step=_plain(Present()))]
    for lesson in course.lessons:
        done = url_for("lessons.complete", lesson_id=lesson.lesson_id)
        step = _plain(LessonDone(lesson.lesson_id))
        actions.append(Action(path=done, step=step, then=after_lesson(lesson)))
    if attempt_id is not None:
        submit = url_for("quizzes_api.submit", attempt_id=attempt_id)
        begin, questions = url_for("quizzes.begin"), url_for("quizzes.questions")
        actions += [
            Action(path=begin, then=questions),
            Action(path=submit, step=_plain(QuizFinished(attempt_id))),
        ]
    return actions


def list_ways_home(seat_count: int) -> list[Action]:
    """Return how those at a machine go home, all together: the bus knows who may stay.

    Args:
        seat_count: how many sit there, at least 1; who is alone is all of them.
    """
    everybody = {"who": "all"} if seat_count > 1 else {}
    return [
        Action(path=path, step=_plain(Left()), then=DOOR_PATH, is_leaving=True, when=when)
        for path, when in ((LEAVE_PATH, {}), (url_for("together.leave"), everybody))
    ]


def _lesson_pages(lesson: Lesson) -> Iterator[Page]:
    key = lesson.lesson_id
    yield Page(path=url_for("lessons.resume", lesson_id=key), is_lasting=False)
    for number in range(1, len(lesson.pages) + 1):
        path = url_for("lessons.show_page", lesson_id=key, page=number)
        yield Page(path=path, step=_plain(PageRead(key, number)))
    for task in lesson.simulator_ids:
        yield Page(path=url_for("lessons.practise", simulator_id=task))


def _pages_between(course: Course) -> list[Page]:
    """Return the stops between the steps: the path stands in for their praise."""
    lessons = [url_for("dashboard.lesson_done", lesson_id=one.lesson_id) for one in course.lessons]
    tasks = [url_for("dashboard.task_done", simulator_id=one) for one in course.simulators]
    source = url_for("away.course")
    return [Page(path=path, source=source, is_lasting=False) for path in (*lessons, *tasks)]


def _word_pages(course: Course) -> Iterable[str]:
    count = -(-len(course.glossary) // WORDS)
    return (url_for("lessons.words", page=number) for number in range(1, count + 1))


def _quiz_pages(attempt_id: UUID | None) -> list[Page]:
    begin = Page(path=url_for("quizzes.begin_page"), is_lasting=False)
    if attempt_id is None:
        return [begin]
    return [
        begin,
        Page(path=url_for("quizzes.questions"), is_lasting=False),
        Page(path=url_for("quizzes_api.get_attempt", attempt_id=attempt_id), is_lasting=False),
    ]


def _plain(step: Step) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(step)
    return plain
