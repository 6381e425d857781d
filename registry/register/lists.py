"""Publishing the two signed lists: whose signature counts, and what was withdrawn."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.credential import read_claim
from certificates.numbering import parse_certificate_no
from certificates.revocation import (
    DIGEST_DIGITS,
    RevocationList,
    RevocationReason,
    RevokedCertificate,
)
from certificates.trust import TrustedKey, TrustStore, fingerprints
from registry.buses.queries import OfficerKeyRow, list_officer_keys
from registry.keys import RegistryKeys
from registry.register.models import Certificate, ListKind, PublishedList
from registry.register.queries import RevokedEntry, SignedList, list_revoked, newest_list

LIST_LIFE = timedelta(days=30)
"""After so long a verifier says that its revocation list is old."""
RENEW_AFTER = timedelta(days=7)
"""A revocation list is made anew after so long even when nothing changed."""
EPOCH_STEP = 100_000
"""Numbers of lists in each epoch of the registry: what was published and then lost is passed."""


@dataclass(frozen=True)
class IssuerNames:
    """What a trust store says of the province besides keys."""

    did: str
    registry_url: str
    registry_key: bytes


def publish_trust(
    db: Session, *, root: Ed25519PrivateKey, issuer: IssuerNames, regepoch: int, now: datetime
) -> SignedList:
    """Sign and keep a new list of all officers' keys.

    Args:
        db: a write block.
        root: the provincial root key; the only thing it ever signs.
        issuer: the province.
        regepoch: of the registry; after a restore the numbers go on above those that were lost.
        now: the registry's clock.
    """
    last = newest_list(db, ListKind.TRUST)
    store = TrustStore(
        number=_next_number(last, regepoch),
        made_at=now,
        issuer_did=issuer.did,
        registry_url=issuer.registry_url,
        registry_key=issuer.registry_key,
        keys=tuple(_trusted(db, row) for row in list_officer_keys(db)),
    )
    return _keep(db, ListKind.TRUST, SignedList(store.number, now, store.to_json(root)))


def publish_revocations(db: Session, *, keys: RegistryKeys, now: datetime) -> SignedList:
    """Return the revocation list in force.

    Signs a new one when it changed, is a week old, or is from before the registry was restored.
    """
    entries = tuple(_revoked(entry) for entry in list_revoked(db))
    last = newest_list(db, ListKind.REVOCATION)
    if last is not None and _is_in_force(last, entries, keys=keys, now=now):
        return last
    made = RevocationList(
        number=_next_number(last, keys.epoch),
        made_at=now,
        next_update=now + LIST_LIFE,
        entries=entries,
    )
    return _keep(db, ListKind.REVOCATION, SignedList(made.number, now, made.to_json(keys.signing)))


def _next_number(last: SignedList | None, regepoch: int) -> int:
    return max(last.number if last else 0, (regepoch - 1) * EPOCH_STEP) + 1


def _is_in_force(
    last: SignedList, entries: tuple[RevokedCertificate, ...], *, keys: RegistryKeys, now: datetime
) -> bool:
    is_of_epoch = last.number > (keys.epoch - 1) * EPOCH_STEP
    if not is_of_epoch or now - last.made_at >= RENEW_AFTER:
        return False
    return RevocationList.from_json(last.document, keys.signing_public).entries == entries


def _keep(db: Session, kind: ListKind, made: SignedList) -> SignedList:
    db.add(
        PublishedList(
            kind=kind.value, number=made.number, made_at=made.made_at, document=made.document
        )
    )
    db.flush()
    return made


def _trusted(db: Session, row: OfficerKeyRow) -> TrustedKey:
    is_revoked = row.revoked_at is not None
    return TrustedKey(
        key_id=row.key_id,
        public_key=row.public_key,
        bus_code=row.bus_code,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        last_good_sequence=_last_sequence(db, row.key_id) if is_revoked else None,
        good_digests=_good_digests(db, row.key_id) if is_revoked else frozenset(),
    )


def _good_digests(db: Session, key_id: str) -> frozenset[str]:
    """Name the certificates of a lost key that the register holds: those stay good."""
    query = select(Certificate.credential_sha256, Certificate.credential).where(
        Certificate.officer_key_id == key_id
    )
    found: set[str] = set()
    for sha256, credential in db.execute(query):
        claim = None if credential is None else read_claim(json.loads(credential))
        found |= fingerprints(sha256, claim)
    return frozenset(found)


def _last_sequence(db: Session, key_id: str) -> int:
    query = select(Certificate.certificate_no).where(Certificate.officer_key_id == key_id)
    return max((parse_certificate_no(no).sequence for no in db.scalars(query)), default=0)


def _revoked(entry: RevokedEntry) -> RevokedCertificate:
    return RevokedCertificate(
        certificate_no=entry.certificate_no,
        digest=entry.credential_sha256[:DIGEST_DIGITS],
        reason=RevocationReason(entry.reason),
        decision_no=entry.decision_no,
        decided_on=entry.decided_on,
        revoked_at=entry.revoked_at,
    )
