import threading
from ipaddress import IPv4Interface

import pytest

from kiosk.config import Address
from kiosk.sweep import hosts_around, sweep


@pytest.fixture
def knock():
    def all_of(hosts, port, stop=None):
        found = []
        addresses = [Address(host, port) for host in hosts]
        thread = threading.Thread(
            target=sweep, args=(addresses, found.append, stop or threading.Event())
        )
        thread.start()
        thread.join(60)
        return found

    return all_of


def test_everybody_else_in_the_network_is_a_candidate():
    hosts = hosts_around({IPv4Interface("192.168.8.9/29")})

    assert hosts == [f"192.168.8.{last}" for last in (10, 11, 12, 13, 14)]


def test_a_wide_network_is_swept_near_the_own_address_only():
    hosts = hosts_around({IPv4Interface("10.1.2.3/8")})

    assert len(hosts) == 253
    assert {host.rpartition(".")[0] for host in hosts} == {"10.1.2"}


def test_two_networks_are_swept_and_none_without_one():
    assert len(hosts_around({IPv4Interface("10.1.2.3/24"), IPv4Interface("10.1.3.3/24")})) == 506
    assert hosts_around(frozenset()) == []


def test_of_254_real_knocks_the_one_open_door_answers(knock, make_bus):
    bus = make_bus(host="127.0.0.77")

    found = knock(hosts_around({IPv4Interface("127.0.0.1/24")}), bus.port)

    assert found == [Address("127.0.0.77", bus.port)]


def test_a_sweep_that_is_no_longer_wanted_knocks_nowhere(knock, make_bus):
    bus = make_bus()
    stop = threading.Event()
    stop.set()

    assert knock([bus.host], bus.port, stop) == []
    assert bus.connections == 0
