"""What an attempt is worth."""

import pytest

from lms_server.quizzes.rules import score_attempt


@pytest.mark.parametrize(
    ("scores", "count", "correct", "scaled", "is_passed"),
    [
        ([], 10, 0, 0, False),
        ([1.0] * 7, 10, 7, 0.7, True),
        ([1.0] * 6 + [0.9], 10, 6.9, 0.69, False),
        ([1.0] * 10, 10, 10, 1.0, True),
        ([1 / 3] * 3, 3, 1, 0.3333, False),
        ([0.1] * 10, 10, 1, 0.1, False),
        ([0.7], 1, 0.7, 0.7, True),
    ],
)
def test_the_score_is_the_average_with_nothing_for_unanswered_items(
    scores, count, correct, scaled, is_passed
):
    score = score_attempt(scores, count, 0.7)

    assert (score.correct, score.scaled, score.is_passed) == (correct, scaled, is_passed)


@pytest.mark.parametrize(("scores", "count"), [([], 0), ([1.0, 1.0], 1)])
def test_an_impossible_attempt_is_an_error(scores, count):
    with pytest.raises(ValueError, match="items"):
        score_attempt(scores, count, 0.7)
