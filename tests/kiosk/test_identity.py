"""What the kiosk remembers of its bus changes only as the bus tells it."""

import msgspec
import pytest

from common.ids import new_id
from common.wire.heartbeat import HeartbeatAnswer
from common.wire.staff_pin import stretch
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.vitals import Vitals

OLD, NEW = "11:22", "33:44"


@pytest.fixture
def identities(store):
    return IdentityStore(store)


@pytest.fixture
def paired(identities):
    identity = BusIdentity(
        fingerprint="ab" * 32,
        bus_code="79B03",
        bus_name="Xe 03",
        device_id=new_id(),
        device_token="secret",
        staff_pin=OLD,
    )
    identities.keep(identity)
    return identity


def test_a_new_pin_replaces_the_old_one_and_nothing_else(identities, paired, put, queue):
    put(2)

    identities.keep_staff_pin(NEW)

    assert identities.find() == msgspec.structs.replace(paired, staff_pin=NEW)
    assert identities.find_staff_pin() == NEW
    assert queue.count_waiting() == 2


def test_a_bus_that_says_nothing_of_it_changes_nothing(identities, paired):
    identities.keep_staff_pin("")

    assert identities.find() == paired


def test_a_kiosk_without_a_bus_takes_none(identities):
    identities.keep_staff_pin(NEW)

    assert identities.find() is None
    assert identities.find_staff_pin() == ""


@pytest.mark.usefixtures("paired")
def test_what_is_told_every_few_seconds_is_written_once(identities, store):
    with store.write() as connection:
        connection.execute("CREATE TABLE written (name)")
        connection.execute(
            "CREATE TRIGGER note AFTER INSERT ON settings WHEN new.name = 'bus'"
            " BEGIN INSERT INTO written VALUES (new.name); END"
        )

    for _ in range(5):
        identities.keep_staff_pin(NEW)

    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM written").fetchone() == (1,)


@pytest.mark.parametrize("odd", ["246813", "ab:cd", "zz" * 16 + ":" + "00" * 64, "\n", 7, None])
def test_an_odd_pin_in_an_answer_is_none_so_that_the_door_never_breaks(odd):
    told = Vitals().hear(msgspec.json.encode({"staff_pin": odd}))

    assert told == HeartbeatAnswer()


def test_a_sound_pin_in_an_answer_is_told():
    kept = stretch("246813", bytes(16))

    assert Vitals().hear(msgspec.json.encode({"staff_pin": kept})).staff_pin == kept
