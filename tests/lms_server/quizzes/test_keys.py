"""Nothing that a learner can fetch before an answer is stored depends on the right answer."""

import gc
import json
import random
import re
import sys

import msgspec
import pytest

from common.clock import to_wire
from common.ids import new_id
from courses.errors import UnknownChoiceError
from courses.grading import grade
from courses.model import Item, ItemKind
from courses.selection import select_items
from lms_server.quizzes.queries import AttemptRow
from lms_server.quizzes.views import attempt_view
from tests.bundled import bundled_courses

MARK = "qqzz"
"""Put into all that nobody may read before the answer."""


def other_key(item: Item, rng: random.Random) -> Item:
    """Return the item with another right answer, of the same kind and size, and other words to it.

    What an author writes down with an answer depends on which one is right: explanations and the
    words to each choice. All of them change.
    """
    return msgspec.structs.replace(
        item,
        key=_other(item, rng),
        explanation=f"{MARK} {item.explanation}",
        choices=tuple(_say_other(one) for one in item.choices),
        targets=tuple(_say_other(one) for one in item.targets),
        number=item.number and msgspec.structs.replace(item.number, answer=item.number.answer + 1),
        text=item.text and msgspec.structs.replace(item.text, answers=(MARK,), near=()),
    )


def _say_other(choice):
    return msgspec.structs.replace(choice, feedback=f"{MARK}{choice.feedback}")


def _other(item, rng):
    ids = [one.choice_id for one in item.choices]
    if item.kind in {ItemKind.NUMBER, ItemKind.TEXT}:
        return (MARK,)
    if item.kind is ItemKind.ORDER:
        return tuple(reversed(item.key))
    if item.kind in {ItemKind.MATCH, ItemKind.CATEGORIZE}:
        rights = [one.partition("=")[2] for one in item.key]
        lefts = [one.partition("=")[0] for one in item.key]
        return tuple("=".join(pair) for pair in zip(lefts, rights[1:] + rights[:1], strict=True))
    wrong = [one for one in ids if one not in item.key]
    mixed = rng.sample([*wrong, *item.key], len(ids))
    return tuple(mixed[: len(item.key)])


def with_other_keys(course, seed):
    rng = random.Random(seed)
    items = tuple(other_key(item, rng) for item in course.quiz.items)
    return msgspec.structs.replace(course, quiz=msgspec.structs.replace(course.quiz, items=items))


def opened(course, seed, now):
    """An attempt nobody has answered in."""
    return AttemptRow(
        id=new_id(),
        enrolment_id=new_id(),
        learner_id=new_id(),
        device_id=new_id(),
        course_id=course.course_id,
        course_version=course.version,
        items=tuple(msgspec.to_builtins(one) for one in select_items(course.quiz, seed)),
        is_oral=False,
        opened_at=now,
        submitted_at=None,
        open_ms=0,
    )


COURSES = bundled_courses().list_versions()


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_the_page_is_the_same_to_the_byte_whatever_is_right(course, now):
    """Not by text, order, size, names of pictures, ids or what is drawn."""
    for seed in range(40):
        attempt = opened(course, seed, now)
        changed = with_other_keys(course, seed)
        drawn = [msgspec.to_builtins(one) for one in select_items(changed.quiz, seed)]

        shown = json.dumps(attempt_view(attempt, [], course))

        assert drawn == list(attempt.items)
        assert json.dumps(attempt_view(attempt, [], changed)) == shown


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_the_page_takes_the_same_way_through_the_program_whatever_is_right(course, now):
    """So no clock tells right from wrong: the calls are equal one by one."""
    attempt, changed = opened(course, 7, now), with_other_keys(course, 7)

    assert _calls(attempt_view, attempt, [], course) == _calls(attempt_view, attempt, [], changed)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_explanations_are_in_no_question(course, now):
    told = {item.explanation for item in course.quiz.items}
    told |= {one.feedback for item in course.quiz.items for one in (*item.choices, *item.targets)}
    for seed in range(40):
        shown = json.dumps(attempt_view(opened(course, seed, now), [], course), ensure_ascii=False)

        assert [one for one in told if one and one in shown] == []


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_the_place_on_the_screen_tells_nothing(course):
    """Over many attempts the right choice of each question stands everywhere equally often.

    A choice that its author fixed to its place, such as "all of these", stays there.
    """
    for item in course.quiz.items:
        loose = [at for at, choice in enumerate(item.choices) if not choice.is_fixed]
        right = [at for at in loose if item.choices[at].choice_id in item.key]
        if item.kind not in {ItemKind.CHOICE, ItemKind.PICTURE_CHOICE} or not right:
            continue
        places = dict.fromkeys(loose, 0)
        for seed in range(600):
            drawn = {one.item_id: one for one in select_items(_only(course.quiz, item), seed)}
            places[drawn[item.item_id].choice_ids.index(item.key[0])] += 1

        wanted = 600 / len(places)
        chi_squared = sum((count - wanted) ** 2 / wanted for count in places.values())
        assert chi_squared < 25, (item.item_id, places)  # 1 in 3,000 at four choices by chance


def _only(quiz, item):
    return msgspec.structs.replace(quiz, items=(item,), draw=1)


def _calls(act, *arguments):
    """Return the names of all functions that a call runs through, in order."""
    act(*arguments)  # what is looked up only once is known then
    seen = []
    gc.disable()  # whoever listens to the garbage collector would be among them
    sys.setprofile(lambda frame, event, _: seen.append(f"{event} {frame.f_code.co_qualname}"))
    try:
        act(*arguments)
    finally:
        sys.setprofile(None)
        gc.enable()
    return seen


@pytest.fixture
def in_the_quiz(as_learner):
    """A learner in the quiz; ``.attempt_id`` and ``.view()``."""

    def begin(**more):
        browser = as_learner(**more)
        browser.post("/learn/quiz", data={"csrf_token": browser.token})
        page = browser.get("/learn/quiz/questions")
        browser.page = page.text
        browser.attempt_id = re.search(r'"attempt_id": ?"([^"]+)"', page.text).group(1)
        browser.view = lambda: browser.get(f"/api/v1/attempts/{browser.attempt_id}")
        return browser

    return begin


def test_the_seed_and_the_keys_are_on_no_page(in_the_quiz, course):
    browser = in_the_quiz()
    told = {one for item in course.quiz.items for one in (item.explanation,) if one}

    seen = browser.page + browser.view().get_data(as_text=True)

    assert '"seed"' not in seen
    assert [one for one in told if one in seen] == []


def test_who_looks_at_a_foreign_attempt_sees_nothing(in_the_quiz):
    first, second = in_the_quiz(), in_the_quiz()

    answer = second.get(f"/api/v1/attempts/{first.attempt_id}")

    assert (answer.status_code, answer.json["code"]) == (404, "quizzes.attempt_not_found")
    headers = {"X-CSRFToken": second.token}
    path = f"/api/v1/attempts/{first.attempt_id}/submit"
    assert second.post(path, json={}, headers=headers).status_code == 404


def test_a_receipt_for_a_foreign_attempt_explains_nothing(in_the_quiz, now):
    first, second = in_the_quiz(), in_the_quiz()
    item = first.view().json["items"][0]
    message = {
        "id": str(new_id()),
        "attempt_id": first.attempt_id,
        "item_id": item["item_id"],
        "revision": 1,
        "value": [],
        "answered_at": to_wire(now),
    }

    answer = second.post(
        "/api/v1/responses", json=[message], headers={"X-CSRFToken": second.token}
    ).json

    assert answer == [
        {
            "index": 0,
            "id": message["id"],
            "status": "rejected",
            "code": "quizzes.wrong_device",
        }
    ]


def test_an_answer_that_cannot_be_stored_is_not_explained(in_the_quiz, now):
    browser = in_the_quiz()
    item = next(one for one in browser.view().json["items"] if one["choices"])
    message = {
        "id": str(new_id()),
        "attempt_id": browser.attempt_id,
        "item_id": item["item_id"],
        "revision": 1,
        "value": ["nowhere"],
        "answered_at": to_wire(now),
    }

    answer = browser.post(
        "/api/v1/responses", json=[message], headers={"X-CSRFToken": browser.token}
    ).json

    assert answer[0]["status"] == "rejected"
    assert "feedback" not in answer[0]


def test_nothing_that_can_be_given_is_refused_because_it_is_wrong(course):
    """A refusal that comes only for wrong answers would be a way to ask without storing."""
    for item in course.quiz.items:
        if item.kind in {ItemKind.CHOICE, ItemKind.PICTURE_CHOICE, ItemKind.TRUE_FALSE}:
            for choice in item.choices:
                try:
                    grade(item, [choice.choice_id])
                except UnknownChoiceError:
                    pytest.fail(f"{item.item_id} refuses {choice.choice_id}")


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_the_route_of_pictures_gives_pictures_only(as_learner, course):
    """Course files with the keys lie in the same folder."""
    browser = as_learner()
    hidden = [one for one in course.folder.rglob("*") if one.suffix in {".yaml", ".md", ".json"}]
    assert hidden

    for file in hidden:
        name = file.relative_to(course.folder).as_posix()
        for asked in (name, f"media/../{name}", f"media/%2e%2e/{name}", f"{name}/"):
            address = f"/learn/media/{course.package_hash}/{asked}"
            assert browser.get(address).status_code == 404, address
    assert {name.rpartition(".")[2] for name in course.media} <= {"svg", "png", "jpg", "webp"}
