"""Acceptance scenarios 13 and 14: an elder without a phone, and somebody who does not read."""

import re
from pathlib import Path

import pytest

from common.clock import utc_now
from courses.speech.sentences import split_sentences
from courses.speech.texts import spoken_texts
from lms_server.oral.actions import start_oral
from lms_server.oral.rules import OralReason
from lms_server.quizzes.queries import get_quiz_facts
from tests.browser.paths import answer_questions, learn_everything
from tests.playing import play_step

pytestmark = pytest.mark.browser
SOUNDS = (Path(__file__).parents[2] / "walk" / "sounds.js").read_text(encoding="utf-8")


def ignore(_page, _name):
    """Look at nothing."""


@pytest.fixture
def vneid(bundled):
    return bundled.get_course("KNS-02")


class TestAnElderWithoutPhone:
    """Given no phone, when doing KNS-02, then the OTP comes to the on-screen practice phone."""

    @pytest.fixture
    def course(self, vneid):
        return vneid

    def test_the_code_comes_to_the_practice_phone_and_the_course_is_completed(
        self, course, as_learner, open_as, sit_an_hour
    ):
        client = as_learner()
        sit_an_hour(client)
        page = open_as(client, "/learn/task/KNS-02-T2")

        came = self._activate(page, course.simulators["KNS-02-T2"])
        page.wait_for_selector("#kept.kept-saved")
        page.goto(page.url.replace("task/KNS-02-T2", "course"))
        learn_everything(page, course, ignore)

        assert came == ["445566"]
        assert "Chúc mừng" in page.text_content("h1")
        assert page.locator(".deed-done").count() == len(course.simulators)

    def _activate(self, page, simulator):
        """Do the task; where a code is asked that came by message, read it off the phone."""
        came = []
        for step in simulator.steps:
            if step.step_id == "type_otp":
                phone = page.locator(".sim-practice-phone .sim-sms").last
                came += re.findall(r"\b\d{6}\b", phone.text_content())
                assert phone.is_visible()
                assert step.expect.code in came
            play_step(page, step)
        return came


def test_every_question_and_option_of_every_course_can_be_heard(bundled):
    for course in bundled.courses.values():
        said = set(spoken_texts(course))
        for item in course.quiz.items:
            shown = (item.prompt, *(one.text for one in (*item.choices, *item.targets)))
            for sentence in (one for text in shown for one in split_sentences(text)):
                assert sentence in said, f"{item.item_id}: {sentence}"


def test_who_does_not_read_hears_everything_and_the_result_says_oral(
    database, course, as_learner, open_as
):
    client = as_learner()
    with database.write() as db:
        start_oral(
            db,
            client.enrolment_id,
            reason=OralReason.READING,
            actor="account:mai",
            now=utc_now(),
        )
    page = open_as(client, "/learn/quiz")
    page.click(".button-main")
    page.wait_for_selector("#choices > *")
    unheard = []

    def listen(page, _name):
        unheard.extend(one["text"] for one in page.evaluate(SOUNDS) if not one["hasSound"])
        options = page.locator(".choice").count()
        assert page.locator(".choice ~ .listen-one").count() == options

    listen(page, "first")
    reads_at_once = page.locator("#listen[data-state=reading]")
    reads_at_once.wait_for()
    answer_questions(page, course, listen)

    page.wait_for_url("**/learn/result")
    with database.read() as db:
        best = get_quiz_facts(db, client.enrolment_id).best
    assert unheard == []
    assert (best.is_oral, best.correct) == (True, 10)
    assert "Kiểm tra miệng" in page.text_content(".outcome-oral")
