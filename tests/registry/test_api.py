import pytest

from certificates.revocation import RevocationList
from certificates.trust import TrustStore
from registry.intake.models import JournalLine
from registry.web.access import ACCESS
from sync.receipt import parse_receipt


def test_a_bundle_over_http_gets_the_same_receipt_as_a_stick(bus, client, keys):
    raw = bus.teach(1).bundle()

    answer = client.post("/api/v1/bundles", data=raw)

    receipt = parse_receipt(answer.data, keys.signing.public_key())
    assert answer.status_code == 200
    assert receipt.heads == [bus.head()]


def test_a_refused_bundle_is_a_problem_with_its_fault(bus, client, rows):
    raw = bytearray(bus.teach(1).bundle())
    raw[-1] ^= 1

    answer = client.post("/api/v1/bundles", data=bytes(raw))

    assert answer.status_code == 422
    assert answer.json["code"] == "sync.bundle_refused"
    assert answer.json["params"] == {"fault": "altered"}
    assert rows(JournalLine) == 0


@pytest.mark.parametrize("body", [b"", b"TBUS1\n", b"TBUS1\n\xff\xff\xff\xff", b"{}" * 50])
def test_rubbish_is_refused(client, body):
    assert client.post("/api/v1/bundles", data=body).status_code == 422


def test_a_bundle_larger_than_any_bundle_is_not_even_read(client):
    answer = client.post("/api/v1/bundles", data=b"x" * (8 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert answer.json["code"] == "web.too_large"


def test_a_receipt_can_be_fetched_again(bus, client, keys):
    bus.teach(1).send()

    answer = client.get("/api/v1/receipts/79B03")

    assert parse_receipt(answer.data, keys.signing.public_key()).heads == [bus.head()]


def test_nobody_gets_the_receipt_of_a_bus_that_does_not_exist(client):
    answer = client.get("/api/v1/receipts/00X00")

    assert answer.status_code == 404
    assert answer.json["code"] == "buses.not_found"


def test_the_signed_lists_can_be_fetched(bus, client, keys):
    bus.teach(1).revoke(1).send()

    lists = client.get("/api/v1/trust").json

    trust = TrustStore.from_json(lists["trust"].encode(), keys.root_public)
    revoked = RevocationList.from_json(lists["revocations"].encode(), trust.registry_key)
    assert [entry.certificate_no for entry in revoked.entries] == [bus.claim(1).certificate_no]


def test_every_endpoint_has_a_row_in_the_access_table(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)
