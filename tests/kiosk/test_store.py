import stat

import pytest

from common.clock import utc_now
from kiosk.config import Address
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.response_queue import NewMessage, ResponseQueue
from kiosk.store import Store, StoreUnreadableError

IDENTITY = BusIdentity(
    fingerprint="ab" * 32,
    bus_code="79B03",
    bus_name="Xe 03",
    device_id="0190e5a0-0000-7000-8000-000000000001",
    device_token="the-secret-token",
)


def test_the_key_belongs_to_one_user(tmp_path):
    Store.open_in(tmp_path).close()

    assert stat.S_IMODE((tmp_path / "kiosk.key").stat().st_mode) == 0o600


def test_a_key_others_may_read_stops_the_program(tmp_path):
    Store.open_in(tmp_path).close()
    (tmp_path / "kiosk.key").chmod(0o644)

    with pytest.raises(StoreUnreadableError):
        Store.open_in(tmp_path)


@pytest.mark.parametrize("key", ["00" * 32, "not hex", "00"])
def test_another_key_opens_nothing(tmp_path, key):
    Store.open_in(tmp_path).close()
    (tmp_path / "kiosk.key").write_text(key)

    with pytest.raises(StoreUnreadableError):
        Store.open_in(tmp_path)


def test_neither_token_nor_answer_is_on_the_disk_in_clear(store, tmp_path):
    IdentityStore(store).keep(IDENTITY)
    ResponseQueue(store).put("/p", [NewMessage(None, b'"answer of mrs Hoa"')], now=utc_now())

    on_disk = b"".join(path.read_bytes() for path in (tmp_path / "kiosk").iterdir())

    assert len(on_disk) > 4096
    for secret in (b"the-secret-token", b"mrs Hoa", b"SQLite format"):
        assert secret not in on_disk


class BreakError(Exception):
    pass


def test_a_block_that_breaks_leaves_nothing(store):
    with pytest.raises(BreakError), store.write() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', x'00')")
        raise BreakError

    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone()[0] == 0


def test_identity_and_address_outlive_a_restart(tmp_path):
    first = Store.open_in(tmp_path)
    IdentityStore(first).keep(IDENTITY)
    IdentityStore(first).keep_last_address(Address("10.0.0.2", 8443))
    first.close()

    second = Store.open_in(tmp_path)
    identities = IdentityStore(second)

    assert identities.find() is not None
    assert identities.find().device_token == "the-secret-token"
    assert identities.find_last_address() == Address("10.0.0.2", 8443)
    second.close()


def test_a_forgotten_bus_is_gone(store):
    identities = IdentityStore(store)
    identities.keep(IDENTITY)

    identities.forget()

    assert identities.find() is None
