import json
from datetime import timedelta
from itertools import permutations

import pytest

from common.ids import derive_id
from registry.intake.models import Bundle, JournalLine
from sync.chain import Stream
from sync.cursor import Cursor, Range
from sync.errors import BundleError, BundleFault
from sync.receipt import Hole
from sync.records import VerdictCode

FOUR_YEARS = timedelta(days=4 * 365)


def codes(receipt):
    return [verdict.code for verdict in receipt.verdicts]


def statuses(dump):
    return [certificate["status"] for certificate in json.loads(dump)["certificates"]]


def test_a_day_of_the_bus_becomes_people_results_and_certificates(bus, dumped):
    bus.teach(1, 2)

    receipt = bus.send()

    known = json.loads(dumped())
    assert [person["full_name"] for person in known["people"]] == ["Nguyễn Thị Hoa"] * 2
    assert [result["quiz_score"] for result in known["results"]] == [8.0, 8.0]
    assert statuses(dumped()) == ["issued", "issued"]
    assert receipt.heads == [bus.head()]
    assert (receipt.holes, receipt.verdicts) == ([], [])


def test_the_dump_is_canonical_and_has_the_agreed_fields(bus, dumped):
    bus.teach(1)

    bus.send()

    known = json.loads(dumped())
    assert dumped().startswith(b'{"certificates":[{"certificate_no":"KNS-26-79B03-000001-')
    assert " ".join(known["people"][0]) == (
        "birth_date birth_year commune_code evidence full_name id sex usual_name village"
    )
    assert " ".join(known["results"][0]) == (
        "attended_minutes completed_at course_id course_version id learner_id quiz_items"
        " quiz_score tasks_done tasks_required"
    )
    assert " ".join(known["certificates"][0]) == (
        "certificate_no course_id credential_sha256 id issued_at learner_id lookup_code status"
    )


def test_the_same_bundle_twice_changes_nothing(bus, province, deliver, dumped, rows):
    raw = bus.teach(1, 2).bundle()
    first = deliver(province, raw)
    before = dumped(), rows(JournalLine)

    again = deliver(province, raw, now=bus.pack.made + timedelta(days=1))

    assert (dumped(), rows(JournalLine)) == before
    assert rows(Bundle) == 1
    assert again.heads == first.heads


def test_the_same_records_in_another_bundle_change_nothing(bus, dumped, rows):
    bus.teach(1, 2)
    bus.send()
    before = dumped(), rows(JournalLine)

    bus.send(bus.section(2, 6))
    receipt = bus.send(bus.section(5))

    assert (dumped(), rows(JournalLine)) == before
    assert receipt.heads == [bus.head()]


def test_bundles_in_any_order_give_the_same_bytes(bus, other_province, deliver, dumped):
    bus.teach(1, 2).revoke(1)
    bus.register(1, full_name="Nguyễn Thị Hoà")
    raws = [bus.bundle(bus.section(*ends)) for ends in ((1, 4), (5, 7), (8, None))]
    seen = {}

    for order in permutations(raws):
        registry = other_province(bus)
        receipt = [deliver(registry, raw) for raw in order][-1]
        seen[dumped(registry)] = (receipt.heads[-1], receipt.holes, receipt.verdicts)

    assert list(seen.values()) == [(bus.head(), [], [])]
    assert statuses(next(iter(seen))).count("revoked") == 1
    assert "Nguyễn Thị Hoà" in next(iter(seen)).decode()


def test_a_hole_is_reported_until_it_is_filled(bus, dumped):
    bus.teach(1)
    bus.send(bus.section(1, 2))

    holed = bus.send(bus.section(5))
    filled = bus.send(bus.section(3, 4))

    assert holed.heads == [bus.head(1, 2)]
    assert holed.holes == [Hole("0123abcd", Stream.R, 3, 4)]
    assert VerdictCode.PARENT in codes(holed)
    assert filled.heads == [bus.head(1, 4), bus.head()]
    assert (filled.holes, filled.verdicts) == ([], [])
    assert statuses(dumped()) == ["issued"]


def test_what_a_registry_lost_with_its_database_is_asked_for_and_comes_again(
    bus, other_province, deliver
):
    """Restored at the same epoch, from a backup that held records 1 to 5."""
    bus.teach(1, 2, 3)
    before = Cursor().apply(bus.send(bus.section(1, 10)), bus.hash_at).cursor
    restored = other_province(bus)
    deliver(restored, bus.bundle(bus.section(1, 5)))

    holed = deliver(restored, bus.bundle(bus.section(11, 12)))
    told = before.apply(holed, bus.hash_at).cursor
    healed = deliver(restored, bus.bundle(bus.section(6, 12)))

    assert told.to_send([bus.head(1, 12)]) == [Range(bus.epoch, Stream.R, 6, 12)]
    assert told.apply(holed, bus.hash_at).cursor == told
    assert told.apply(healed, bus.hash_at).cursor.to_send([bus.head(1, 12)]) == []


def test_nothing_is_acknowledged_before_the_first_record_is_held(bus):
    bus.teach(1)

    receipt = bus.send(bus.section(2))

    assert receipt.heads == []
    assert receipt.holes == [Hole("0123abcd", Stream.R, 1, 1)]


def test_sections_that_hang_in_the_air_are_joined_by_what_comes_between(bus):
    bus.teach(1, 2)
    bus.send(bus.section(7, 8))
    bus.send(bus.section(9))
    bus.send(bus.section(3, 4))

    bus.send(bus.section(5, 6))
    receipt = bus.send(bus.section(1, 2))

    assert bus.head() in receipt.heads
    assert receipt.holes == []


def test_detail_and_audit_are_kept_unread(bus, rows):
    bus.teach(1)
    bus.write("attempt.opened", {"attempt_id": "x"}, stream=Stream.D)
    bus.write("account.signed_in", {"account_id": "y"}, stream=Stream.A)

    receipt = bus.send()

    assert [head.stream for head in receipt.heads] == [Stream.A, Stream.D, Stream.R]
    assert receipt.verdicts == []
    assert rows(JournalLine) == 8


@pytest.mark.parametrize("place", [3, 60, 200, -200, -1])
def test_a_flipped_byte_is_refused_and_nothing_is_kept(bus, province, deliver, dumped, rows, place):
    raw = bytearray(bus.teach(1).bundle())
    raw[place] ^= 1
    empty = dumped()

    with pytest.raises(BundleError) as refusal:
        deliver(province, bytes(raw))

    assert refusal.value.fault in BundleFault
    assert (rows(JournalLine), rows(Bundle), dumped()) == (0, 0, empty)


def test_an_unknown_bus_is_refused(bus, make_bus, province, deliver, rows):
    stranger = make_bus(code="79X99", pack=bus.pack).teach(1)

    with pytest.raises(BundleError) as refusal:
        deliver(province, stranger.bundle())

    assert refusal.value.fault is BundleFault.UNKNOWN_BUS
    assert rows(JournalLine) == 0


def test_a_bundle_signed_by_somebody_else_is_refused(bus, make_bus, province, deliver, rows):
    raw = bus.teach(1).bundle(key=make_bus().key)

    with pytest.raises(BundleError) as refusal:
        deliver(province, raw)

    assert refusal.value.fault is BundleFault.SIGNATURE
    assert rows(JournalLine) == 0


def test_one_bad_record_blocks_nobody(bus, dumped):
    bus.teach(1)
    bus.chains[bus.epoch, Stream.R].insert(2, b'{"id":"no"}')
    bus.chains[bus.epoch, Stream.R].append(
        b'{"d":{},"id":"00000000-0000-4000-8000-000000000000","t":"learner.tamed","v":1,'
        b'"w":"2026-03-01T01:30:00.000Z","who":"system"}'
    )

    receipt = bus.send()

    assert statuses(dumped()) == ["issued"]
    assert receipt.heads == [bus.head()]
    assert [(v.seq, v.code) for v in receipt.verdicts] == [
        (3, VerdictCode.SCHEMA),
        (8, VerdictCode.VERSION),
    ]


def test_an_impossible_instant_is_set_aside_with_its_record_alone(bus, dumped):
    """Nobody can say when that is in UTC; it would stop the import for ever."""
    bus.teach(1)
    line = bus.register(2).replace(b"2026-03-01T01:30:00.000Z", b"9999-12-31T23:59:59-01:00")
    bus.chains[bus.epoch, Stream.R][-1] = line

    receipt = bus.send()

    assert statuses(dumped()) == ["issued"]
    assert [(v.seq, v.code) for v in receipt.verdicts] == [(7, VerdictCode.SCHEMA)]


def test_the_same_id_with_another_content_is_a_conflict_for_a_person(bus, dumped):
    bus.teach(1)
    bus.complete(1, quiz_score=10.0)
    bus.complete(1)

    receipt = bus.send()

    assert [result["quiz_score"] for result in json.loads(dumped())["results"]] == [8.0]
    assert [(v.seq, v.code) for v in receipt.verdicts] == [(7, VerdictCode.CONFLICT)]


def test_of_two_contents_the_same_one_stands_in_whatever_order_they_come(bus, dumped):
    bus.teach(1)
    bus.complete(1, quiz_score=10.0)

    bus.send(bus.section(7))
    bus.send(bus.section(1, 3))
    receipt = bus.send(bus.section(4, 6))

    assert [result["quiz_score"] for result in json.loads(dumped())["results"]] == [8.0]
    assert [(v.seq, v.code) for v in receipt.verdicts] == [(7, VerdictCode.CONFLICT)]
    assert receipt.verdicts[0].record_id is not None


def test_no_bus_can_overwrite_what_another_one_said(bus, make_bus, dumped):
    bus.teach(1).send()
    other = make_bus(code="79B04").enrol()
    other.open_session()
    other.register()
    other.enrol_learner()
    other.complete(quiz_score=1.0)

    other.send()

    assert [r["quiz_score"] for r in json.loads(dumped())["results"]] == [8.0, 1.0]


def test_the_newest_word_about_a_learner_counts(bus, dumped):
    bus.register(1, full_name="Nguyen Thi Hoa")
    bus.register(1)

    bus.send(bus.section(2))
    bus.send(bus.section(1, 1))

    assert [p["full_name"] for p in json.loads(dumped())["people"]] == ["Nguyễn Thị Hoa"]


def test_after_a_new_epoch_the_later_word_about_a_learner_counts(bus, dumped, now):
    bus.register(1, epoch="ffffffff", full_name="Nguyen Thi Hoa")
    bus.register(1, epoch="00000001", now=now + timedelta(days=1))

    bus.send()

    assert [p["full_name"] for p in json.loads(dumped())["people"]] == ["Nguyễn Thị Hoa"]


def test_a_new_name_beats_an_older_one_that_a_wrong_clock_dated_ahead(bus, dumped, now):
    bus.register(1, epoch="ffffffff", full_name="Nguyen Thi Hoa", now=now + FOUR_YEARS)
    bus.register(1, epoch="00000001")

    bus.send()

    assert [p["full_name"] for p in json.loads(dumped())["people"]] == ["Nguyễn Thị Hoa"]


@pytest.mark.parametrize("clock_error", [timedelta(hours=2), FOUR_YEARS])
def test_a_consent_taken_back_after_a_restore_beats_a_clock_that_ran_ahead(
    bus, dumped, now, clock_error
):
    bus.register(now=now + clock_error)
    bus.send()
    bus.epoch = "00ff0000"
    bus.register_without_consent()
    bus.send()

    for at in (now + timedelta(days=1), now + 2 * FOUR_YEARS):
        assert [p["full_name"] for p in json.loads(dumped(at=at))["people"]] == [None]
        assert b"Hoa" not in dumped(at=at)


def test_a_consent_given_again_names_the_learner_again(bus, dumped, now):
    bus.register_without_consent()
    bus.send()
    bus.epoch = "00ff0000"
    bus.register(now=now + timedelta(days=1))
    bus.send()

    assert [p["full_name"] for p in json.loads(dumped())["people"]] == ["Nguyễn Thị Hoa"]


def test_a_learner_without_consent_has_no_name_at_the_province(bus, dumped):
    bus.open_session()
    bus.register_without_consent(1)
    bus.enrol_learner(1)
    bus.complete(1)
    bus.issue(1, credential=None, qr=None)

    receipt = bus.send()

    known = json.loads(dumped())
    assert [p["full_name"] for p in known["people"]] == [None]
    assert statuses(dumped()) == ["issued"]
    assert receipt.verdicts == []
    assert "Hoa" not in dumped().decode()


def test_both_branches_of_a_copied_disk_are_kept(bus, dumped, rows):
    bus.teach(1).send()
    copy = bus.fork()
    bus.register(2)
    copy.register(3)
    bus.send(bus.section(7))

    receipt = copy.send(copy.section(7))

    assert {head.hash for head in receipt.heads} == {bus.head().hash, copy.head().hash}
    assert len(json.loads(dumped())["people"]) == 3
    assert rows(JournalLine) == 8


def test_a_branch_whose_beginning_is_missing_is_asked_for_from_the_start(bus):
    bus.teach(1)
    copy = bus.fork()
    bus.register(2)
    copy.register(3)
    copy.register(4)
    bus.send()

    receipt = copy.send(copy.section(8))

    assert receipt.heads == [bus.head()]
    assert receipt.holes == [Hole("0123abcd", Stream.R, 1, 7)]


def test_a_receipt_is_for_its_bus_and_carries_the_signed_lists(bus, keys):
    receipt = bus.teach(1).send()

    assert receipt.bus == "79B03"
    assert receipt.regepoch == keys.epoch
    assert receipt.revocation_list_no == 1
    assert '"kind"' not in receipt.trust
    assert derive_id("learner", 1).hex not in receipt.trust


def test_a_large_bundle_over_records_held_already_brings_only_the_new(bus, dumped, rows):
    bus.open_session()
    for number in range(1, 121):
        bus.register(number)
        bus.enrol_learner(number)
        bus.complete(number)
    bus.send(bus.section(1, 200))

    receipt = bus.send()

    known = json.loads(dumped())
    assert (len(known["people"]), len(known["results"])) == (120, 120)
    assert rows(JournalLine) == 361
    assert (receipt.holes, receipt.verdicts) == ([], [])


def test_conflicts_are_found_in_a_large_bundle_too(bus, dumped):
    bus.open_session()
    for number in range(1, 121):
        bus.register(number)
        bus.enrol_learner(number)
        bus.complete(number)
    bus.complete(120, quiz_score=1.0)

    receipt = bus.send()

    assert {result["quiz_score"] for result in json.loads(dumped())["results"]} == {8.0}
    assert [(v.seq, v.code) for v in receipt.verdicts] == [(362, VerdictCode.CONFLICT)]
