import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.keys import OfficerKey
from certificates.trust import TrustStore
from certificates.verify import Genuineness, verify_credential, verify_qr
from registry import office
from registry.buses.errors import (
    BusNotFoundError,
    BusRevokedError,
    EnrolmentRefusedError,
    HeadNotHeldError,
    KeyConflictError,
)
from registry.buses.models import Bus
from registry.office import Place
from sync.chain import Stream
from sync.enrolment import OfficerKeyRequest, parse_pack
from sync.errors import BundleError, BundleFault, DocumentError
from sync.records import VerdictCode

DID = "did:web:gcn.khanhhoa.example"


def codes(receipt):
    return [verdict.code for verdict in receipt.verdicts]


def numbers(dump):
    return [c["certificate_no"][13:19] for c in json.loads(dump)["certificates"]]


def test_the_pack_holds_all_a_bus_needs(bus, province, keys, config):
    pack = parse_pack(office.encode_pack(province, bus.pack))

    store = TrustStore.from_json(pack.trust.encode(), pack.root_key)
    assert pack.bus == "79B03"
    assert pack.registry_key == keys.signing_public
    assert pack.registry_url == config.public_url
    assert pack.certificate().journal_key == bus.key.public_key().public_bytes_raw()
    assert store.find_key(bus.officer.key_id) is not None


def test_enrolling_twice_is_harmless_and_can_add_an_officer(bus, keys, rows):
    first = bus.pack.certificate().id
    bus.officer = OfficerKey.create(DID)

    bus.enrol()

    store = TrustStore.from_json(bus.pack.trust.encode(), keys.root_public)
    assert rows(Bus) == 1
    assert bus.pack.certificate().id == first
    assert len(store.keys) == 2


def test_certificates_set_aside_count_once_their_officer_is_known(bus, dumped):
    bus.officer = OfficerKey.create(DID)
    bus.teach(1)
    before = bus.send()

    bus.enrol()

    assert codes(before) == [VerdictCode.OFFICER]
    assert numbers(dumped()) == ["000001"]


def test_another_laptop_cannot_take_the_code_of_a_bus(bus):
    bus.key = Ed25519PrivateKey.generate()

    with pytest.raises(KeyConflictError):
        bus.enrol()


def test_an_officers_key_belongs_to_one_bus(bus, make_bus):
    with pytest.raises(KeyConflictError):
        make_bus(code="79B04", officer=bus.officer).enrol()


def test_a_bus_of_another_province_is_refused(make_bus):
    with pytest.raises(EnrolmentRefusedError):
        make_bus().enrol(province_code="01")


def test_a_key_under_a_wrong_name_is_refused(make_bus):
    odd = OfficerKeyRequest(key_id=f"{DID}#z6MkOther", public_key=b"p" * 32, officer_name="X")

    with pytest.raises(EnrolmentRefusedError):
        make_bus().enrol(officer_keys=[odd])


def test_an_altered_request_is_refused(make_bus, province, now, rows):
    raw = make_bus().request().replace(b"79B03", b"79B04")

    with pytest.raises(DocumentError):
        office.enrol_bus(province, raw, now=now)

    assert rows(Bus) == 0


def test_a_rehearsal_keeps_nothing(make_bus, province, now, rows):
    pack = office.enrol_bus(province, make_bus().request(), now=now, is_rehearsal=True)

    assert pack.bus == "79B03"
    assert rows(Bus) == 0


def test_a_retired_bus_may_still_bring_a_late_stick(bus, province, dumped, now):
    bus.teach(1)

    office.retire_bus(province.database, "79B03", now=now)
    bus.send()

    assert numbers(dumped()) == ["000001"]


def test_records_of_a_revoked_bus_count_up_to_its_last_good_head(bus, province, dumped, now):
    bus.teach(1).send()
    office.revoke_bus(province, "79B03", now=now)
    bus.register(2)
    bus.enrol_learner(2)
    bus.issue(2)

    receipt = bus.send()

    assert numbers(dumped()) == ["000001"]
    assert codes(receipt) == [VerdictCode.REVOKED_BUS] * 3
    assert receipt.heads == [bus.head()]


def test_what_came_in_after_the_theft_stops_counting(bus, province, dumped, now):
    bus.teach(1).send()
    bus.register(2)
    bus.enrol_learner(2)
    bus.issue(2)
    bus.send()

    office.revoke_bus(province, "79B03", last_good=[Place("0123abcd", Stream.R, 6)], now=now)

    assert numbers(dumped()) == ["000001"]
    assert len(json.loads(dumped())["people"]) == 1


def test_a_late_stick_from_before_the_theft_still_counts(bus, province, dumped, now):
    bus.teach(1).send()
    raw_head = bus.head(1, 6)
    bus.register(2)
    bus.send(bus.section(8 - 1))
    office.revoke_bus(province, "79B03", last_good=[Place("0123abcd", Stream.R, 7)], now=now)

    bus.send(bus.section(2, 7))

    assert raw_head.seq == 6
    assert len(json.loads(dumped())["people"]) == 2


def test_a_thiefs_other_branch_does_not_count(bus, province, dumped, now):
    bus.teach(1)
    thief = bus.fork()
    thief.chains["0123abcd", Stream.R] = thief.chains["0123abcd", Stream.R][:2]
    thief.register(9)
    bus.send()
    office.revoke_bus(province, "79B03", now=now)

    thief.send(thief.section(3))

    assert len(json.loads(dumped())["people"]) == 1


def test_certificates_of_a_lost_key_stay_good_only_when_the_province_knew_them(
    bus, province, keys, list_in_force, now
):
    bus.teach(1).send()

    office.revoke_bus(province, "79B03", now=now)

    store = TrustStore.from_json(list_in_force("trust").document, keys.root_public)
    later = now + timedelta(days=2)
    known = verify_credential(bus.signed(1).document, store, None, later)
    forged = verify_credential(bus.signed(2).document, store, None, later)
    known_paper = verify_qr(bus.signed(1).qr_text, store, None, later)
    forged_paper = verify_qr(bus.signed(2).qr_text, store, None, later)
    assert {known.genuineness, known_paper.genuineness} == {Genuineness.GENUINE}
    assert {forged.genuineness, forged_paper.genuineness} == {Genuineness.REVOKED_KEY}


def test_a_revoked_bus_never_comes_back(bus, province, now):
    office.revoke_bus(province, "79B03", now=now)

    with pytest.raises(BusRevokedError):
        bus.enrol()
    with pytest.raises(BusNotFoundError):
        office.revoke_bus(province, "79B03", now=now)


def test_a_bus_revoked_before_it_sent_anything_is_refused(bus, province, deliver, now):
    office.revoke_bus(province, "79B03", now=now)

    with pytest.raises(BundleError) as refusal:
        deliver(province, bus.teach(1).bundle())

    assert refusal.value.fault is BundleFault.REVOKED_BUS


def test_a_last_good_head_must_be_held(bus, province, now):
    bus.teach(1).send()

    with pytest.raises(HeadNotHeldError):
        office.revoke_bus(province, "79B03", last_good=[Place("0123abcd", Stream.R, 99)], now=now)


def test_of_two_branches_a_person_has_to_choose(bus, province, now):
    bus.teach(1)
    copy = bus.fork()
    bus.register(2)
    copy.register(3)
    bus.send()
    copy.send()

    with pytest.raises(HeadNotHeldError):
        office.revoke_bus(province, "79B03", now=now)
