"""Real zeroconf: on loopback, and between two network namespaces on one cable."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from common.clock import to_wire, utc_now
from common.ids import new_id
from kiosk.bus_client import BusClient, Call
from kiosk.config import Address
from kiosk.finder import ServerFinder, Sighting

LOOPBACK = ["127.0.0.1"]


@pytest.fixture
def look(stop):
    """Search in a thread of its own, as the kiosk does; give back what ``want`` of it wants."""

    def search(bus, *, known=(), want=1, when_searching=None, restart_s=5.0, wanted=""):
        met = []
        finder = ServerFinder(interfaces=LOOPBACK, restart_s=restart_s)
        with closing(finder.search(lambda: known, stop, wanted=wanted)) as sightings:
            for sighting in sightings:
                bus = bus or when_searching()
                if isinstance(sighting, Sighting) and sighting.fingerprint == bus.fingerprint:
                    met.append(sighting)
                if len(met) == want:
                    return met
        return met

    with ThreadPoolExecutor(1) as thread:
        yield lambda *bus, **how: thread.submit(search, *bus, **how).result(60)


def test_an_announced_bus_is_found_with_no_address(make_bus, look):
    bus = make_bus()

    [sighting] = look(bus)

    assert sighting.address == Address("127.0.0.1", bus.port)
    assert sighting.announcement.bus_name == bus.name


def test_a_bus_switched_on_after_the_kiosk_is_found(make_bus, look):
    [sighting] = look(None, when_searching=make_bus)

    assert sighting.announcement is not None


def test_a_known_address_is_tried_although_nobody_announces(make_bus, look):
    bus = make_bus(is_announced=False)
    address = Address("127.0.0.1", bus.port)

    [sighting] = look(bus, known=[address])

    assert (sighting.address, sighting.announcement) == (address, None)


def test_the_wanted_bus_is_met_with_a_connection_that_is_open(make_bus, look):
    bus = make_bus(is_announced=False)
    address = Address("127.0.0.1", bus.port)
    [sighting] = look(bus, known=[address], wanted=bus.fingerprint)
    client = BusClient(address, bus.fingerprint, token=bus.token)

    client.adopt(sighting.connection)
    with client.send(Call("GET", "/")) as reply:
        reply.read()
    client.close()

    assert reply.status == 200
    assert bus.connections == 1


def test_a_connection_nobody_came_for_is_closed(make_bus, look):
    bus = make_bus(is_announced=False)
    known = [Address("127.0.0.1", bus.port), Address("localhost", bus.port)]

    [sighting] = look(bus, known=known, wanted=bus.fingerprint)

    sighting.connection.close()
    assert bus.is_left_alone()


def test_a_bus_that_nobody_wanted_is_met_without_one(make_bus, look):
    bus = make_bus(is_announced=False)

    [sighting] = look(bus, known=[Address("127.0.0.1", bus.port)])

    assert sighting.connection is None


def test_a_dead_address_does_not_hold_the_search_up(make_bus, look):
    """192.0.2.1 (RFC 5737) swallows packets or is refused at once, as the network likes."""
    bus = make_bus()

    assert len(look(bus, known=[Address("192.0.2.1", 8443)])) == 1


def test_the_certificate_counts_and_not_what_a_rogue_announces(make_bus, look):
    bus = make_bus(is_announced=False)
    rogue = make_bus(claims=bus.fingerprint)

    [sighting] = look(rogue)

    assert sighting.fingerprint == rogue.fingerprint
    assert sighting.announcement.fingerprint == bus.fingerprint


def test_a_browser_that_heard_nothing_asks_again(make_bus, look):
    """Each round starts a new browser, so the same bus is met again.

    A round of less than a second may hear nothing: within that time nobody repeats an answer.
    """
    assert len(look(make_bus(), want=2, restart_s=2.0)) == 2


def test_an_announced_bus_is_dialled_again_when_its_first_connections_break(make_bus, look):
    bus = make_bus()
    bus.drop_connections = 4

    assert len(look(bus, restart_s=1000.0)) == 1


# --- two machines ----------------------------------------------------------------------------

BUS = ["tests/fake_bus.py", "--address", "10.99.0.2", "--port", "8443"]


def a_message():
    return json.dumps(
        {
            "id": str(new_id()),
            "attempt_id": str(new_id()),
            "item_id": "q1",
            "revision": 1,
            "value": ["b"],
            "answered_at": to_wire(utc_now()),
        }
    )


def learn(run, lab, kiosk_entry, code, message):
    """Let a learner's browser beside the kiosk do its part."""
    return run(lab.kiosk_side, "tests/network/learner.py", kiosk_entry, code, message).next_facts()


@pytest.mark.root
def test_a_kiosk_finds_pairs_and_answers_over_a_cable(run, lab, tmp_path):
    bus = run(lab.bus_side, *BUS)
    bus.next_facts()
    kiosk = run(lab.kiosk_side, "-m", "kiosk", "--data", str(tmp_path / "k"), "--no-window")
    message = a_message()

    seen = learn(run, lab, kiosk.next_line(), "123456", message)

    assert "Mời bác chọn tên" in seen["page"]
    assert seen["status"] == "accepted"
    assert seen["found_s"] < 10


@pytest.mark.root
def test_a_running_kiosk_follows_its_bus_to_a_new_address(run, lab, tmp_path):
    """Its learner goes on meanwhile; what was saved travels on by itself."""
    bus = run(lab.bus_side, *BUS, "--keep", str(tmp_path))
    bus.next_facts()
    kiosk = run(lab.kiosk_side, "-m", "kiosk", "--data", str(tmp_path / "k"), "--no-window")
    learn(run, lab, kiosk.next_line(), "123456", a_message())
    bus.kill()
    lab.set_address(lab.bus_side, lab.bus_end, "10.99.0.77/24")
    moved = ["tests/fake_bus.py", "--address", "10.99.0.77", "--port", "8443"]

    again = run(lab.bus_side, *moved, "--keep", str(tmp_path))

    end = time.monotonic() + 30
    while not again.next_facts()["heartbeats"]:
        assert time.monotonic() < end
