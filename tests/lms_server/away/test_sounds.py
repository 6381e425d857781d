"""Sounds that a kiosk fetches ahead: all that is asked, nothing that answers."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from courses.addressing import say_to
from courses.hidden import without_answers
from courses.speech.sentences import split_sentences, text_key
from courses.speech.texts import spoken_texts
from lms_server.away.files import list_files
from lms_server.narration.interface import interface_sentences


@pytest.fixture
def heard(app, tmp_path):
    """Return the keys of all sounds listed for a course, where every sentence has one."""

    def listed(course):
        shelf = SimpleNamespace(version="1", find=lambda _language, key: key.encode())
        with app.test_request_context():
            files = list_files(course, tmp_path, shelf, "vi")
        return {one.path.rpartition("/")[2].removesuffix(".opus") for one in files}

    return listed


def test_every_question_is_heard_without_the_bus_and_no_explanation(heard, course):
    course = say_to(course, "bác")
    keys = heard(course)

    asked = {one for item in course.quiz.items for one in split_sentences(item.prompt)}
    assert {text_key(one) for one in asked} <= keys
    before = {*spoken_texts(without_answers(course)), *interface_sentences()}
    told = {one for item in course.quiz.items for one in split_sentences(item.explanation)}
    assert told - before
    assert not {text_key(one) for one in told - before} & keys


def test_who_asks_while_sounds_are_made_hears_of_the_rest_at_once(app, course, tmp_path):
    """Speaking a form of address takes long: forty who wait would leave no thread for pages."""
    (tmp_path / "page.js").write_text("1", "utf-8")
    others = []

    def ask_for_another_form():
        idle = SimpleNamespace(version="2", find=lambda _language, key: key.encode())
        with app.test_request_context():
            return list_files(say_to(course, "bà"), tmp_path, idle, "vi")

    def find(_language, key):
        if not others:
            others.append(pool.submit(ask_for_another_form).result(timeout=20))
        return key.encode()

    with ThreadPoolExecutor() as pool, app.test_request_context():
        slow = SimpleNamespace(version="2", find=find)
        asked_first = list_files(say_to(course, "ông"), tmp_path, slow, "vi")

    assert [one for one in asked_first if one.path.endswith(".opus")]
    assert [one for one in others[0] if one.path.endswith("page.js")]
    assert not [one for one in others[0] if one.path.endswith(".opus")]
    assert [one for one in ask_for_another_form() if one.path.endswith(".opus")]
