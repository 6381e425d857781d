"""The numbered, signed list of revoked certificates."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.errors import BadRevocationListError
from certificates.signed_file import read_signed_file, sign_file
from common.clock import from_wire, to_wire

_KIND = "revocation list"
DIGEST_DIGITS = 32
"""Hex digits of a credential's SHA-256 that name it here; a QR code carries as many."""


class RevocationReason(StrEnum):
    """Why a certificate was withdrawn; the list of reasons is that of Vietnamese practice."""

    FRAUD = "fraud"
    NOT_QUALIFIED = "not_qualified"
    NO_AUTHORITY = "no_authority"
    ALTERED = "altered"
    LENT = "lent"
    ISSUER_ERROR = "issuer_error"


@dataclass(frozen=True, kw_only=True)
class RevokedCertificate:
    """One withdrawn certificate. Its number stays used for ever."""

    certificate_no: str
    digest: str
    """First 32 hex digits of the credential's SHA-256."""
    reason: RevocationReason
    decision_no: str
    decided_on: date
    revoked_at: datetime


@dataclass(frozen=True, kw_only=True)
class RevocationList:
    """What was withdrawn, as of one list."""

    number: int
    """Grows with each list."""
    made_at: datetime
    next_update: datetime
    """After this instant an answer from this list says that it is old."""
    entries: tuple[RevokedCertificate, ...] = ()

    def find(self, digest: str) -> RevokedCertificate | None:
        """Return the entry of a credential's digest (32 hex digits), or None."""
        return next((entry for entry in self.entries if entry.digest == digest), None)

    def to_json(self, registry_key: Ed25519PrivateKey) -> bytes:
        """Return the file of this list, signed by the registry."""
        content = {
            "number": self.number,
            "made_at": to_wire(self.made_at),
            "next_update": to_wire(self.next_update),
            "entries": [_entry_to_json(entry) for entry in self.entries],
        }
        return sign_file(_KIND, content, registry_key)

    @classmethod
    def from_json(
        cls, raw: bytes, registry_public_key: bytes, *, at_least: int = 0
    ) -> "RevocationList":
        """Read a list signed by the registry.

        Args:
            raw: the file.
            registry_public_key: ``TrustStore.registry_key``.
            at_least: number of the list already held.

        Raises:
            BadRevocationListError: altered, of another registry, or older than the one held.
        """
        try:
            content = read_signed_file(_KIND, raw, registry_public_key)
            found = cls(
                number=int(content["number"]),
                made_at=from_wire(content["made_at"]),
                next_update=from_wire(content["next_update"]),
                entries=tuple(_entry_from_json(entry) for entry in content["entries"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadRevocationListError(reason="altered") from error
        if found.number < at_least:
            raise BadRevocationListError(reason="older", number=found.number, held=at_least)
        return found


def _entry_to_json(entry: RevokedCertificate) -> dict[str, Any]:
    return {
        "certificate_no": entry.certificate_no,
        "digest": entry.digest,
        "reason": entry.reason.value,
        "decision_no": entry.decision_no,
        "decided_on": entry.decided_on.isoformat(),
        "revoked_at": to_wire(entry.revoked_at),
    }


def _entry_from_json(found: dict[str, Any]) -> RevokedCertificate:
    return RevokedCertificate(
        certificate_no=str(found["certificate_no"]),
        digest=str(found["digest"]),
        reason=RevocationReason(found["reason"]),
        decision_no=str(found["decision_no"]),
        decided_on=date.fromisoformat(found["decided_on"]),
        revoked_at=from_wire(found["revoked_at"]),
    )
