import json
from dataclasses import replace
from datetime import timedelta

import pytest

from certificates.keys import OfficerKey
from certificates.revocation import RevocationList
from certificates.trust import TrustStore
from registry import office
from registry.register.models import Certificate
from sync.records import VerdictCode

DID = "did:web:gcn.khanhhoa.example"
NINE_DAYS = timedelta(days=9)


def codes(receipt):
    return [verdict.code for verdict in receipt.verdicts]


def statuses(dump):
    return [certificate["status"] for certificate in json.loads(dump)["certificates"]]


def test_a_revocation_wins(bus, dumped):
    bus.teach(1).revoke(1)

    bus.send()

    assert statuses(dumped()) == ["revoked"]


def test_a_revocation_that_comes_first_waits_and_the_certificate_is_born_revoked(bus, dumped):
    bus.teach(1).revoke(1)

    alone = bus.send(bus.section(7))
    seen = statuses(dumped())
    both = bus.send(bus.section(1, 6))

    assert seen == []
    assert codes(alone) == [VerdictCode.PARENT]
    assert statuses(dumped()) == ["revoked"]
    assert both.verdicts == []


def test_a_bus_cannot_revoke_the_certificate_of_another(bus, make_bus, dumped):
    bus.teach(1).send()
    other = make_bus(code="79B04").enrol()
    other.revoke(1)

    receipt = other.send()

    assert statuses(dumped()) == ["issued"]
    assert codes(receipt) == [VerdictCode.PARENT]


def changed_name(document):
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Nguyễn Thị Hoan"


def changed_number(document):
    document["credentialSubject"]["licenseNumber"] = "KNS-26-79B03-000002-X"


def impossible_instant(document):
    document["validFrom"] = "9999-12-31T23:59:59-01:00"


def lost_proof(document):
    del document["proof"]


@pytest.mark.parametrize("change", [changed_name, changed_number, impossible_instant, lost_proof])
def test_an_altered_credential_is_set_aside(bus, dumped, change):
    bus.open_session()
    bus.register()
    bus.enrol_learner()
    signed = bus.signed(1)
    document = json.loads(json.dumps(signed.document))
    change(document)
    bus.issue(1, credential=document)

    receipt = bus.send()

    assert statuses(dumped()) == []
    assert codes(receipt) == [VerdictCode.SIGNATURE]


@pytest.mark.parametrize(
    "change",
    [
        {"lookup_code": "0123456789"},
        {"course_id": "KNS-01"},
        {"credential_sha256": "0" * 64},
        {"issued_at": "2026-03-01T01:31:00.000Z"},
        {"certificate_id": "0197f4a2-0000-7000-8000-000000000009"},
    ],
)
def test_a_record_that_does_not_fit_its_credential_is_set_aside(bus, dumped, change):
    bus.teach()
    bus.register()
    bus.enrol_learner()
    bus.issue(1, **change)

    receipt = bus.send()

    assert statuses(dumped()) == []
    assert codes(receipt) == [VerdictCode.SIGNATURE]


def test_a_certificate_of_an_unknown_officer_is_set_aside(bus, dumped):
    stranger = OfficerKey.create(DID)
    bus.teach()
    bus.register()
    bus.enrol_learner()
    bus.issue(1, signed=bus.signed(1, officer=stranger), officer_key_id=stranger.key_id)

    receipt = bus.send()

    assert statuses(dumped()) == []
    assert codes(receipt) == [VerdictCode.OFFICER]


def test_a_certificate_with_the_number_of_another_bus_is_set_aside(bus, make_bus, dumped):
    other = make_bus(code="79B04").enrol()
    other.teach()
    other.register()
    other.enrol_learner()
    other.issue(1, certificate_no=bus.claim(1).certificate_no)

    receipt = other.send()

    assert statuses(dumped()) == []
    assert codes(receipt) == [VerdictCode.OFFICER]


@pytest.fixture
def dated(bus, now):
    """The bus after it issued a certificate whose date is nine days ahead."""
    bus.teach()
    bus.register()
    bus.enrol_learner()
    signed = bus.signed(1, issued_at=now + NINE_DAYS)
    bus.issue(1, signed=signed, issued_at="2026-03-10T01:30:00.000Z")
    return bus


def test_a_certificate_from_the_future_is_set_aside(dated, dumped):
    receipt = dated.send()

    assert statuses(dumped()) == []
    assert codes(receipt) == [VerdictCode.DATE_BOUNDS]


def test_it_counts_when_its_day_has_come(dated, dumped, province, other_province, deliver, now):
    dated.send()
    before = dumped()
    late = other_province(dated)
    deliver(late, dated.bundle(), now=now + NINE_DAYS)

    office.judge_dated(province.database, keys=province.keys, now=now + timedelta(days=7))
    too_early = dumped(), codes(dated.send())
    office.judge_dated(province.database, keys=province.keys, now=now + NINE_DAYS)

    assert too_early == (before, [VerdictCode.DATE_BOUNDS])
    assert dumped() == dumped(late)
    assert statuses(dumped()) == ["issued"]
    assert dated.send().verdicts == []


def test_what_a_bus_sends_later_brings_its_dated_certificates_with_it(dated, dumped, now):
    dated.send()
    dated.register(2)

    receipt = dated.send(now=now + NINE_DAYS)

    assert statuses(dumped()) == ["issued"]
    assert receipt.verdicts == []


def test_a_doubled_number_keeps_both_and_marks_the_second(bus, dumped):
    bus.teach(1, 2)
    bus.register(3)
    bus.enrol_learner(3)
    number = bus.claim(1).certificate_no
    signed = bus.signed(3, certificate_no=number)
    bus.issue(3, signed=signed, certificate_no=number)

    receipt = bus.send()

    assert statuses(dumped()) == ["issued"] * 3
    assert codes(receipt) == [VerdictCode.DUPLICATE_NUMBER]
    assert receipt.verdicts[0].seq == bus.head().seq


def test_the_revocation_list_is_signed_numbered_and_made_only_when_it_changes(
    bus, keys, list_in_force
):
    bus.teach(1, 2).send()
    before = list_in_force("revocation")
    bus.register(3)
    bus.send()
    unchanged = list_in_force("revocation")

    bus.revoke(2)
    receipt = bus.send()

    after = list_in_force("revocation")
    found = RevocationList.from_json(after.document, keys.signing_public)
    assert (before.number, unchanged.number, after.number) == (1, 1, 2)
    assert [e.certificate_no for e in found.entries] == [bus.claim(2).certificate_no]
    assert receipt.revocation_list_no == 2


def test_an_old_revocation_list_is_made_anew(bus, list_in_force, now):
    bus.teach(1).send()

    bus.register(2)
    bus.send(now=now + timedelta(days=8))

    assert list_in_force("revocation").number == 2


def test_after_a_restore_the_numbers_of_lists_go_on_above_those_that_were_lost(
    bus, province, other_province, list_in_force
):
    """Five were published; the backup knows of two. Buses take no list of a lower number."""
    for _ in range(4):
        bus.enrol()
    lost = list_in_force("trust").number
    backup = other_province(bus)
    bus.province = replace(backup, keys=replace(province.keys, epoch=2))
    bus.enrol()
    trust = TrustStore.from_json(bus.pack.trust.encode(), province.keys.root_public)
    revocations = RevocationList.from_json(
        bus.pack.revocations.encode(), province.keys.signing_public
    )

    again = bus.teach(1).send()

    assert lost == 5
    assert trust.number > lost
    assert revocations.number == again.revocation_list_no > lost


def test_what_an_officer_signed_before_the_bus_was_enrolled_anew_stays_good(
    bus, province, new_database, dumped, now
):
    """The registry lost the bus; its old request is taken again nine days later."""
    request = bus.request()
    bus.teach()
    bus.register()
    bus.enrol_learner()
    signed = bus.signed(1, issued_at=now + timedelta(days=3))
    bus.issue(1, signed=signed, issued_at="2026-03-04T01:30:00.000Z")
    bus.province = replace(province, database=new_database())
    bus.pack = office.enrol_bus(bus.province, request, now=now + NINE_DAYS)

    receipt = bus.send(now=now + NINE_DAYS)

    assert statuses(dumped(bus.province)) == ["issued"]
    assert receipt.verdicts == []


def test_no_request_makes_a_key_older_than_a_key_lives(make_bus, province, now):
    bus = make_bus().enrol(made=now - timedelta(days=9000))

    trust = TrustStore.from_json(bus.pack.trust.encode(), province.keys.root_public)

    assert trust.find_key(bus.officer.key_id).valid_from == now - timedelta(days=401)


def test_the_trust_store_names_the_officers_and_is_signed_by_the_root(bus, keys, list_in_force):
    store = TrustStore.from_json(list_in_force("trust").document, keys.root_public)

    assert store.find_key(bus.officer.key_id).bus_code == "79B03"
    assert store.registry_key == keys.signing_public


def test_a_certificate_keeps_its_row_when_it_is_revoked(bus, rows):
    bus.teach(1).revoke(1)

    bus.send()

    assert rows(Certificate) == 1
