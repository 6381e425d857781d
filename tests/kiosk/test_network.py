import threading
from ipaddress import IPv4Interface

import pytest

from common.interfaces import own_networks
from kiosk.network import NetworkWatch

HOME, AWAY = IPv4Interface("192.168.8.9/24"), IPv4Interface("10.0.0.9/24")


class World:
    def __init__(self):
        self.now = 1000.0
        self.networks = frozenset({HOME})
        self.changes = 0

    def watch(self):
        return NetworkWatch(
            self._count, find_networks=lambda: self.networks, clock=lambda: self.now
        )

    def _count(self):
        self.changes += 1


@pytest.fixture
def world():
    return World()


def test_nothing_is_told_while_nothing_changes(world):
    watch = world.watch()
    world.now += 1

    assert not watch.look_once()
    assert world.changes == 0


@pytest.mark.parametrize("after", [frozenset(), {AWAY}, {HOME, AWAY}])
def test_a_cable_pulled_a_new_address_and_a_second_network_are_told_once(world, after):
    watch = world.watch()
    world.networks = frozenset(after)

    looks = [watch.look_once(), watch.look_once()]

    assert looks == [True, False]
    assert (world.changes, watch.networks) == (1, after)


@pytest.mark.parametrize("jump_s", [3600, -3600, 30])
def test_sleep_shows_in_the_wall_clock(world, jump_s):
    watch = world.watch()
    world.now += jump_s

    assert watch.look_once()
    assert not watch.look_once()


def test_networks_that_cannot_be_read_for_a_moment_do_not_end_the_watch(world, monkeypatch):
    monkeypatch.setattr("kiosk.network.PERIOD_S", 0.01)
    watch = world.watch()
    told = threading.Event()
    stop = threading.Event()
    answers = iter([OSError("gone"), frozenset()])

    def find_networks():
        answer = next(answers, frozenset({AWAY}))
        if isinstance(answer, OSError):
            raise answer
        return answer

    watch._find_networks = find_networks
    watch._on_change = told.set
    running = threading.Thread(target=watch.run, args=(stop,))
    running.start()

    assert told.wait(10)
    stop.set()
    running.join(10)


def test_the_own_networks_are_real_and_without_loopback():
    assert all(not each.ip.is_loopback for each in own_networks())
