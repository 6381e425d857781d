"""The few big steps of a course, and which of them a screen belongs to."""

import pytest

from lms_server.training.steps import big_steps


def here(steps):
    return [step.number for step in steps if step.is_here]


@pytest.mark.parametrize(
    ("endpoint", "place", "expected"),
    [
        ("dashboard.path", {}, []),
        ("lessons.show_page", {"lesson_id": "KNS-04-L1", "page": 1}, [1]),
        ("lessons.show_page", {"lesson_id": "KNS-04-L4", "page": 2}, [4]),
        ("lessons.practise", {"simulator_id": "KNS-04-T1"}, [2]),
        ("lessons.practise", {"simulator_id": "KNS-04-T4"}, [4]),
        ("quizzes.begin_page", {}, [5]),
        ("quizzes.questions", {}, [5]),
        ("dashboard.result", {}, [6]),
        (None, {}, []),
    ],
)
def test_a_screen_belongs_to_at_most_one_step(course, endpoint, place, expected):
    assert here(big_steps(course, endpoint, place)) == expected


def test_each_lesson_is_a_step_and_quiz_and_result_come_last(course):
    kinds = [str(step.kind) for step in big_steps(course, None, {})]

    assert kinds == ["lesson"] * len(course.lessons) + ["quiz", "result"]


def test_the_present_step_says_so(as_learner):
    page = as_learner().get("/learn/lesson/KNS-04-L2/1").text

    assert page.count('aria-current="step"') == 1
    assert 'class="step step-lesson" aria-current="step"><span class="step-word">Bài 2<' in page


def test_the_door_shows_no_steps(as_device):
    assert 'class="steps"' not in as_device().get("/learn/").text
