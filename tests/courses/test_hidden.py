"""What may lie on a learner's machine ahead: questions, and nothing that answers them."""

import pytest
from msgspec.structs import replace

from courses.hidden import without_answers
from courses.speech.sentences import split_sentences
from courses.speech.texts import spoken_texts
from tests.bundled import bundled_courses

COURSES = bundled_courses().list_versions()


def told_after(course):
    """Every sentence that an answer is met with."""
    for item in course.quiz.items:
        yield from split_sentences(item.explanation)
        for one in (*item.choices, *item.targets):
            yield from split_sentences(one.feedback)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_no_explanation_is_among_the_sentences_that_are_fetched_ahead(course):
    ahead = set(spoken_texts(without_answers(course)))
    lessons = set(spoken_texts(_without_quiz(course)))

    leaked = {one for one in told_after(course) if one in ahead} - lessons

    choices = {one.text for item in course.quiz.items for one in (*item.choices, *item.targets)}
    assert leaked <= choices
    assert len(ahead) < len(spoken_texts(course))


def _without_quiz(course):
    return replace(course, quiz=replace(course.quiz, items=()))


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.course_id)
def test_all_that_is_asked_is_still_there(course):
    ahead = set(spoken_texts(without_answers(course)))

    for item in course.quiz.items:
        assert set(split_sentences(item.prompt)) <= ahead
