import copy
import json
import random
import string
from dataclasses import replace
from datetime import date, timedelta

import pytest

from certificates.keys import OfficerKey
from certificates.model import printed_fields
from certificates.numbering import certificate_no
from certificates.qr import encode_qr
from certificates.revocation import (
    DIGEST_DIGITS,
    RevocationList,
    RevocationReason,
    RevokedCertificate,
)
from certificates.trust import fingerprints
from certificates.verify import (
    Genuineness,
    RevocationState,
    Verdict,
    verify_credential,
    verify_qr,
)


@pytest.fixture
def a_list(now):
    def make(*entries, **changes):
        found = RevocationList(
            number=12, made_at=now, next_update=now + timedelta(days=40), entries=entries
        )
        return replace(found, **changes)

    return make


@pytest.fixture
def revoke(now):
    def make(signed):
        return RevokedCertificate(
            certificate_no=signed.document["credentialSubject"]["licenseNumber"],
            digest=signed.sha256[:DIGEST_DIGITS],
            reason=RevocationReason.LENT,
            decision_no="15/QĐ-SKHCN",
            decided_on=date(2026, 12, 1),
            revoked_at=now,
        )

    return make


@pytest.fixture(params=["credential", "qr"])
def check(request, a_trust_store, a_list, now):
    """Check a certificate in each of its two forms."""

    def run(signed, *, trust=None, revocations=None, on=None):
        trust = trust or a_trust_store()
        revocations = revocations or a_list()
        if request.param == "qr":
            return verify_qr(signed.qr_text, trust, revocations, on or now)
        document = json.loads(json.dumps(signed.document))
        return verify_credential(document, trust, revocations, on or now)

    return run


def test_a_good_certificate_is_valid_as_of_a_named_list(check, sign, a_claim, now):
    claim = a_claim()

    result = check(sign(claim))

    assert result.genuineness is Genuineness.GENUINE
    assert result.verdict is Verdict.VALID
    assert (result.revocation.list_number, result.revocation.list_made_at) == (12, now)
    assert result.fields.items() <= printed_fields(claim).items()


def test_a_credential_shows_every_printed_field(sign, a_claim, a_trust_store, a_list, now):
    claim = a_claim()

    result = verify_credential(sign(claim).document, a_trust_store(), a_list(), now)

    assert dict(result.fields) == printed_fields(claim)


def test_a_revoked_certificate_is_genuine_and_revoked(check, sign, a_claim, a_list, revoke):
    signed = sign(a_claim())

    result = check(signed, revocations=a_list(revoke(signed)))

    assert result.is_genuine
    assert result.verdict is Verdict.REVOKED
    assert result.revocation.reason is RevocationReason.LENT
    assert result.revocation.decision_no == "15/QĐ-SKHCN"


def test_another_certificate_on_the_list_changes_nothing(check, sign, a_claim, a_list, revoke):
    other = sign(a_claim(full_name="Nguyễn Thị Hòa"))

    result = check(sign(a_claim()), revocations=a_list(revoke(other)))

    assert result.verdict is Verdict.VALID


def test_an_old_list_is_said_to_be_old(check, sign, a_claim, now):
    result = check(sign(a_claim()), on=now + timedelta(days=41))

    assert result.verdict is Verdict.VALID_OLD_LIST
    assert result.revocation.is_old


def test_without_a_list_nothing_is_said_about_withdrawal(sign, a_claim, a_trust_store, now):
    result = verify_qr(sign(a_claim()).qr_text, a_trust_store(), None, now)

    assert result.verdict is Verdict.VALID_OLD_LIST
    assert result.revocation.state is RevocationState.UNKNOWN


def test_a_key_the_province_never_listed_is_unknown(
    check, sign, a_claim, a_trust_store, a_trusted_key
):
    stranger = OfficerKey.create("did:web:gcn.khanhhoa.example")
    listed = a_trusted_key(key_id=stranger.key_id, public_key=stranger.public_key)

    result = check(sign(a_claim()), trust=a_trust_store(listed))

    assert result.verdict is Verdict.UNKNOWN_KEY
    assert not result.fields


def test_a_did_key_of_the_forger_is_not_believed(sign, a_claim, a_trust_store, officer_key, now):
    document = copy.deepcopy(sign(a_claim()).document)
    fragment = officer_key.key_id.partition("#")[2]
    document["proof"][0]["verificationMethod"] = f"did:key:{fragment}#{fragment}"

    result = verify_credential(document, a_trust_store(), None, now)

    assert result.verdict is Verdict.UNKNOWN_KEY


def test_a_certificate_after_the_end_of_its_key_is_told_apart(
    check, sign, a_claim, a_trust_store, a_trusted_key, now
):
    ended = a_trusted_key(valid_until=now - timedelta(days=1))

    result = check(sign(a_claim()), trust=a_trust_store(ended))

    assert result.genuineness is Genuineness.EXPIRED_KEY
    assert result.verdict is Verdict.NOT_VALID


def test_a_certificate_outlives_its_key(check, sign, a_claim, now, a_list):
    result = check(
        sign(a_claim()),
        on=now + timedelta(days=4000),
        revocations=a_list(next_update=now + timedelta(days=5000)),
    )

    assert result.verdict is Verdict.VALID


def test_a_lost_key_makes_unlisted_certificates_invalid(
    check, sign, a_claim, a_trust_store, a_trusted_key, now
):
    lost = a_trusted_key(revoked_at=now, last_good_sequence=500)

    result = check(sign(a_claim()), trust=a_trust_store(lost))

    assert result.genuineness is Genuineness.REVOKED_KEY


@pytest.mark.parametrize(
    ("last_good", "expected"), [(123, Verdict.VALID), (122, Verdict.NOT_VALID)]
)
def test_certificates_known_before_the_loss_stay_good(
    check, sign, a_claim, a_trust_store, a_trusted_key, now, last_good, expected
):
    signed = sign(a_claim())
    lost = a_trusted_key(
        revoked_at=now,
        last_good_sequence=last_good,
        good_digests=fingerprints(signed.sha256, a_claim()),
    )

    assert check(signed, trust=a_trust_store(lost)).verdict is expected


def test_a_thief_cannot_put_the_digest_of_a_good_certificate_under_another_name(
    sign, a_claim, a_trust_store, a_trusted_key, now, officer_key, registry_url
):
    good = sign(a_claim())
    lost = a_trusted_key(
        revoked_at=now,
        last_good_sequence=500,
        good_digests=fingerprints(good.sha256, a_claim()),
    )

    forged = encode_qr(
        a_claim(full_name="Lò Văn Gian"),
        sha256=good.sha256,
        key=officer_key,
        registry_url=registry_url,
    )

    result = verify_qr(forged, a_trust_store(lost), None, now)
    assert result.genuineness is Genuineness.REVOKED_KEY


def test_a_key_cannot_sign_numbers_of_another_bus(check, sign, a_claim):
    signed = sign(a_claim(certificate_no=certificate_no("KNS", 2026, "79B04", 123)))

    assert check(signed).genuineness is Genuineness.OTHER_BUS


def test_a_certificate_from_the_future_is_not_valid(check, sign, a_claim, now):
    result = check(sign(a_claim()), on=now - timedelta(days=2))

    assert result.genuineness is Genuineness.FROM_THE_FUTURE


def test_another_name_makes_a_credential_altered(sign, a_claim, a_trust_store, now):
    document = copy.deepcopy(sign(a_claim()).document)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Trần Văn Giả"

    result = verify_credential(document, a_trust_store(), None, now)

    assert result.genuineness is Genuineness.ALTERED
    assert not result.fields


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(unsigned="Tiến sĩ"),
        lambda document: document["@context"].append({"@vocab": "https://evil.example/"}),
        lambda document: document["credentialSubject"].update(role="Giám đốc"),
        lambda document: document["proof"].append(document["proof"][0]),
        lambda document: document["proof"][0].update(extra="x"),
        lambda document: document.update(proof=document["proof"][0]),
        lambda document: document.update(validFrom="2026-11-21T10:04:05.678+07:00"),
        lambda document: document["credentialSubject"]["result"][2].update(value=60),
        lambda document: document["credentialSubject"]["identifier"][0].update(hashed=0),
        lambda document: document.pop("evidence"),
        lambda document: document.pop("proof"),
    ],
)
def test_a_document_of_another_spelling_is_not_believed(sign, a_claim, a_trust_store, now, change):
    """The signature covers the meaning of JSON-LD; we read the JSON."""
    document = copy.deepcopy(sign(a_claim()).document)
    change(document)

    result = verify_credential(document, a_trust_store(), None, now)

    assert result.genuineness is Genuineness.UNREADABLE


@pytest.mark.parametrize("nonsense", [None, [], "x", 5, {}, {"proof": [{}]}])
def test_nonsense_is_unreadable(a_trust_store, now, nonsense):
    result = verify_credential(nonsense, a_trust_store(), None, now)

    assert result.genuineness is Genuineness.UNREADABLE


def test_every_leaf_of_a_credential_is_protected(sign, a_claim, a_trust_store, now):
    document = sign(a_claim()).document
    accepted = []
    for path in _leaves(document):
        altered = copy.deepcopy(document)
        *way, last = path
        place = altered
        for step in way:
            place = place[step]
        place[last] = _other(place[last])
        if verify_credential(altered, a_trust_store(), None, now).is_genuine:
            accepted.append(path)

    assert not accepted


def test_no_mutation_of_a_qr_text_is_accepted(sign, a_claim, a_trust_store, now):
    text, trust = sign(a_claim()).qr_text, a_trust_store()
    rng = random.Random(20261121)
    mutated = {_mutate(text, rng) for _ in range(1_400)} - {text}
    assert len(mutated) >= 1_000

    accepted = [other for other in mutated if verify_qr(other, trust, None, now).is_genuine]

    assert not accepted


def test_a_qr_code_of_another_address_is_not_read(sign, a_claim, a_trust_store, now):
    """The same digits behind a forger's address would open the forger's page."""
    digits = sign(a_claim()).qr_text.partition("#")[2]

    result = verify_qr(
        f"https://gcn.khanhhoa.gov.evil.example/v#{digits}", a_trust_store(), None, now
    )

    assert result.genuineness is Genuineness.UNREADABLE


def _leaves(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path


def _other(value):
    return (not value) if isinstance(value, bool) else f"{value}1"


def _mutate(text, rng):
    letters = list(text)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        place = rng.randrange(len(letters))
        match rng.randrange(4):
            case 0:
                letters[place] = rng.choice(string.digits + string.ascii_letters)
            case 1:
                del letters[place]
            case 2:
                letters.insert(place, rng.choice(string.digits))
            case _:
                other = rng.randrange(len(letters))
                letters[place], letters[other] = letters[other], letters[place]
    return "".join(letters)
