import pytest

from courses.errors import UnknownChoiceError
from courses.grading import grade
from courses.item_builder import build_item, choice_id
from courses.item_schema import (
    ChoiceItemSource,
    ChoiceSource,
    MultipleItemSource,
    OrderItemSource,
    TrueFalseItemSource,
)

COMMON = {"lesson": "KNS-99-L1", "prompt": "?", "explanation": "Vì thế."}


def choices(**rights):
    return tuple(
        ChoiceSource(text, right=is_right, why=f"{text}!") for text, is_right in rights.items()
    )


ITEMS = {
    "choice": build_item(
        ChoiceItemSource(id="KNS-99-Q01", choices=choices(a=True, b=False, c=False), **COMMON)
    ),
    "multiple": build_item(
        MultipleItemSource(
            id="KNS-99-Q01", choices=choices(a=True, b=True, c=False, d=False), **COMMON
        )
    ),
    "order": build_item(
        OrderItemSource(id="KNS-99-Q01", steps=("a", "b", "c", "d", "e"), **COMMON)
    ),
    "true": build_item(
        TrueFalseItemSource(id="KNS-99-Q01", answer=False, why_true="Ơ.", why_false="Ừ.", **COMMON)
    ),
}


def ids(texts):
    return [
        one if one in ("true", "false") else choice_id("KNS-99-Q01", one) for one in texts.split()
    ]


@pytest.mark.parametrize(
    ("kind", "answer", "score"),
    [
        ("choice", "a", 1.0),
        ("choice", "b", 0.0),
        ("choice", "", 0.0),
        ("true", "false", 1.0),
        ("true", "true", 0.0),
        ("true", "", 0.0),
        ("multiple", "a b", 1.0),
        ("multiple", "b a", 1.0),
        ("multiple", "a", 0.5),
        ("multiple", "a b c", 0.5),
        ("multiple", "a c", 0.0),
        ("multiple", "c d", 0.0),
        ("multiple", "a b c d", 0.0),
        ("multiple", "", 0.0),
        ("order", "a b c d e", 1.0),
        ("order", "b c d e a", 0.75),
        ("order", "e a b c d", 0.75),
        ("order", "a b d c e", 0.25),
        ("order", "e d c b a", 0.0),
        ("order", "a b", 0.25),
        ("order", "", 0.0),
    ],
)
def test_scores(kind, answer, score):
    assert grade(ITEMS[kind], ids(answer)).score == score


@pytest.mark.parametrize(
    ("kind", "answer", "feedback"),
    [
        ("choice", "a", "a! Vì thế."),
        ("choice", "b", "b! Vì thế."),
        ("choice", "", "Vì thế."),
        ("multiple", "a c", "c! Vì thế."),
        ("multiple", "a b", "Vì thế."),
        ("multiple", "a", "Vì thế."),
        ("true", "true", "Ơ. Vì thế."),
        ("order", "b a", "Vì thế."),
    ],
)
def test_feedback_speaks_to_what_was_chosen(kind, answer, feedback):
    assert grade(ITEMS[kind], ids(answer)).feedback == feedback


def test_the_right_answer_is_told_in_its_order():
    assert grade(ITEMS["order"], []).correct == tuple(ids("a b c d e"))
    assert grade(ITEMS["multiple"], []).correct == tuple(ids("a b"))


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("choice", ["nonsense"], "unknown"),
        ("choice", ids("a b"), "too_many"),
        ("true", ["true", "false"], "too_many"),
        ("multiple", ids("a a"), "repeated"),
        ("order", ids("a b c d e a"), "repeated"),
        ("order", ["true"], "unknown"),
    ],
)
def test_answers_that_no_screen_can_give_are_refused(kind, answer, reason):
    with pytest.raises(UnknownChoiceError) as refusal:
        grade(ITEMS[kind], answer)

    assert refusal.value.params == {"item_id": "KNS-99-Q01", "reason": reason}


def test_every_item_of_the_course_gives_full_marks_for_its_key(course):
    assert {grade(item, item.key).score for item in course.quiz.items} == {1.0}


def test_every_wrong_choice_of_the_course_teaches_something(course):
    for item in course.quiz.items:
        for choice in () if item.targets else item.choices:
            if choice.choice_id not in item.key:
                assert grade(item, [choice.choice_id]).feedback != item.explanation
