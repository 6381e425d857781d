"""Decisions about help: which screen a call comes from, how long it counts, what an idea is."""

import statistics
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from common.text import visible

LAPSES_AFTER = timedelta(hours=12)
"""A call older than this belongs to another day; nobody waits for it any more."""
MOST_LETTERS = 500
"""Of an idea."""


class Screen(StrEnum):
    """Where a learner was when they called."""

    DOOR = "door"
    HAND_TEST = "hand_test"
    PATH = "path"
    LESSON = "lesson"
    TASK = "task"
    QUIZ = "quiz"
    RESULT = "result"
    EXTRA = "extra"
    OTHER = "other"


class Ending(StrEnum):
    """How a call ended."""

    HELPED = "helped"
    TAKEN_BACK = "taken_back"
    """The learner went on alone."""
    LAPSED = "lapsed"
    """Nobody came, and the day or the class is over, or the caller has left."""


class Topic(StrEnum):
    """What a learner wants more help with."""

    PHONE = "phone"
    VNEID = "vneid"
    PUBLIC_SERVICE = "public_service"
    PAYMENT = "payment"
    SCAM = "scam"
    HEALTH = "health"
    SELLING = "selling"
    OTHER = "other"


class IdeaKind(StrEnum):
    """What an idea is about."""

    SERVICE = "service"
    FARMING = "farming"
    TEACHING = "teaching"
    VILLAGE = "village"
    OTHER = "other"


_SCREENS = {
    "door": Screen.DOOR,
    "lessons": Screen.LESSON,
    "quizzes": Screen.QUIZ,
    "activities": Screen.EXTRA,
    "hand_test": Screen.HAND_TEST,
    "dashboard.path": Screen.PATH,
    "dashboard.result": Screen.RESULT,
    "lessons.practise": Screen.TASK,
}
_PARTS = ("lesson_id", "simulator_id")


def screen_of(endpoint: str) -> Screen:
    """Return the kind of screen behind an endpoint: ``lessons.practise`` is a task."""
    slice_name = endpoint.partition(".")[0]
    return _SCREENS.get(endpoint) or _SCREENS.get(slice_name, Screen.OTHER)


def part_of(arguments: Mapping[str, object]) -> str:
    """Return the lesson or task that the arguments of a route name; nothing else is kept."""
    found = next((arguments[one] for one in _PARTS if one in arguments), "")
    return str(found)[:40]


def is_waiting(called_at: datetime, now: datetime) -> bool:
    """Tell whether an open call still counts; a clock that was set back ends none."""
    return now - called_at <= LAPSES_AFTER


def median_minutes(waits: Collection[timedelta]) -> int | None:
    """Return the median of ``waits`` in whole minutes; a clock that was set back counts as 0."""
    if not waits:
        return None
    return round(statistics.median(max(0.0, one.total_seconds()) for one in waits) / 60)


def clean_idea(text: str) -> str:
    """Return the visible words of an idea in one line; at most ``MOST_LETTERS`` letters."""
    return visible(text)[:MOST_LETTERS].rstrip()
