"""Those who share a machine take the quiz one after the other, each their own."""

import re

import pytest

from common.ids import new_id
from lms_server.quizzes.models import Attempt


@pytest.fixture
def begin(together):
    """Open the quiz of the one whose turn it is; returns the attempt as the page sees it."""

    def make():
        together.post("/learn/quiz", data={"csrf_token": together.token})
        page = together.get("/learn/quiz/questions").text
        attempt_id = page.split('"attempt_id": "')[1][:36]
        return together.get(f"/api/v1/attempts/{attempt_id}").json

    return make


@pytest.fixture
def pass_turn(together):
    """Give the turn on from a page of the quiz; returns the page between."""

    def make():
        page = together.get("/learn/quiz").text
        following = re.search(r'name="who" value="([0-9a-f]{32})"', page)[1]
        form = {"csrf_token": together.token, "place": "quizzes.questions", "who": following}
        return together.get(together.post("/learn/turn", data=form).location).text

    return make


def answer(client, attempt, course):
    """Answer the first question right; returns the receipt."""
    item = attempt["items"][0]
    message = {
        "id": str(new_id()),
        "attempt_id": attempt["attempt_id"],
        "item_id": item["item_id"],
        "revision": 1,
        "value": list(course.quiz.get_item(item["item_id"]).key),
        "answered_at": "2026-03-02T01:30:00.000Z",
    }
    headers = {"X-CSRFToken": client.token}
    (receipt,) = client.post("/api/v1/responses", json=[message], headers=headers).json
    return receipt


def test_each_has_an_attempt_of_her_own(together, begin, pass_turn, database):
    attempts = [begin()]
    for _ in range(2):
        pass_turn()
        attempts.append(begin())

    with database.read() as db:
        owners = {one.enrolment_id for one in db.query(Attempt)}
        seeds = {one.seed for one in db.query(Attempt)}
    assert len({one["attempt_id"] for one in attempts}) == 3
    assert owners == set(together.ids)
    assert len(seeds) == 3


def test_a_screen_between_says_whose_turn_it_is_and_leads_to_her_quiz(pass_turn):
    page = pass_turn()

    assert "Bây giờ đến lượt bác <span data-silent>Ánh</span>" in page
    assert '<a class="button button-main" href="/learn/quiz">' in page


def test_nobody_sees_the_answers_of_another(together, begin, pass_turn, course):
    hers = begin()
    answer(together, hers, course)

    pass_turn()
    other = begin()

    assert other["responses"] == {}
    assert together.get(f"/api/v1/attempts/{hers['attempt_id']}").status_code == 404
    headers = {"X-CSRFToken": together.token}
    foreign = together.post(f"/api/v1/attempts/{hers['attempt_id']}/submit", headers=headers)
    assert foreign.status_code == 404


def test_an_answer_still_under_way_counts_for_the_one_who_gave_it(
    together, begin, pass_turn, course
):
    hers = begin()
    pass_turn()

    receipt = answer(together, hers, course)

    for _ in range(2):
        pass_turn()
    assert receipt["status"] == "accepted"
    assert list(begin()["responses"]) == [hers["items"][0]["item_id"]]


def test_who_leaves_in_the_middle_goes_on_at_another_machine(
    together, as_device, sit_down, begin, course
):
    hers = begin()
    answer(together, hers, course)
    form = {"csrf_token": together.token, "who": together.ids[0].hex}
    together.post("/learn/together/leave", data=form)
    other = as_device()
    other.training_session_id = together.training_session_id
    sit_down(other, "", learner_id=together.learner_id)

    other.post("/learn/quiz", data={"csrf_token": other.token})

    found = other.get(f"/api/v1/attempts/{hers['attempt_id']}").json
    assert list(found["responses"]) == [hers["items"][0]["item_id"]]


def test_the_result_leads_to_the_next_person(together, begin):
    attempt = begin()
    headers = {"X-CSRFToken": together.token}
    together.post(f"/api/v1/attempts/{attempt['attempt_id']}/submit", headers=headers)

    page = together.get("/learn/result").text
    (form,) = re.findall(
        r'<form[^>]*action="/learn/turn">(?:(?!</form>).)*Đến lượt.*?</form>', page, re.DOTALL
    )

    assert "Đến lượt bác <span data-silent>Ánh</span></span></button>" in form
    assert f'name="who" value="{together.ids[1].hex}"' in form
