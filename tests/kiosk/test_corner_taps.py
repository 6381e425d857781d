"""The gesture of the staff, which nobody makes by chance."""

import pytest

from kiosk.corner_taps import CORNER_PX, TAPS, WITHIN_S, CornerTaps


def taps(*places_and_times):
    counter = CornerTaps()
    return [counter.tap(x, y, now) for x, y, now in places_and_times]


def test_five_taps_in_the_corner_are_the_gesture():
    assert taps(*((10, 10, at * 0.4) for at in range(TAPS))) == [False] * (TAPS - 1) + [True]


@pytest.mark.parametrize("place", [(CORNER_PX, 10), (10, CORNER_PX), (700, 400)])
def test_a_tap_elsewhere_begins_anew(place):
    first = [(10, 10, at * 0.4) for at in range(TAPS - 1)]

    assert not any(taps(*first, (*place, 1.7), (10, 10, 1.8)))


def test_slow_taps_are_none():
    assert not any(taps(*((10, 10, at * WITHIN_S / (TAPS - 1)) for at in range(20))))


def test_a_finger_that_is_told_twice_counts_once():
    told_twice = [(10, 10, at * 0.4 + late) for at in range(TAPS - 1) for late in (0, 0.005)]

    assert not any(taps(*told_twice))


def test_after_the_gesture_it_begins_anew():
    said = taps(*((10, 10, at * 0.4) for at in range(2 * TAPS)))

    assert [at for at, is_done in enumerate(said) if is_done] == [TAPS - 1, 2 * TAPS - 1]
