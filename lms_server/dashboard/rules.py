"""Decisions of the path and the class wall: what comes next, what is still missing."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from courses.model import CompletionRule, Course
from lms_server.issuing.rules import Progress, Shortfall, shortfalls

SILENT_AFTER = timedelta(minutes=2)
"""From here on the wall shows a learner as silent."""


class StepKind(StrEnum):
    """What a step of the path is."""

    LESSON = "lesson"
    TASK = "task"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Step:
    """One step of the path through a course."""

    kind: StepKind
    key: str
    """Lesson, simulator or quiz id."""
    is_done: bool


@dataclass(frozen=True)
class Deed:
    """Something a learner can do once its task is done: "việc bác đã làm được"."""

    task: str
    """Simulator id."""
    text: str
    is_done: bool


@dataclass(frozen=True)
class Reached:
    """What one learner has reached in a course."""

    lessons_done: frozenset[str]
    tasks_done: frozenset[str]
    attended_minutes: int
    best_scaled: float | None


@dataclass(frozen=True)
class Missing:
    """What a learner still lacks; nothing of it means completed."""

    minutes: int
    tasks: tuple[str, ...]
    is_quiz_missing: bool

    @property
    def is_nothing(self) -> bool:
        """Whether the course is completed."""
        return self.minutes == 0 and not self.tasks and not self.is_quiz_missing


def path_of(course: Course, reached: Reached) -> tuple[Step, ...]:
    """Return the steps of ``course`` in order: each lesson, its tasks, at the end the quiz."""
    steps = []
    for lesson in course.lessons:
        is_read = lesson.lesson_id in reached.lessons_done
        steps.append(Step(StepKind.LESSON, lesson.lesson_id, is_read))
        for task in lesson.simulator_ids:
            steps.append(Step(StepKind.TASK, task, task in reached.tasks_done))  # noqa: PERF401
    is_passed = _is_passed(course.completion, reached)
    return (*steps, Step(StepKind.QUIZ, course.quiz.quiz_id, is_passed))


def next_step(steps: tuple[Step, ...]) -> Step | None:
    """Return the first step that is not done; None when all are."""
    return next((step for step in steps if not step.is_done), None)


def deeds_of(course: Course, tasks_done: Collection[str]) -> tuple[Deed, ...]:
    """Return what the course lets one do, in its order; done is what the server replayed."""
    said = course.take_home.can_do
    return tuple(
        Deed(task, said.get(task, simulator.title), task in tasks_done)
        for task, simulator in course.simulators.items()
    )


def next_lack(course: Course, missing: Missing) -> Step | None:
    """Return the step that brings a learner nearest to the end: a task, else the quiz.

    None when only minutes lack, or nothing: no step gives them.
    """
    for task in missing.tasks:
        return Step(StepKind.TASK, task, is_done=False)
    if missing.is_quiz_missing:
        return Step(StepKind.QUIZ, course.quiz.quiz_id, is_done=False)
    return None


def missing_of(course: Course, reached: Reached) -> Missing:
    """Return what ``reached`` lacks of the course's completion rule."""
    rule = course.completion
    progress = Progress(
        attended_minutes=reached.attended_minutes,
        course_minutes=course.minutes,
        tasks_done=reached.tasks_done,
        best_scaled_score=reached.best_scaled,
    )
    lacking = shortfalls(progress, rule)
    needed = math.ceil(rule.min_attendance * course.minutes)
    return Missing(
        minutes=needed - reached.attended_minutes if Shortfall.ATTENDANCE in lacking else 0,
        tasks=tuple(one for one in rule.required_tasks if one not in reached.tasks_done),
        is_quiz_missing=Shortfall.QUIZ in lacking,
    )


def needed_answers(rule: CompletionRule) -> int:
    """Return how many right answers pass the quiz; people count, they do not read shares."""
    return math.ceil(round(rule.pass_mark * rule.quiz_items, 6))


def share_of(minutes: int, course_minutes: int) -> int:
    """Return the percent of a course in which a learner was present, from 0 to 100."""
    return min(100, 100 * minutes // course_minutes)


def is_silent(last_seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether nothing came from a learner for longer than two minutes."""
    return last_seen_at is not None and now - last_seen_at > SILENT_AFTER


def _is_passed(rule: CompletionRule, reached: Reached) -> bool:
    return reached.best_scaled is not None and reached.best_scaled >= rule.pass_mark
