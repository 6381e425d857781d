"""The few big steps of a course that every screen of a learner shows on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask, request

from courses.model import Course
from lms_server.training.seat import current_course, find_seat


class StepKind(StrEnum):
    """What a big step is."""

    LESSON = "lesson"
    QUIZ = "quiz"
    RESULT = "result"


_PAGES = {
    "quizzes.begin_page": StepKind.QUIZ,
    "quizzes.questions": StepKind.QUIZ,
    "dashboard.result": StepKind.RESULT,
}


@dataclass(frozen=True)
class BigStep:
    """A lesson with its practice, the quiz, or the result."""

    kind: StepKind
    number: int
    """From 1."""
    is_here: bool
    """The screen belongs to it."""


def big_steps(course: Course, endpoint: str | None, place: Mapping[str, Any]) -> list[BigStep]:
    """Return the big steps of ``course`` in order.

    Args:
        course: what the learner learns.
        endpoint: of the screen.
        place: values of its address: ``lesson_id`` or ``simulator_id``, if any.
    """
    here = _PAGES.get(endpoint or "")
    lessons = [
        place.get("lesson_id") == one.lesson_id or place.get("simulator_id") in one.simulator_ids
        for one in course.lessons
    ]
    kinds = [(StepKind.LESSON, is_here) for is_here in lessons]
    kinds += [(kind, kind is here) for kind in (StepKind.QUIZ, StepKind.RESULT)]
    return [BigStep(kind, at, is_here) for at, (kind, is_here) in enumerate(kinds, start=1)]


def steps_of_screen() -> list[BigStep]:
    """Return the big steps for the screen being drawn; none when nobody is signed in."""
    if find_seat() is None:
        return []
    return big_steps(current_course(), request.endpoint, request.view_args or {})


def install(app: Flask) -> None:
    """Let the templates of ``app`` show where the learner is."""
    app.jinja_env.globals["steps_of_screen"] = steps_of_screen
