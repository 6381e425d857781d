"""A learner says how the machine calls them, and is called so from the next page on."""

import json
import re

import pytest

from lms_server.learners.queries import get_learner
from lms_server.learners.rules import ADDRESS_WORDS, AddressForm


@pytest.fixture
def choose(form_token):
    """Press a word on the page; returns the answer."""

    def make(client, form):
        token = form_token(client, "/learn/address")
        data = {"address_form": form, "csrf_token": token}
        return client.post("/learn/address", data=data)

    return make


def test_the_eight_words_are_offered_and_the_present_one_is_marked(as_learner):
    page = as_learner().get("/learn/address").text

    assert all(f">{word.capitalize()}<" in page for word in ADDRESS_WORDS.values())
    assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize("form", list(AddressForm))
def test_the_chosen_word_is_said_at_once_and_kept(as_learner, choose, database, form):
    client = as_learner()

    answer = choose(client, form)

    word = ADDRESS_WORDS[form]
    assert answer.location == "/learn/course"
    assert f"{word.capitalize()} Hoa" in client.get("/learn/course").text
    with database.read() as db:
        assert get_learner(db, client.learner_id).you == word


def test_lesson_task_and_quiz_say_the_chosen_word(as_learner, choose):
    client = as_learner()
    before = client.get("/learn/lesson/KNS-04-L1/1").text

    choose(client, "co")
    after = client.get("/learn/lesson/KNS-04-L1/1").text
    task = client.get("/learn/task/KNS-04-T1").text

    assert "bác" in before
    assert "{" not in after.partition("<main")[2].partition("</main>")[0]
    assert "cô" in after
    assert "bác" not in after.partition("<main")[2].partition("</main>")[0]
    assert "Cô bấm" in str(json.loads(re.search(r'id="task">(.*?)</script>', task)[1]))


def test_a_word_the_page_does_not_offer_is_refused(as_learner, choose, database):
    client = as_learner()

    assert choose(client, "may").status_code == 400
    with database.read() as db:
        assert get_learner(db, client.learner_id).you == "bác"


def test_those_who_share_the_machine_keep_their_words(together, choose):
    choose(together, "chi")

    page = together.get("/learn/course").text

    assert "Chị Hoa" in page
    assert "Bác Ánh" in page


def test_who_was_not_asked_at_the_desk_is_asked_at_the_first_sign_in(
    register, as_device, open_class, enrol, database, form_token, choose
):
    client, class_id = as_device(), open_class()
    learner_id = register(is_address_guessed=True)
    enrol(class_id, learner_id)
    with database.read() as db:
        code = get_learner(db, learner_id).card_code
    data = {"code": code, "csrf_token": form_token(client, "/learn/card")}

    first = client.post("/learn/card", data=data)
    choose(client, "ba")

    assert first.location == "/learn/address"
    with database.read() as db:
        assert not get_learner(db, learner_id).is_address_guessed


def test_a_stranger_is_not_asked(as_device):
    assert as_device().get("/learn/address").status_code in {302, 401, 403}


def test_one_tap_at_the_door_speaks_english_until_the_learner_leaves(as_learner):
    client = as_learner()

    client.get("/learn/course?lang=en")
    during = client.get("/learn/course").text
    client.post("/learn/leave", data={"csrf_token": client.token})
    door = client.get("/learn/").text

    assert 'lang="en"' in during.partition(">")[2][:200]
    assert "Go on" in during or "Begin learning" in during
    assert '<html lang="vi"' in door
    assert 'href="/learn/?lang=en"' in door
