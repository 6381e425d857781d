"""Heartbeats stay in memory; once a minute one write keeps them over a restart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms_server.devices.actions import SignOfLife
from lms_server.devices.queries import list_devices
from lms_server.devices.signs import SignsOfLife

SIGN = SignOfLife(None, "0.1.0", 0, 0, 0, battery_percent=50)


@pytest.fixture
def tell(database, add_device, now):
    """Let one of two devices tell its queue, some seconds after the first word of all."""
    signs = SignsOfLife(database)
    ids = [add_device(name)[0] for name in ("Máy 1", "Máy 2")]

    def tell(number, *, after_s, queue):
        seen = now + timedelta(seconds=after_s)
        signs.note(ids[number], replace(SIGN, last_seen_at=seen, queue_length=queue))

    tell.signs, tell.ids = signs, ids
    return tell


@pytest.fixture
def stored(database):
    """Return the queues that would be known after a restart."""

    def read():
        with database.read() as db:
            return [one.queue_length for one in list_devices(db)]

    return read


def test_within_a_minute_only_the_first_word_is_written_down(tell, stored):
    tell(0, after_s=0, queue=1)
    tell(1, after_s=1, queue=2)
    tell(0, after_s=59, queue=3)

    assert stored() == [1, 0]


def test_after_a_minute_the_newest_of_all_devices_is_written_in_one_go(tell, stored):
    tell(0, after_s=0, queue=1)
    tell(1, after_s=1, queue=2)
    tell(1, after_s=30, queue=4)

    tell(0, after_s=60, queue=3)

    assert stored() == [3, 4]


def test_a_clock_that_is_set_back_does_not_stop_the_writing(tell, stored):
    tell(0, after_s=0, queue=1)

    tell(0, after_s=-3600, queue=5)

    assert stored() == [5, 0]


def test_what_is_fresher_than_the_database_is_shown(tell, database):
    tell(0, after_s=0, queue=1)
    tell(0, after_s=4, queue=9)

    with database.read() as db:
        shown = tell.signs.freshen(list_devices(db))

    assert [(one.queue_length, one.battery_percent) for one in shown] == [(9, 50), (0, None)]


def test_a_removed_device_is_forgotten(tell, stored):
    tell(0, after_s=0, queue=1)
    tell(1, after_s=1, queue=8)

    tell.signs.forget(tell.ids[1])
    tell(0, after_s=60, queue=3)

    assert stored() == [3, 0]
