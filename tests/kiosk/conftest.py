import json

import pytest

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire.responses import PATH
from kiosk.bus_client import BusClient
from kiosk.config import Address
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from tests.fake_bus import FakeBus


@pytest.fixture
def make_bus(tmp_path):
    made = []

    def make(**changes):
        bus = FakeBus(tmp_path)
        for name, value in changes.items():
            setattr(bus, name, value)
        made.append(bus)
        return bus.start()

    yield make
    for bus in made:
        bus.stop()


@pytest.fixture
def bus(make_bus):
    return make_bus()


@pytest.fixture
def connect():
    clients = []

    def make(bus, *, pin=None, token="right"):  # noqa: S107
        client = BusClient(
            Address(bus.host, bus.port),
            pin or bus.fingerprint,
            token=bus.token if token == "right" else token,
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(connect, bus):
    return connect(bus)


@pytest.fixture
def store(tmp_path):
    store = Store.open_in(tmp_path / "kiosk")
    yield store
    store.close()


@pytest.fixture
def queue(store):
    return ResponseQueue(store)


@pytest.fixture
def a_message():
    def make(**changes):
        return {
            "id": str(new_id()),
            "attempt_id": str(new_id()),
            "item_id": "q1",
            "revision": 1,
            "value": ["b"],
            "answered_at": to_wire(utc_now()),
            **changes,
        }

    return make


@pytest.fixture
def put(queue, a_message):
    """Queue ``count`` responses and return their messages."""

    def put_some(count=1):
        messages = [a_message() for _ in range(count)]
        new = [NewMessage(m["id"], json.dumps(m).encode()) for m in messages]
        queue.put(PATH, new, now=utc_now())
        return messages

    return put_some
