"""Every text of a course that a learner can meet is among its sentences."""

import enum

import msgspec
import pytest

from courses.speech.sentences import html_sentences, split_sentences
from courses.speech.texts import spoken_texts


@pytest.fixture(scope="module")
def spoken(course):
    return set(spoken_texts(course))


def test_lessons_are_read_whole(course, spoken):
    for lesson in course.lessons:
        assert set(split_sentences(lesson.title)) <= spoken
        for page in lesson.pages:
            assert set(split_sentences(page.heading)) <= spoken
            assert set(html_sentences(page.html)) <= spoken


def test_items_are_read_with_choices_feedback_and_explanation(course, spoken):
    for item in course.quiz.items:
        texts = [item.prompt, item.explanation, *(one.text for one in item.choices)]
        texts += [one.feedback for one in item.choices]
        for text in texts:
            assert set(split_sentences(text)) <= spoken


def test_tasks_are_read_with_every_kind_of_help(course, spoken):
    for simulator in course.simulators.values():
        texts = [simulator.title, simulator.goal, simulator.end.say, simulator.end.again]
        for step in simulator.steps:
            texts += [step.say, step.otherwise, step.praise, step.hints.say]
            texts += [*step.wrong.values(), step.trap.say if step.trap else ""]
        for text in texts:
            assert set(split_sentences(text)) <= spoken


def test_each_sentence_comes_once_and_in_order(course):
    sentences = spoken_texts(course)

    assert len(sentences) == len(set(sentences))
    assert sentences.index(course.title) < sentences.index(course.lessons[0].pages[0].heading)


def test_ids_file_names_and_codes_are_no_words(spoken):
    assert not [one for one in spoken if "media/" in one or one.startswith("KNS-")]


def test_addresses_dates_and_passwords_on_a_screen_are_read(course):
    class Line(msgspec.Struct, frozen=True):
        text: str
        picture: str = "media/cho.svg"

    lines = tuple(Line(one) for one in ("cho-tap.test", "20/6/2026", "lua-vang-27"))
    odd = msgspec.structs.replace(course, lessons=lines)

    assert {"cho-tap.test", "20/6/2026", "lua-vang-27"} <= set(spoken_texts(odd))
    assert "media/cho.svg" not in spoken_texts(odd)


def test_a_part_that_nobody_knew_is_read_too(course):
    class Colour(enum.StrEnum):
        RED = "đỏ"

    class Stamp(msgspec.Struct, frozen=True):
        stamp_id: str = "the_stamp"
        words: tuple[str, ...] = ("Dấu tròn.", "Dấu vuông")
        colour: Colour = Colour.RED

    odd = msgspec.structs.replace(course, lessons=(Stamp(),))

    assert {"Dấu tròn.", "Dấu vuông"} <= set(spoken_texts(odd))
    assert not {"the_stamp", "đỏ"} & set(spoken_texts(odd))
