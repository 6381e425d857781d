import pytest

from kiosk.patience import LONGEST_S, SHORTEST_S, Patience


@pytest.mark.parametrize(
    ("took", "silence_s"),
    [
        ([], SHORTEST_S),
        ([0.01] * 9, SHORTEST_S),
        ([0.01, 1.0, 0.01], 4.0),
        ([0.01, 9.0, 0.01], LONGEST_S),
        ([9.0, *[0.01] * 8], SHORTEST_S),
    ],
)
def test_patience_follows_the_slowest_of_the_last_answers(took, silence_s):
    patience = Patience()

    for seconds in took:
        patience.note(seconds)

    assert patience.silence_s == silence_s
