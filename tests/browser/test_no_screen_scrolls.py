"""No task and no question of any course is longer than a kiosk's screen, in letters of any size."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.addressing import say_to
from courses.grading import grade
from courses.model import ItemKind
from courses.selection import SelectedItem, public_item, shuffle_choices, shuffle_targets
from courses.simulators.machine import public_simulator
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.playing import straight_way

pytestmark = pytest.mark.browser
NAME = "Cao Tiến Dũng"
WALK = (Path(__file__).parents[1] / "walk" / "longer.js").read_text(encoding="utf-8")
SIZES = ["normal", "large", "largest"]
TWO = [{"name": "bác Hoa"}, {"name": "bác Tư"}]
COURSES = [say_to(one, "chị") for one in bundled_courses().list_versions()]
MOST_SHRUNK = 0.2
MEDIA = "/learn/media/{}/"


@pytest.fixture
def page(live_bus, visit, find_villager):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)
    return page


def task_of(course, simulator, players):
    return {
        "simulator": public_simulator(simulator),
        "events": straight_way(simulator),
        "media": MEDIA.format(course.package_hash),
        "version": course.package_hash[:12],
        "players": players,
    }


def question_of(course, item):
    drawn = SelectedItem(item.item_id, shuffle_choices(item, 1), shuffle_targets(item, 1))
    return {
        "item": public_item(item, drawn),
        "given": [{"value": one, "feedback": feedback_of(item, one)} for one in answers_to(item)],
        "media": MEDIA.format(course.package_hash),
        "version": course.package_hash[:12],
    }


def feedback_of(item, value):
    graded = grade(item, value)
    return {"score": graded.score, "correct": list(graded.correct), "text": graded.feedback}


def answers_to(item):
    """Return the right answer and every wrong one, or one as wrong as can be."""
    right = [str(one) for one in item.key]
    choices = [one.choice_id for one in item.choices]
    targets = [one.choice_id for one in item.targets]
    if item.kind is ItemKind.NUMBER:
        return [right, ["5", *targets[-1:]], ["999999999", *targets[-1:]]]
    if item.kind is ItemKind.TEXT:
        return [right[:1], ["h"]]
    if targets:
        turned = targets[1:] + targets[:1]
        return [right, [f"{one}={turned[n % len(turned)]}" for n, one in enumerate(choices)]]
    if item.kind is ItemKind.ORDER:
        return [right, right[::-1]]
    if item.kind is ItemKind.MULTIPLE:
        return [right, choices, [one for one in choices if one not in right]]
    return [[one] for one in choices]


@pytest.mark.parametrize("size", SIZES)
def test_no_task_of_any_course_scrolls(size, live_bus, page):
    """Played by two in the largest letters: whose turn it is takes a line more."""
    players = TWO if size == "largest" else None
    tasks = [
        task_of(course, one, players) for course in COURSES for one in course.simulators.values()
    ]
    page.goto(f"{live_bus.lan}/learn/task/KNS-04-T1")
    page.wait_for_selector("#simulator .sim-phone")

    told = page.evaluate(WALK, {"tasks": tasks, "size": size})

    assert told["looked"] > 10 * len(tasks)
    assert told["longer"] == []
    assert shrunk(told) < MOST_SHRUNK


@pytest.mark.parametrize("size", SIZES)
def test_no_question_of_any_course_scrolls(size, live_bus, page):
    questions = [question_of(course, one) for course in COURSES for one in course.quiz.items]
    page.goto(f"{live_bus.lan}/learn/quiz")
    paths.follow(page)
    expect(page.locator("#prompt")).not_to_be_empty()

    told = page.evaluate(WALK, {"questions": questions, "size": size})

    assert told["looked"] > 4 * len(questions)
    assert told["longer"] == []
    assert shrunk(told) < MOST_SHRUNK


def shrunk(told):
    """Return the share of screens on which letters had to be smaller than chosen."""
    return sum(told["smaller"].values()) / told["looked"]
