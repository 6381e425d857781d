from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lms_server.exchange.errors import (
    BadPackError,
    BadReceiptError,
    ForeignReceiptError,
    NotEnrolledError,
    OtherProvinceError,
    PackForOtherBusError,
    ReceiptForOtherBusError,
)
from lms_server.exchange.models import AppliedReceipt, ConfirmedHead, RegistryEnrolment
from lms_server.exchange.queries import find_pack, get_cursor, list_unconfirmed, overview
from lms_server.journal import queries as journal
from lms_server.journal.actions import begin_anew
from lms_server.journal.queries import heads
from sync.chain import Head, Stream
from sync.cursor import FindingKind, Outcome
from sync.receipt import Hole, Verdict
from sync.records import VerdictCode


@pytest.fixture
def own_head(database):
    """The bus's own head of its results."""

    def find():
        with database.read() as db:
            return next(h for h in heads(db) if h.stream is Stream.R)

    return find


def confirmed(database):
    with database.read() as db:
        return get_cursor(db).confirmed("0a1b2c3d", Stream.R)


def test_a_receipt_confirms_what_it_covers(
    enrol, write_records, province, take, own_head, database
):
    enrol()
    write_records(results=4)

    applied = take(province.receipt(heads=[own_head()]))

    assert applied.outcome is Outcome.MOVED
    assert confirmed(database) == 4


def test_the_same_receipt_twice_changes_nothing_more(
    enrol, write_records, province, take, own_head, db_count
):
    enrol()
    write_records(results=1)
    raw = province.receipt(heads=[own_head()])
    take(raw)

    again = take(raw)

    assert again.outcome is Outcome.NOTHING_NEW
    assert db_count(AppliedReceipt) == 1


def test_an_older_receipt_never_takes_a_confirmation_back(
    enrol, write_records, province, take, own_head, database
):
    enrol()
    write_records(results=1)
    old = province.receipt(heads=[own_head()])
    write_records(results=2)
    take(province.receipt(heads=[own_head()]))

    take(old)

    assert confirmed(database) == 3


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda p, _s: p.receipt(bus="79B04"), ReceiptForOtherBusError),
        (lambda p, s: p.receipt(key=s), ForeignReceiptError),
        (
            lambda p, _s: p.receipt().replace(b'regepoch\\":1', b'regepoch\\":2'),
            ForeignReceiptError,
        ),
        (lambda _p, _s: b"\xff\xd8 a photo", BadReceiptError),
        (lambda p, _s: p.pack(), BadReceiptError),
        (lambda p, _s: p.receipt()[:-9], BadReceiptError),
    ],
    ids=["other bus", "other registry", "altered", "photo", "pack", "cut"],
)
def test_a_wrong_receipt_is_named_and_loses_nothing(
    enrol, write_records, province, take, own_head, database, db_count, stranger, make, refusal
):
    enrol()
    write_records(results=2)
    take(province.receipt(heads=[own_head()]))

    with pytest.raises(refusal):
        take(make(province, stranger))

    assert confirmed(database) == 2
    assert db_count(AppliedReceipt) == 1


def test_a_receipt_before_enrolment_is_refused(province, take):
    with pytest.raises(NotEnrolledError):
        take(province.receipt())


def test_a_head_this_disk_does_not_have_is_kept_as_a_finding(
    enrol, write_records, province, take, database, a_head
):
    enrol()
    write_records(results=1)
    beyond = Head("0a1b2c3d", Stream.R, 9, b"h" * 32)

    take(province.receipt(heads=[a_head, beyond]))

    with database.read() as db:
        findings = overview(db).receipt.findings
    assert [f.kind for f in findings] == [FindingKind.FORK, FindingKind.ROLLBACK]
    assert confirmed(database) == 0


def test_a_head_the_present_epoch_lacks_begins_a_new_one_once(
    enrol, write_records, province, take, database, now
):
    """The disk went back to an older copy, and no kiosk was there to notice."""
    enrol()
    write_records(results=1)
    with database.read() as db:
        epoch = journal.current_epoch(db)
    beyond = Head(epoch, Stream.R, 9, b"h" * 32)

    take(province.receipt(heads=[beyond]))
    take(province.receipt(heads=[beyond], made=now + timedelta(minutes=1)))

    with database.read() as db:
        newest, first = journal.list_epochs(db)
        assert journal.seen_elsewhere(db, Stream.R) == {epoch: 9}
        journal.check_chain(db)
    assert first.id == epoch
    assert (beyond.epoch, "R", 9, beyond.hash.hex()) in newest.parents


@pytest.mark.parametrize(("stream", "epochs"), [(Stream.R, 2), (Stream.A, 1)])
def test_results_of_another_disk_begin_a_new_epoch_once(
    enrol, write_records, province, take, database, now, stream, epochs
):
    """A spare laptop was this bus for a while. Without results it could give out no number."""
    enrol()
    write_records(results=1)

    for minutes in range(3):
        other = Head("5eef5eef", stream, 3 + minutes, b"h" * 32)
        take(province.receipt(heads=[other], made=now + timedelta(minutes=minutes)))

    with database.read() as db:
        assert len(journal.list_epochs(db)) == epochs


def test_results_lost_with_an_older_epoch_are_noted_once(
    enrol, write_records, province, take, database, now
):
    """A note is a record to send as well: one for each receipt would never end."""
    enrol()
    write_records(results=1)
    with database.write() as db:
        epoch = journal.current_epoch(db)
        begin_anew(db, epoch, now=now)
    lost = [Head(epoch, Stream.R, 9, b"h" * 32), Head(epoch, Stream.D, 90, b"h" * 32)]

    for minutes in range(3):
        heads = [*lost, Head("5eef5eef", Stream.A, 1 + minutes, b"h" * 32)]
        take(province.receipt(heads=heads, made=now + timedelta(minutes=minutes)))

    with database.read() as db:
        epochs = journal.list_epochs(db)
        notes = journal.list_data(db, epochs[0].id, Stream.A, journal.SEEN_ELSEWHERE)
    assert len(epochs) == 2
    assert notes == [{"ends": [[epoch, "R", 9, (b"h" * 32).hex()]]}]


def test_verdicts_come_home_to_the_bus(enrol, province, take, database):
    enrol()
    verdict = Verdict(None, "0a1b2c3d", Stream.R, 7, VerdictCode.SCHEMA)

    take(province.receipt(verdicts=[verdict]))

    with database.read() as db:
        assert overview(db).receipt.verdicts == (verdict,)


def test_after_the_registry_was_restored_the_bus_sends_again(
    enrol, write_records, province, take, own_head, database, db_count
):
    enrol()
    write_records(results=2)
    take(province.receipt(heads=[own_head()]))

    applied = take(province.receipt(heads=[], regepoch=2))
    late = take(province.receipt(heads=[own_head()], regepoch=1, revocation_list_no=9))

    assert (applied.outcome, late.outcome) == (Outcome.STARTED_AGAIN, Outcome.OUTDATED)
    assert db_count(ConfirmedHead) == 0
    with database.read() as db:
        assert [r.last for r in list_unconfirmed(db) if r.stream is Stream.R] == [2]


def test_what_the_registry_lost_without_saying_so_is_sent_again(
    enrol, write_records, province, take, own_head, database, db_count
):
    enrol()
    write_records(results=5)
    kept = own_head()
    write_records(results=5)
    take(province.receipt(heads=[own_head()]))
    lost = Hole(kept.epoch, Stream.R, first=6, last=10)

    applied = take(province.receipt(heads=[kept], holes=[lost]))
    again = take(province.receipt(heads=[kept], holes=[lost], revocation_list_no=9))

    assert (applied.outcome, again.outcome) == (Outcome.STARTED_AGAIN, Outcome.NOTHING_NEW)
    assert db_count(ConfirmedHead) == 1
    with database.read() as db:
        ranges = [(r.first, r.last) for r in list_unconfirmed(db) if r.stream is Stream.R]
    assert ranges == [(6, 10)]


def test_the_same_pack_twice_is_one_enrolment_and_a_new_one_replaces_it(
    enrol, province, db_count, database
):
    enrol()
    enrol()
    assert db_count(RegistryEnrolment) == 1

    newer = enrol(province.pack(regepoch=2))

    assert db_count(RegistryEnrolment) == 2
    with database.read() as db:
        assert get_cursor(db).regepoch == newer.regepoch == 2


def test_a_wrong_pack_is_named_and_changes_nothing(enrol, province, db_count, stranger):
    enrol()
    other_root = province.pack(root_key=stranger.public_key().public_bytes_raw())
    certificate = msgspec.json.decode(province.pack())
    altered = certificate | {"body": certificate["body"].replace("79B03", "79B04")}
    province.bus_key = stranger

    for raw, refusal in [
        (b"no pack", BadPackError),
        (msgspec.json.encode(altered), BadPackError),
        (province.pack(), PackForOtherBusError),
        (other_root, OtherProvinceError),
    ]:
        with pytest.raises(refusal):
            enrol(raw)

    assert db_count(RegistryEnrolment) == 1


@pytest.mark.parametrize("own_list", ["true", "forged", "none"])
def test_a_forged_pack_under_the_true_root_never_redirects_the_bundles(
    enrol, province, db_count, database, stranger, own_list
):
    """The root's key is public: what names the registry's key must be signed by it."""
    enrol()
    true_key, true_trust = province.key.public_key().public_bytes_raw(), province.trust()
    root = province.root_key.public_key().public_bytes_raw()
    province.key, province.root_key = stranger, stranger
    province.box = X25519PrivateKey.from_private_bytes(b"s" * 32)
    trust = {"true": true_trust, "forged": province.trust(), "none": "{}"}[own_list]

    with pytest.raises(BadPackError):
        enrol(province.pack(trust=trust, root_key=root))

    assert db_count(RegistryEnrolment) == 1
    with database.read() as db:
        assert find_pack(db).registry_key == true_key
