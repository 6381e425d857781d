"""Reads of the public page."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from certificates.revocation import RevocationList
from certificates.trust import TrustStore
from registry.intake.models import Fork
from registry.keys import RegistryKeys
from registry.register.models import Certificate, ListKind
from registry.register.queries import newest_list
from sync.chain import Stream


@dataclass(frozen=True)
class Lists:
    """What certificates are judged by."""

    trust: TrustStore
    revocations: RevocationList | None


def find_lists(db: Session, keys: RegistryKeys) -> Lists | None:
    """Return the lists in force, or None before the first bus is enrolled."""
    trust = newest_list(db, ListKind.TRUST)
    revocations = newest_list(db, ListKind.REVOCATION)
    if trust is None:
        return None
    return Lists(
        TrustStore.from_json(trust.document, keys.root_public),
        RevocationList.from_json(revocations.document, keys.signing_public)
        if revocations
        else None,
    )


def is_under_review(db: Session, credential_sha256: str) -> bool:
    """Tell whether a copied disk or a doubled number makes a certificate doubtful."""
    other = aliased(Certificate)
    is_forked = exists().where(
        Fork.bus_code == Certificate.bus_code,
        Fork.epoch == Certificate.epoch,
        Fork.stream == Stream.R.value,
        Fork.seq <= Certificate.seq,
    )
    is_doubled = exists().where(
        other.certificate_no == Certificate.certificate_no,
        other.certificate_id != Certificate.certificate_id,
    )
    query = select(Certificate.certificate_no).where(
        Certificate.credential_sha256 == credential_sha256, is_forked | is_doubled
    )
    return db.scalars(query).first() is not None
