import threading
from datetime import timedelta

import pytest

from registry import daily

NINE_DAYS = timedelta(days=9)


@pytest.fixture
def pass_days(database, keys, clock):
    """Let the registry run alone for so many rounds of its timer; return how long each was."""
    present = clock

    def pass_days(rounds, *, clock=clock):
        waited = []

        def wait(seconds):
            waited.append(timedelta(seconds=seconds))
            present.now += waited[-1]
            return len(waited) > rounds

        daily.run(database, keys, wait, clock=clock)
        return waited

    return pass_days


def test_in_a_month_without_bundles_the_revocation_list_stays_fresh(
    bus, pass_days, list_in_force, clock
):
    bus.teach(1).send()

    waited = pass_days(31)

    assert set(waited) == {timedelta(days=1)}
    assert clock.now - list_in_force("revocation").made_at <= timedelta(days=8)


def test_a_certificate_counts_on_the_day_it_is_dated(bus, pass_days, dumped, now):
    bus.teach()
    bus.register()
    bus.enrol_learner()
    signed = bus.signed(1, issued_at=now + NINE_DAYS)
    bus.issue(1, signed=signed, issued_at="2026-03-10T01:30:00.000Z")
    bus.send()

    pass_days(7)
    too_early = dumped()
    pass_days(2)

    assert b"79B03-000001" not in too_early
    assert b"79B03-000001" in dumped()


def test_a_fault_ends_nothing_and_is_tried_again_soon(bus, pass_days, list_in_force, clock, now):
    bus.teach(1).send()
    faults = [RuntimeError("the disk is full")]

    def falter():
        if faults:
            raise faults.pop()
        return clock()

    waited = pass_days(9, clock=falter)

    assert waited[:3] == [timedelta(days=1), timedelta(minutes=5), timedelta(days=1)]
    assert list_in_force("revocation").made_at > now


@pytest.mark.usefixtures("bus")
def test_the_first_round_is_at_the_start_and_the_timer_ends_with_the_program(
    database, keys, list_in_force
):
    with daily.in_background(database, keys):
        running = [thread.name for thread in threading.enumerate()]

    assert "daily" in running
    assert list_in_force("revocation").number == 2
    assert "daily" not in [thread.name for thread in threading.enumerate()]
