import pytest

from kiosk.patience import LONGEST_S, SHORTEST_S, Patience


@pytest.mark.parametrize(
    ("took", "silence_s", "tries"),
    [
        ([], SHORTEST_S, 1),
        ([0.01] * 9, SHORTEST_S, 1),
        ([0.01, 1.0, 0.01], 4.0, 2),
        ([0.01, 9.0, 0.01], LONGEST_S, 2),
        ([9.0, *[0.01] * 8], SHORTEST_S, 1),
    ],
)
def test_patience_follows_the_slowest_of_the_last_answers(took, silence_s, tries):
    patience = Patience()

    for seconds in took:
        patience.note(seconds)

    assert (patience.silence_s, patience.tries) == (silence_s, tries)
