import pytest

from lms_server.activities.rules import (
    Order,
    Status,
    entry_of,
    final_status,
    order_of,
    scaled_score,
    spoken_minutes,
)


@pytest.mark.parametrize(
    ("seq", "content", "order"),
    [(3, "a", Order.NEW), (2, "a", Order.SAME), (2, "b", Order.OLD), (1, "a", Order.OLD)],
)
def test_only_a_higher_number_is_new(seq, content, order):
    assert order_of(seq, content, stored_seq=2, stored_hash="a") is order


@pytest.mark.parametrize(
    ("raw", "least", "most", "scaled", "score"),
    [
        (90, None, None, None, 0.9),
        (90, 0, 100, 0.5, 0.5),
        (15, 10, 20, None, 0.5),
        (-5, None, None, None, 0.0),
        (300, None, None, None, 1.0),
        (5, 5, 5, None, None),
        (None, None, None, -0.5, 0.0),
        (None, 0, 10, None, None),
    ],
)
def test_a_score_becomes_a_share(raw, least, most, scaled, score):
    assert scaled_score(raw, least=least, most=most, scaled=scaled) == score


@pytest.mark.parametrize(
    ("is_end", "raw", "mastery", "status"),
    [
        (True, 80, 80, Status.PASSED),
        (True, 79.9, 80, Status.FAILED),
        (False, 10, 80, Status.COMPLETED),
        (True, None, 80, Status.COMPLETED),
        (True, 10, None, Status.COMPLETED),
    ],
)
def test_the_mastery_score_decides_only_at_the_end(is_end, raw, mastery, status):
    found = final_status(Status.COMPLETED, is_end=is_end, raw=raw, mastery_score=mastery)

    assert found is status


@pytest.mark.parametrize(
    ("has_commit", "exit_kind", "entry"),
    [
        (False, "", "ab-initio"),
        (True, "", "resume"),
        (True, "suspend", "resume"),
        (True, "normal", ""),
        (True, "logout", ""),
    ],
)
def test_how_a_part_begins(has_commit, exit_kind, entry):
    assert entry_of(has_commit=has_commit, exit_kind=exit_kind) == entry


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (89, 1), (91, 2), (3600, 60)])
def test_minutes_are_spoken_whole(seconds, minutes):
    assert spoken_minutes(seconds) == minutes
