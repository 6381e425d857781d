"""Where a call comes from, how long it counts, how long people waited."""

from datetime import UTC, datetime, timedelta

import pytest

from lms_server.assistance import rules
from lms_server.assistance.rules import Screen

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("endpoint", "screen"),
    [
        ("door.pictures", Screen.DOOR),
        ("dashboard.path", Screen.PATH),
        ("dashboard.result", Screen.RESULT),
        ("lessons.show_page", Screen.LESSON),
        ("lessons.practise", Screen.TASK),
        ("quizzes.questions", Screen.QUIZ),
        ("activities.play", Screen.EXTRA),
        ("hand_test.play", Screen.HAND_TEST),
        ("accounts.sign_in", Screen.OTHER),
        ("", Screen.OTHER),
    ],
)
def test_the_endpoint_tells_the_screen(endpoint, screen):
    assert rules.screen_of(endpoint) is screen


def test_only_the_lesson_or_the_task_is_kept_of_an_address():
    assert rules.part_of({"lesson_id": "KNS-04-L1", "page": 2}) == "KNS-04-L1"
    assert rules.part_of({"simulator_id": "x" * 99}) == "x" * 40
    assert rules.part_of({"enrolment_id": "0193a1b2-0000-7000-8000-000000000000"}) == ""


@pytest.mark.parametrize(("hours", "waits"), [(0, True), (12, True), (12.01, False), (-5, True)])
def test_a_call_counts_for_half_a_day(hours, waits):
    assert rules.is_waiting(NOW - timedelta(hours=hours), NOW) is waits


@pytest.mark.parametrize(
    ("seconds", "minutes"), [((), None), ((60, 120, 600), 2), ((-500, 100), 1), ((20,), 0)]
)
def test_half_of_them_waited_at_most_so_long(seconds, minutes):
    assert rules.median_minutes([timedelta(seconds=one) for one in seconds]) == minutes
