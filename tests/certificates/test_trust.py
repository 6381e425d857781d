from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.errors import BadRevocationListError, BadTrustStoreError
from certificates.keys import OfficerKey, short_key_id
from certificates.revocation import RevocationList, RevocationReason, RevokedCertificate
from certificates.trust import TrustStore, fingerprints
from common.canonical import sha256_hex


def test_a_trust_store_survives_its_file(a_trust_store, a_trusted_key, root_key, now):
    lost = a_trusted_key(
        revoked_at=now, last_good_sequence=9, good_digests=frozenset({"00aa11bb22cc33dd" * 2})
    )
    store = a_trust_store(lost)

    found = TrustStore.from_json(store.to_json(root_key), root_key.public_key().public_bytes_raw())

    assert found == store


def test_a_listed_digest_costs_a_thief_more_tries_than_there_can_be(a_trusted_key, now):
    """With n listed digests of b bits about 2^b / n papers hit one."""
    known = [fingerprints(sha256_hex(str(n).encode()), None) for n in range(3)]
    lost = a_trusted_key(
        revoked_at=now, last_good_sequence=9, good_digests=frozenset[str]().union(*known)
    )
    good = sha256_hex(b"1")

    assert {len(digest) * 4 for digest in lost.good_digests} == {128}
    assert lost.is_good_despite_revocation(5, good)
    assert not lost.is_good_despite_revocation(5, good[:31] + ("0" if good[31] != "0" else "1"))


def test_keys_are_found_by_id_and_by_short_id(a_trust_store, a_trusted_key):
    key, store = a_trusted_key(), a_trust_store()

    assert store.find_key(key.key_id) == store.find_short(short_key_id(key.public_key)) == key
    assert store.find_key("did:web:gcn.khanhhoa.example#z6Mkother") is None


@pytest.mark.parametrize(
    "change",
    [(b'"number":5', b'"number":6'), (b"gcn.khanhhoa.gov", b"gcn.khanhhoa.evil"), (b"{", b"[")],
)
def test_an_altered_trust_store_is_refused(a_trust_store, root_key, change):
    raw = a_trust_store().to_json(root_key).replace(*change)

    with pytest.raises(BadTrustStoreError):
        TrustStore.from_json(raw, root_key.public_key().public_bytes_raw())


def test_another_root_is_refused(a_trust_store, root_key):
    raw = a_trust_store().to_json(Ed25519PrivateKey.generate())

    with pytest.raises(BadTrustStoreError):
        TrustStore.from_json(raw, root_key.public_key().public_bytes_raw())


def test_an_older_trust_store_is_refused(a_trust_store, root_key):
    """Otherwise a thief brings back the list from before his key was revoked."""
    raw = a_trust_store().to_json(root_key)

    with pytest.raises(BadTrustStoreError, match="older"):
        TrustStore.from_json(raw, root_key.public_key().public_bytes_raw(), at_least=6)


def test_a_key_id_must_fit_its_key(a_trust_store, a_trusted_key):
    other = OfficerKey.create("did:web:gcn.khanhhoa.example")

    with pytest.raises(ValueError, match="does not fit"):
        a_trust_store(a_trusted_key(public_key=other.public_key))


def test_a_revocation_list_survives_its_file(a_list, registry_key):
    found = RevocationList.from_json(
        a_list.to_json(registry_key), registry_key.public_key().public_bytes_raw(), at_least=3
    )

    assert found == a_list
    assert found.find("a" * 32).reason is RevocationReason.FRAUD


def test_an_altered_or_older_revocation_list_is_refused(a_list, registry_key):
    public, raw = registry_key.public_key().public_bytes_raw(), a_list.to_json(registry_key)

    with pytest.raises(BadRevocationListError):
        RevocationList.from_json(raw.replace(b"fraud", b"lent"), public)
    with pytest.raises(BadRevocationListError):
        RevocationList.from_json(raw, public, at_least=4)


def test_a_revocation_list_cannot_pass_for_a_trust_store(a_list, registry_key):
    with pytest.raises(BadTrustStoreError):
        TrustStore.from_json(
            a_list.to_json(registry_key), registry_key.public_key().public_bytes_raw()
        )


@pytest.fixture
def a_list(now):
    entry = RevokedCertificate(
        certificate_no="KNS-26-79B03-000123-F",
        digest="a" * 32,
        reason=RevocationReason.FRAUD,
        decision_no="15/QĐ-SKHCN",
        decided_on=date(2026, 12, 1),
        revoked_at=now,
    )
    return RevocationList(
        number=3, made_at=now, next_update=now + timedelta(days=40), entries=(entry,)
    )
