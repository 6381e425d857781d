"""The path, what comes next, what is missing."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from lms_server.dashboard import rules
from lms_server.dashboard.rules import Missing, Reached, StepKind

TASKS = frozenset({"KNS-04-T1", "KNS-04-T2", "KNS-04-T3", "KNS-04-T4"})
NOTHING = Reached(frozenset(), frozenset(), 0, None)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_path_goes_through_lessons_and_tasks_to_the_quiz(course):
    steps = rules.path_of(course, NOTHING)

    assert [step.kind for step in steps].count(StepKind.LESSON) == 4
    assert [step.kind for step in steps].count(StepKind.TASK) == 4
    assert steps[-1].kind is StepKind.QUIZ
    assert rules.next_step(steps) == steps[0]


def test_the_next_step_is_the_first_that_is_not_done(course):
    lessons = frozenset(lesson.lesson_id for lesson in course.lessons)

    steps = rules.path_of(course, Reached(lessons, TASKS - {"KNS-04-T3"}, 60, None))
    assert rules.next_step(steps).key == "KNS-04-T3"

    done = rules.path_of(course, Reached(lessons, TASKS, 60, 0.7))
    assert rules.next_step(done) is None


@pytest.mark.parametrize(
    ("reached", "missing"),
    [
        (NOTHING, Missing(48, tuple(sorted(TASKS)), is_quiz_missing=True)),
        (Reached(frozenset(), TASKS, 48, 0.7), Missing(0, (), is_quiz_missing=False)),
        (Reached(frozenset(), TASKS, 47, 0.7), Missing(1, (), is_quiz_missing=False)),
        (Reached(frozenset(), TASKS, 90, 0.69), Missing(0, (), is_quiz_missing=True)),
    ],
)
def test_what_is_missing_follows_the_completion_rule(course, reached, missing):
    assert rules.missing_of(course, reached) == missing
    assert missing.is_nothing is (missing == Missing(0, (), is_quiz_missing=False))


@pytest.mark.parametrize(
    ("seconds", "is_silent"), [(0, False), (120, False), (121, True), (-5, False)]
)
def test_silence_shows_after_two_minutes(seconds, is_silent):
    assert rules.is_silent(NOW - timedelta(seconds=seconds), NOW) is is_silent


def test_who_never_came_is_not_silent():
    assert not rules.is_silent(None, NOW)


def test_the_pass_mark_is_told_in_whole_answers(course):
    rule = course.completion

    assert rules.needed_answers(rule) == 7
    assert rules.needed_answers(msgspec.structs.replace(rule, pass_mark=0.55, quiz_items=20)) == 11
    assert rules.needed_answers(msgspec.structs.replace(rule, pass_mark=0.71)) == 8
