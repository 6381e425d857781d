"""The pinned list of keys: the only place a verifier looks a key up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.errors import BadTrustStoreError
from certificates.keys import make_key_id, short_key_id
from certificates.model import CompletionClaim
from certificates.qr import qr_sha256
from certificates.signed_file import read_signed_file, sign_file
from common.clock import from_wire, to_wire

_KIND = "trust store"
_KEY_BYTES = 32
FINGERPRINT_DIGITS = 32
"""Hex digits of a SHA-256 in ``good_digests``.

With the stolen key a thief makes papers until one has a listed digest. Among 10,000 of them that
takes 2^115 tries; 16 digits would take 2^51, which can be bought.
"""


@dataclass(frozen=True, kw_only=True)
class TrustedKey:
    """One officer's key as the province lists it; entries stay when the key ends."""

    key_id: str
    public_key: bytes
    bus_code: str
    """The only bus whose certificate numbers this key may sign."""
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None
    """When the province stopped believing the key, such as after a theft."""
    last_good_sequence: int | None = None
    """Of a revoked key: the last certificate sequence known to be the officer's own."""
    good_digests: frozenset[str] = frozenset()
    """Of a revoked key: :func:`fingerprints` of each good certificate.

    The thief's clock and numbers are worth nothing, so only what is listed stays good.
    """

    def is_good_despite_revocation(self, sequence: int, sha256: str) -> bool:
        """Tell whether a certificate of this revoked key was known before the loss.

        Args:
            sequence: of its number.
            sha256: of the signed credential, or of what the QR code signs; 64 hex digits.
        """
        last_good = self.last_good_sequence or 0
        return sequence <= last_good and sha256[:FINGERPRINT_DIGITS] in self.good_digests


@dataclass(frozen=True, kw_only=True)
class TrustStore:
    """What a verifier believes, as of one signed and numbered list."""

    number: int
    """Grows with each list; a lower one is never taken again."""
    made_at: datetime
    issuer_did: str
    registry_url: str
    """Of the public page; a certificate's QR code must begin with it."""
    registry_key: bytes
    """Ed25519 public key that signs revocation lists, receipts and packs."""
    keys: tuple[TrustedKey, ...] = ()
    _by_id: Mapping[str, TrustedKey] = field(init=False, repr=False, compare=False)
    _by_short_id: Mapping[bytes, TrustedKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {key.key_id: key for key in self.keys})
        by_short_id = {short_key_id(key.public_key): key for key in self.keys}
        object.__setattr__(self, "_by_short_id", by_short_id)
        if not len(self._by_id) == len(by_short_id) == len(self.keys):
            raise ValueError("a key is listed twice")
        for key in self.keys:
            if key.key_id != make_key_id(self.issuer_did, key.public_key):
                raise ValueError("a key id that does not fit its key")

    def find_key(self, key_id: str) -> TrustedKey | None:
        """Return the key a credential names, or None when the province never listed it."""
        return self._by_id.get(key_id)

    def find_short(self, short_id: bytes) -> TrustedKey | None:
        """Return the key a QR code names, or None when the province never listed it."""
        return self._by_short_id.get(short_id)

    def to_json(self, root: Ed25519PrivateKey) -> bytes:
        """Return the file of this list, signed by the province root."""
        content = {
            "number": self.number,
            "made_at": to_wire(self.made_at),
            "issuer_did": self.issuer_did,
            "registry_url": self.registry_url,
            "registry_key": self.registry_key.hex(),
            "keys": [_key_to_json(key) for key in self.keys],
        }
        return sign_file(_KIND, content, root)

    @classmethod
    def from_json(cls, raw: bytes, root_public_key: bytes, *, at_least: int = 0) -> "TrustStore":
        """Read a list signed by the province root.

        Args:
            raw: the file.
            root_public_key: 32 bytes, pinned at enrolment.
            at_least: number of the list already held.

        Raises:
            BadTrustStoreError: altered, of another root, or older than the one already held.
        """
        try:
            store = cls._read(read_signed_file(_KIND, raw, root_public_key))
        except (ValueError, KeyError, TypeError) as error:
            raise BadTrustStoreError(reason="altered") from error
        if store.number < at_least:
            raise BadTrustStoreError(reason="older", number=store.number, held=at_least)
        return store

    @classmethod
    def read_held(cls, raw: bytes) -> "TrustStore":
        """Read a list whose signature was checked when it was stored on this machine.

        Raises:
            BadTrustStoreError: it is not a trust store.
        """
        try:
            return cls._read(json.loads(raw)["content"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadTrustStoreError(reason="altered") from error

    @classmethod
    def _read(cls, content: dict[str, Any]) -> "TrustStore":
        return cls(
            number=int(content["number"]),
            made_at=from_wire(content["made_at"]),
            issuer_did=str(content["issuer_did"]),
            registry_url=str(content["registry_url"]),
            registry_key=_public_key(content["registry_key"]),
            keys=tuple(_key_from_json(key) for key in content["keys"]),
        )


def fingerprints(sha256: str, claim: CompletionClaim | None) -> frozenset[str]:
    """Return what names one certificate in ``good_digests``: its credential, and its QR code.

    The digest inside a QR code is only what the signer says: with a stolen key anybody could
    write that of a good certificate under another name. So the code is named by all it signs.

    Args:
        sha256: of the signed credential, 64 hex digits.
        claim: what it says; None when the learner kept that from the province, whose list then
            knows no QR code of it.
    """
    known = {sha256} if claim is None else {sha256, qr_sha256(claim, sha256=sha256)}
    return frozenset(digest[:FINGERPRINT_DIGITS] for digest in known)


def _key_to_json(key: TrustedKey) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "public_key": key.public_key.hex(),
        "bus_code": key.bus_code,
        "valid_from": to_wire(key.valid_from),
        "valid_until": to_wire(key.valid_until),
        "revoked_at": None if key.revoked_at is None else to_wire(key.revoked_at),
        "last_good_sequence": key.last_good_sequence,
        "good_digests": sorted(key.good_digests),
    }


def _key_from_json(found: dict[str, Any]) -> TrustedKey:
    revoked_at, last_good = found["revoked_at"], found["last_good_sequence"]
    return TrustedKey(
        key_id=str(found["key_id"]),
        public_key=_public_key(found["public_key"]),
        bus_code=str(found["bus_code"]),
        valid_from=from_wire(found["valid_from"]),
        valid_until=from_wire(found["valid_until"]),
        revoked_at=None if revoked_at is None else from_wire(revoked_at),
        last_good_sequence=None if last_good is None else int(last_good),
        good_digests=frozenset(str(digest) for digest in found["good_digests"]),
    )


def _public_key(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != _KEY_BYTES:
        raise ValueError("not an Ed25519 public key")
    return raw
