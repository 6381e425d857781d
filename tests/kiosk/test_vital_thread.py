"""A kiosk that lost its gateway is a picture on a wall: it ends, its parent starts another."""

import threading

import pytest

from kiosk.vital_thread import begin_vital

END_S = 10


class GatewayError(Exception):
    """The socket broke."""


def fails(_stop):
    raise GatewayError


def returns(_stop):
    """An endless loop that came to its end."""


@pytest.mark.parametrize("run", [fails, returns])
def test_a_thread_that_ends_before_its_time_ends_the_program(run):
    died = threading.Event()

    begin_vital("gateway", run, threading.Event(), die=died.set).join(END_S)

    assert died.is_set()


def test_a_thread_that_was_told_to_end_ends_alone():
    died, stop = threading.Event(), threading.Event()
    thread = begin_vital("link", lambda stop: stop.wait(END_S), stop, die=died.set)

    stop.set()

    thread.join(END_S)
    assert not thread.is_alive()
    assert not died.is_set()
