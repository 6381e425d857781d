"""Checking a certificate without a network, in three parts that are never mixed into one tick.

Is it genuine? What does it say? Is it withdrawn, as far as list N of date D knows?
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from certificates.credential import read_claim
from certificates.data_integrity import find_key_id, is_signed
from certificates.errors import BadNumberError
from certificates.model import printed_fields
from certificates.numbering import parse_certificate_no
from certificates.qr import decode_qr, qr_fields, read_qr_claim
from certificates.revocation import DIGEST_DIGITS, RevocationList, RevocationReason
from certificates.trust import TrustedKey, TrustStore
from common.canonical import canonical_json, sha256_hex

CLOCK_ERROR = timedelta(days=1)
"""How far the clock of a bus may run ahead of the verifier's."""


class Genuineness(StrEnum):
    """Did an officer, with the right to do so, sign exactly this?"""

    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    """Not a certificate of this system at all."""
    ALTERED = "altered"
    """A listed key is named, but it did not sign this."""
    UNKNOWN_KEY = "unknown_key"
    """A key the pinned list does not know: forged, or the list is old."""
    EXPIRED_KEY = "expired_key"
    """Signed outside the time the key was valid."""
    REVOKED_KEY = "revoked_key"
    """The key was lost, and this is not among the certificates known to be good."""
    OTHER_BUS = "other_bus"
    """The number belongs to another bus than the key."""
    FROM_THE_FUTURE = "from_the_future"
    """Issued later than now."""


class RevocationState(StrEnum):
    """What is known about withdrawal."""

    NOT_LISTED = "not_listed"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """There is no list to ask."""


class Verdict(StrEnum):
    """The five answers a person gets; the first three must never look the same."""

    VALID = "valid"
    VALID_OLD_LIST = "valid_old_list"
    """Genuine, but no recent list says whether it was withdrawn."""
    UNKNOWN_KEY = "unknown_key"
    REVOKED = "revoked"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, kw_only=True)
class RevocationKnowledge:
    """What is known about withdrawal, and from which list."""

    state: RevocationState
    list_number: int | None = None
    list_made_at: datetime | None = None
    is_old: bool = False
    """The list should have been replaced by now."""
    reason: RevocationReason | None = None
    decision_no: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class VerificationResult:
    """The answer, the same on the bus, in an offline page and at the registry."""

    genuineness: Genuineness
    fields: Mapping[str, str]
    """What the certificate says, by name; empty unless the signature was right."""
    revocation: RevocationKnowledge
    key_id: str | None = None
    """The listed key that signed."""

    @property
    def is_genuine(self) -> bool:
        """Signed by an officer with the right to; says nothing about withdrawal."""
        return self.genuineness is Genuineness.GENUINE

    @property
    def verdict(self) -> Verdict:
        """The one answer to show first."""
        if self.genuineness is Genuineness.UNKNOWN_KEY:
            return Verdict.UNKNOWN_KEY
        if not self.is_genuine:
            return Verdict.NOT_VALID
        if self.revocation.state is RevocationState.REVOKED:
            return Verdict.REVOKED
        if self.revocation.state is RevocationState.UNKNOWN or self.revocation.is_old:
            return Verdict.VALID_OLD_LIST
        return Verdict.VALID


def verify_credential(
    document: object,
    trust: TrustStore,
    revocations: RevocationList | None,
    on: datetime,
) -> VerificationResult:
    """Check a signed credential.

    Args:
        document: parsed JSON of unknown origin.
        trust: the pinned keys; nothing inside the document is believed instead.
        revocations: the newest list at hand, already checked by ``from_json``.
        on: now.
    """
    if not isinstance(document, dict):
        return _refuse(Genuineness.UNREADABLE, revocations, on)
    try:
        claim = read_claim(document)
        proof = _only_proof(document)
        key_id = find_key_id(proof)
    except ValueError:
        return _refuse(Genuineness.UNREADABLE, revocations, on)
    if key_id is None:
        return _refuse(Genuineness.UNREADABLE, revocations, on)
    key = trust.find_key(key_id)
    if key is None or claim.issuer.did != trust.issuer_did:
        return _refuse(Genuineness.UNKNOWN_KEY, revocations, on)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if not is_signed(unsigned, proof, key.public_key):
        return _refuse(Genuineness.ALTERED, revocations, on)
    sha256 = sha256_hex(canonical_json(document))
    signed = _Signed(claim.certificate_no, claim.issued_at, sha256[:DIGEST_DIGITS], sha256)
    return _judge(signed, printed_fields(claim), key, revocations, on)


def verify_qr(
    text: str, trust: TrustStore, revocations: RevocationList | None, on: datetime
) -> VerificationResult:
    """Check the text of a certificate's QR code; arguments as in :func:`verify_credential`.

    The fields are the few that the code carries; the credential has them all.
    """
    try:
        message = decode_qr(text, registry_url=trust.registry_url)
    except ValueError:
        return _refuse(Genuineness.UNREADABLE, revocations, on)
    key = trust.find_short(message.key_id)
    if key is None:
        return _refuse(Genuineness.UNKNOWN_KEY, revocations, on)
    if not message.is_signed(key.public_key):
        return _refuse(Genuineness.ALTERED, revocations, on)
    try:
        claim = read_qr_claim(message.payload)
        fields = qr_fields(claim)
        signed_sha256 = sha256_hex(message.payload)
        signed = _Signed(claim.certificate_no, claim.issued_at, claim.digest.hex(), signed_sha256)
        return _judge(signed, fields, key, revocations, on)
    except (ValueError, BadNumberError):
        return _refuse(Genuineness.UNREADABLE, revocations, on)


@dataclass(frozen=True)
class _Signed:
    """What the judgement needs of a certificate whose signature is right."""

    certificate_no: str
    issued_at: datetime
    digest: str
    """Of the credential, as revocation lists name it."""
    signed_sha256: str
    """Of all that this signature covers."""


def _judge(
    signed: _Signed,
    fields: Mapping[str, str],
    key: TrustedKey,
    revocations: RevocationList | None,
    on: datetime,
) -> VerificationResult:
    return VerificationResult(
        genuineness=_genuineness(signed, key, on),
        fields=fields,
        revocation=_revocation(signed.digest, revocations, on),
        key_id=key.key_id,
    )


def _genuineness(signed: _Signed, key: TrustedKey, on: datetime) -> Genuineness:
    number = parse_certificate_no(signed.certificate_no)
    if number.bus != key.bus_code:
        return Genuineness.OTHER_BUS
    # A QR code knows whole seconds only.
    if not key.valid_from.replace(microsecond=0) <= signed.issued_at <= key.valid_until:
        return Genuineness.EXPIRED_KEY
    is_lost = key.revoked_at is not None
    if is_lost and not key.is_good_despite_revocation(number.sequence, signed.signed_sha256):
        return Genuineness.REVOKED_KEY
    if signed.issued_at > on + CLOCK_ERROR:
        return Genuineness.FROM_THE_FUTURE
    return Genuineness.GENUINE


def _revocation(
    digest: str | None, revocations: RevocationList | None, on: datetime
) -> RevocationKnowledge:
    if revocations is None:
        return RevocationKnowledge(state=RevocationState.UNKNOWN)
    entry = None if digest is None else revocations.find(digest)
    return RevocationKnowledge(
        state=_state(digest, is_listed=entry is not None),
        list_number=revocations.number,
        list_made_at=revocations.made_at,
        is_old=on > revocations.next_update,
        reason=entry.reason if entry else None,
        decision_no=entry.decision_no if entry else None,
        decided_on=entry.decided_on if entry else None,
    )


def _state(digest: str | None, *, is_listed: bool) -> RevocationState:
    if digest is None:
        return RevocationState.UNKNOWN
    return RevocationState.REVOKED if is_listed else RevocationState.NOT_LISTED


def _refuse(
    genuineness: Genuineness, revocations: RevocationList | None, on: datetime
) -> VerificationResult:
    return VerificationResult(
        genuineness=genuineness, fields={}, revocation=_revocation(None, revocations, on)
    )


def _only_proof(document: dict[str, Any]) -> dict[str, Any]:
    proofs = document.get("proof")
    if not isinstance(proofs, list) or len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise ValueError("not exactly one proof")
    proof: dict[str, Any] = proofs[0]
    return proof
