"""The way out for staff: one PIN, kept as a slow hash, guessed ever more slowly."""

import pytest

from common.wire.staff_pin import SALT_BYTES, fits, stretch
from kiosk.staff_door import Answer, StaffDoor, wait_after

PIN = "246813"


class Clock:
    now = 50.0

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def kept():
    return stretch(PIN, bytes(SALT_BYTES))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def door(kept, clock):
    return StaffDoor(lambda: kept, clock)


def test_what_is_kept_shows_no_pin_and_differs_each_time(kept):
    assert PIN not in kept
    assert stretch(PIN, b"another kiosk!!!") != kept
    assert fits(PIN, kept)
    assert not fits("246814", kept)


def test_the_right_pin_opens(door):
    assert door.asks_pin
    assert door.knock(PIN) is Answer.OPEN


def test_a_slip_of_the_finger_costs_no_time(door):
    assert door.knock("246831") is Answer.WRONG

    assert door.seconds_left() == 0
    assert door.knock(PIN) is Answer.OPEN


def test_whoever_guesses_waits_and_even_the_right_pin_waits_with_them(door, clock):
    for guess in ("111111", "222222", "333333"):
        assert door.knock(guess) is Answer.WRONG

    assert door.seconds_left() == 5
    assert door.knock(PIN) is Answer.WAIT
    clock.now += 5
    assert door.knock(PIN) is Answer.OPEN


def test_each_wrong_pin_waits_longer_up_to_five_minutes():
    waits = [wait_after(failures) for failures in range(20)]

    assert waits == sorted(waits)
    assert (waits[2], waits[3], waits[-1]) == (0, 5, 300)


def test_after_the_right_pin_slips_are_forgiven_again(door):
    door.knock("111111")
    door.knock("222222")
    door.knock(PIN)

    door.knock("333333")

    assert door.seconds_left() == 0


def test_a_laptop_without_a_bus_asks_for_nothing(clock):
    door = StaffDoor(lambda: "", clock)

    assert not door.asks_pin
    assert door.knock("") is Answer.OPEN


def test_no_pin_is_kept_as_none():
    assert stretch("", bytes(SALT_BYTES)) == ""
