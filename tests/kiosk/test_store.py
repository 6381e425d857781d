import hashlib
import stat
from contextlib import closing

import pytest
from msgspec.structs import replace

from common.clock import utc_now
from common.ids import new_id
from common.wire.away import File
from common.wire.receipts import Receipt, ReceiptStatus
from kiosk.config import Address
from kiosk.course_files import CourseFiles
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store, StoreUnreadableError
from kiosk.witnesses import WITNESS_TIME

IDENTITY = BusIdentity(
    fingerprint="ab" * 32,
    bus_code="79B03",
    bus_name="Xe 03",
    device_id="0190e5a0-0000-7000-8000-000000000001",
    device_token="the-secret-token",
)
OTHER = replace(IDENTITY, fingerprint="cd" * 32, bus_name="Xe 04")


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


def level(store, **how):
    with store.write(**how) as connection:
        return connection.execute("PRAGMA synchronous").fetchone()[0]


def test_only_what_may_be_lost_does_not_wait_for_the_disk(store):
    full, normal = 2, 1

    assert [level(store), level(store, waits_for_disk=False), level(store)] == [full, normal, full]


def test_what_did_not_wait_comes_to_the_disk_when_told(store, tmp_path):
    """A copy of the file without its log is what a disk may hold after the power was cut."""
    with store.write(waits_for_disk=False) as connection:
        connection.execute("INSERT INTO settings (name, value) VALUES ('late', x'01')")

    store.catch_up()

    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("kiosk.db", "kiosk.key"):
        (copy / name).write_bytes((tmp_path / "kiosk" / name).read_bytes())
        (copy / name).chmod(0o600)
    with closing(Store.open_in(copy)) as kept, kept.read() as rows:
        found = rows.execute("SELECT value FROM settings WHERE name = 'late'").fetchone()
    assert found == (b"\x01",)


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


def queue_one(store, words):
    ResponseQueue(store).put("/p", [NewMessage(new_id(), words)], now=utc_now())


def bodies(store):
    return [one.body for one in ResponseQueue(store).oldest("/p", most=9, most_bytes=999)]


def test_what_waits_for_one_bus_is_never_in_the_queue_of_another(store):
    identities = IdentityStore(store)
    identities.keep(IDENTITY)
    queue_one(store, b"for the first")

    identities.keep(OTHER)
    queue_one(store, b"for the second")

    assert bodies(store) == [b"for the second"]
    assert identities.count_parked() == 1


def test_what_waited_goes_on_when_its_bus_is_paired_again(store):
    identities = IdentityStore(store)
    identities.keep(IDENTITY)
    queue_one(store, b"1")
    queue_one(store, b"2")
    identities.keep(OTHER)
    queue_one(store, b"for the second")

    identities.keep(replace(IDENTITY, device_token="another"))

    assert bodies(store) == [b"1", b"2"]
    assert identities.count_parked() == 1


def test_what_another_bus_acknowledged_is_dropped_in_time(store):
    identities, queue = IdentityStore(store), ResponseQueue(store)
    identities.keep(IDENTITY)
    queue_one(store, b"acknowledged")
    batch = queue.oldest("/p", most=9, most_bytes=999)
    receipt = Receipt(index=0, id=batch[0].id, status=ReceiptStatus.ACCEPTED)
    queue.settle(batch, [receipt], now=utc_now())
    queue_one(store, b"still waiting")
    identities.keep(OTHER)

    queue.forget_settled(ran_s=0)
    gone = queue.forget_settled(ran_s=WITNESS_TIME.total_seconds())

    assert (gone, identities.count_parked()) == (1, 1)


def test_the_mark_of_a_bus_is_back_with_what_it_acknowledged(store):
    """By it that bus tells whether it was restored while the kiosk was with another one."""
    identities, queue = IdentityStore(store), ResponseQueue(store)
    identities.keep(IDENTITY)
    queue.keep_mark("of the first")
    identities.keep(OTHER)
    before_the_second = queue.find_mark()
    queue.keep_mark("of the second")

    identities.keep(IDENTITY)
    marks = [queue.find_mark()]
    identities.keep(OTHER)

    assert (before_the_second, *marks, queue.find_mark()) == ("", "of the first", "of the second")


def test_late_news_of_the_bus_before_change_nothing_of_the_new_one(store):
    identities, queue = IdentityStore(store), ResponseQueue(store)
    identities.keep(IDENTITY)
    queue_one(store, b"1")
    batch = queue.oldest("/p", most=9, most_bytes=999)
    receipt = Receipt(index=0, id=batch[0].id, status=ReceiptStatus.ACCEPTED)
    identities.keep(OTHER)
    queue.keep_mark("of the second")
    late = {"bus": IDENTITY.fingerprint}

    done = queue.settle(batch, [receipt], now=utc_now(), mark="of the first", **late)
    queue.keep_mark("of the first", **late)
    again = queue.renew("of the first", **late)

    assert (done, again, queue.find_mark()) == (0, 0, "of the second")
    assert identities.count_parked() == 1


def test_what_was_queued_before_any_bus_goes_to_the_first(store):
    queue_one(store, b"early")

    IdentityStore(store).keep(IDENTITY)

    assert bodies(store) == [b"early"]


def test_the_queue_of_a_bus_that_removed_us_still_waits_for_it(store):
    """A page may go on storing between the removal and the next pairing."""
    identities = IdentityStore(store)
    identities.keep(IDENTITY)
    identities.forget()
    queue_one(store, b"late")

    identities.keep(OTHER)

    assert bodies(store) == []
    assert identities.count_parked() == 1


def test_a_kiosk_paired_by_an_older_version_parks_as_well(store):
    identities = IdentityStore(store)
    identities.keep(IDENTITY)
    queue_one(store, b"old")
    with store.write() as connection:
        connection.execute("DELETE FROM settings WHERE name = 'queue_of'")

    identities.keep(OTHER)

    assert bodies(store) == []


def test_files_of_the_bus_before_are_dropped(store):
    identities, files = IdentityStore(store), CourseFiles(store)
    file = File(path="/static/a.js", sha256=hashlib.sha256(b"1").hexdigest())
    identities.keep(IDENTITY)
    files.keep(file, (), b"1", on=utc_now().date())

    identities.keep(replace(IDENTITY, device_token="another"))
    is_kept = files.find(file.path) is not None
    identities.keep(OTHER)

    assert is_kept
    assert files.find(file.path) is None
    assert files.lacking([file], on=utc_now().date()) == [file]


def test_witnesses_and_refusals_stay_with_their_bus(store):
    identities, queue = IdentityStore(store), ResponseQueue(store)
    identities.keep(IDENTITY)
    queue.put("/p", [NewMessage(None, b"bad", refusal="wire.malformed")], now=utc_now())

    identities.keep(OTHER)
    elsewhere = queue.count_set_aside()
    identities.keep(IDENTITY)

    assert (elsewhere, queue.count_set_aside()) == (0, 1)


def test_a_forgotten_bus_is_gone(store):
    identities = IdentityStore(store)
    identities.keep(IDENTITY)

    identities.forget()

    assert identities.find() is None
