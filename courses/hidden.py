"""What a course tells only after an answer is stored, and a course without it."""

from msgspec.structs import replace

from courses.model import Choice, Course, Item


def without_answers(course: Course) -> Course:
    """Return ``course`` without keys, explanations and the words to each choice.

    What is left may lie on a learner's machine before the quiz, in any form: text or sound.
    """
    items = tuple(_ask_only(item) for item in course.quiz.items)
    return replace(course, quiz=replace(course.quiz, items=items))


def _ask_only(item: Item) -> Item:
    return replace(
        item,
        key=(),
        explanation="",
        choices=tuple(_show_only(one) for one in item.choices),
        targets=tuple(_show_only(one) for one in item.targets),
        number=None,
        text=None,
    )


def _show_only(choice: Choice) -> Choice:
    return replace(choice, feedback="")
