"""What the quiz page may know of an attempt."""

from collections.abc import Iterable
from typing import Any

import msgspec

from courses.grading import grade
from courses.model import Course
from courses.selection import SelectedItem, public_item
from lms_server.quizzes.queries import AttemptRow, ResponseRow


def attempt_view(
    attempt: AttemptRow, counted: Iterable[ResponseRow], course: Course
) -> dict[str, Any]:
    """Return the items in the order of the screen, keys left out, and the answers given.

    Explanations and right choices come only with items that are answered.
    """
    drawn = [msgspec.convert(one, SelectedItem) for one in attempt.items]
    return {
        "attempt_id": str(attempt.id),
        "is_submitted": attempt.submitted_at is not None,
        "items": [public_item(course.quiz.get_item(one.item_id), one) for one in drawn],
        "responses": {one.item_id: _response_view(one, course) for one in counted},
    }


def _response_view(response: ResponseRow, course: Course) -> dict[str, Any]:
    graded = grade(course.quiz.get_item(response.item_id), response.value)
    return {
        "value": list(response.value),
        "revision": response.revision,
        "flag": response.flag,
        "feedback": {
            "score": graded.score,
            "correct": list(graded.correct),
            "text": graded.feedback,
        },
    }
