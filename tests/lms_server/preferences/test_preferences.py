"""A learner's letters, colours and pace: one tap, kept with the person, gone at the hand-over."""

import re

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms_server.learners.queries import get_learner
from lms_server.preferences.models import LearnerPreferences
from lms_server.preferences.rules import Contrast, Pace, Preferences, TargetSize, TextSize

PATH = "/learn/preferences"


@pytest.fixture
def tap():
    """Press one of the buttons that change the screen."""

    def press(browser, page="/learn/course", token=None, **value):
        values = {"csrf_token": token or browser.token, "page": page, **value}
        return browser.post(PATH, data=values)

    return press


@pytest.fixture
def come_back(as_device, database, form_token):
    """Sign a learner in again, at another machine."""

    def sign_in(learner_id):
        device = as_device()
        with database.read() as db:
            code = get_learner(db, learner_id).card_code
        token = form_token(device, "/learn/card")
        device.post("/learn/card", data={"code": code, "csrf_token": token})
        return device

    return sign_in


def looks_of(page):
    found = re.search(r'data-text="(\w+)" data-contrast="(\w+)" data-targets="(\w+)"', page.text)
    return found.groups()


def test_a_tap_leads_back_to_the_page_which_looks_otherwise(as_learner, tap):
    learner = as_learner()

    answer = tap(learner, page="/learn/lesson/KNS-04-L1/1", text_size="large")

    assert (answer.status_code, answer.location) == (302, "/learn/lesson/KNS-04-L1/1")
    assert looks_of(learner.get(answer.location)) == ("large", "normal", "normal")


def test_a_lesson_page_drawn_for_one_learner_does_not_look_so_for_another(as_learner, tap):
    one, other = as_learner(), as_learner()
    page = "/learn/lesson/KNS-04-L1/1"

    tap(one, contrast="high")

    assert looks_of(one.get(page))[1] == "high"
    assert looks_of(other.get(page))[1] == "normal"


def test_the_card_brings_letters_and_colours_to_every_machine(as_learner, tap, come_back):
    learner = as_learner()
    tap(learner, text_size="largest")
    tap(learner, contrast="high")
    tap(learner, pace="slow")

    elsewhere = come_back(learner.learner_id).get("/learn/lesson/KNS-04-L1/1")

    assert looks_of(elsewhere) == ("largest", "high", "normal")
    assert 'id="listen-slow" aria-pressed="true"' in elsewhere.text


def test_what_was_chosen_leaves_with_the_learner(as_learner, tap):
    learner = as_learner()
    tap(learner, text_size="largest", contrast="high")

    learner.post("/learn/leave", data={"csrf_token": learner.token})

    assert looks_of(learner.get("/learn/")) == ("normal", "normal", "normal")


def test_a_choice_at_the_door_lasts_until_somebody_leaves(as_device, tap, form_token):
    device = as_device()

    tap(device, page="/learn/", token=form_token(device, "/learn/card"), text_size="large")

    assert looks_of(device.get("/learn/card"))[0] == "large"


def test_a_choice_at_the_door_becomes_the_newcomers(
    as_device, tap, form_token, register, open_class, enrol, database, come_back
):
    class_id, learner_id = open_class(), register()
    enrol(class_id, learner_id)
    device = as_device()
    token = form_token(device, "/learn/card")
    with database.read() as db:
        code = get_learner(db, learner_id).card_code

    tap(device, page="/learn/", token=token, text_size="large")
    device.post("/learn/card", data={"code": code, "csrf_token": form_token(device, "/learn/card")})

    assert looks_of(device.get("/learn/words/1"))[0] == "large"
    assert looks_of(come_back(learner_id).get("/learn/words/1"))[0] == "large"


def test_a_choice_at_the_door_does_not_change_what_is_known_of_a_learner(
    as_learner, as_device, tap, form_token, database
):
    learner = as_learner()
    tap(learner, contrast="high")
    device = as_device()
    tap(device, page="/learn/", token=form_token(device, "/learn/card"), text_size="largest")
    with database.read() as db:
        code = get_learner(db, learner.learner_id).card_code

    device.post("/learn/card", data={"code": code, "csrf_token": form_token(device, "/learn/card")})

    assert looks_of(device.get("/learn/words/1")) == ("normal", "high", "normal")


def test_one_press_brings_the_usual_letters_and_colours_back_but_not_what_was_tested(
    as_learner, tap, database
):
    learner = as_learner()
    tap(learner, text_size="largest", contrast="high", pace="slow", target_size="large")

    tap(learner, reset="yes")

    assert looks_of(learner.get("/learn/words/1")) == ("normal", "normal", "large")
    with database.read() as db:
        row = db.scalars(select(LearnerPreferences)).one()
    assert (row.pace, row.set_by) == ("slow", "learner")


@pytest.mark.parametrize(
    "value",
    [{"text_size": "huge"}, {"contrast": "'"}, {"pace": ""}, {"target_size": "x" * 5000}],
)
def test_a_size_that_does_not_exist_is_refused_and_changes_nothing(as_learner, tap, value):
    learner = as_learner()

    answer = tap(learner, **value)

    assert answer.status_code == 400
    assert "preferences.unknown_choice" in answer.text
    assert looks_of(learner.get("/learn/words/1")) == ("normal", "normal", "normal")


@pytest.mark.parametrize("page", ["https://example.vn/", "//example.vn", "/staff/", ""])
def test_the_way_back_stays_on_the_learners_side(as_learner, tap, page):
    assert tap(as_learner(), page=page, contrast="high").location == "/learn/"


def test_pages_read_no_table_for_it(as_learner, tap):
    learner = as_learner()
    tap(learner, text_size="large")
    learner.get("/learn/words/1")
    asked = []

    def note(state):
        if state.is_orm_statement and "learner_preferences" in str(state.statement):
            asked.append(state.statement)

    event.listen(Session, "do_orm_execute", note)
    try:
        learner.get("/learn/words/1")
        learner.get("/learn/lesson/KNS-04-L1/1")
    finally:
        event.remove(Session, "do_orm_execute", note)

    assert asked == []


def test_larger_and_larger_then_as_before():
    sizes = [Preferences(text_size=one).next_text_size for one in TextSize]

    assert sizes == [TextSize.LARGE, TextSize.LARGEST, TextSize.NORMAL]


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        (Preferences(), False),
        (Preferences(pace=Pace.SLOW, target_size=TargetSize.LARGE, reads_by_itself=True), False),
        (Preferences(text_size=TextSize.LARGE), True),
        (Preferences(contrast=Contrast.HIGH), True),
    ],
)
def test_the_way_back_is_offered_when_eyes_see_a_difference(preferences, expected):
    assert preferences.is_seen_otherwise is expected
