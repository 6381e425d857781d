"""How a bus and its registry come to know each other's keys: a request, and a pack back."""

import hashlib
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.chain import ChainHash
from sync.errors import DocumentError, DocumentFault
from sync.fields import Dated, Instant, ShortText
from sync.signed import open_document, read_unverified, sign_document

REQUEST_KIND = "tbus/enrolment-request/1"
PACK_KIND = "tbus/enrolment-pack/1"
CERTIFICATE_KIND = "tbus/bus-certificate/1"

BusCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Z]{2,10}\Z")]
PublicKeyBytes = ChainHash
"""A raw Ed25519 or X25519 public key: 32 bytes as well."""


class OfficerKeyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A certification officer's key that the province is asked to trust."""

    key_id: ShortText
    public_key: PublicKeyBytes
    officer_name: ShortText


class EnrolmentRequest(Dated, frozen=True, kw_only=True):
    """What a bus shows the province; it proves with its signature that it holds the key."""

    bus: BusCode
    bus_name: ShortText
    province_code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}\Z")]
    journal_key: PublicKeyBytes
    """Ed25519; signs the bus's bundles."""
    tls_fingerprint: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    officer_keys: list[OfficerKeyRequest] = msgspec.field(default_factory=list)
    made: Instant


class BusCertificate(Dated, frozen=True, kw_only=True):
    """The registry's word that a journal key is the bus's."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    bus: BusCode
    journal_key: PublicKeyBytes
    valid_from: Instant
    valid_until: Instant


class EnrolmentPack(Dated, frozen=True, kw_only=True):
    """All a bus needs of its province."""

    bus: BusCode
    bus_certificate: str
    """Signed :class:`BusCertificate`, as text."""
    registry_key: PublicKeyBytes
    """Ed25519; signs this pack, the bus certificate and receipts."""
    box_key: PublicKeyBytes
    """X25519; bundles are sealed to it."""
    regepoch: Annotated[int, msgspec.Meta(ge=0)]
    root_key: PublicKeyBytes
    """Ed25519 of the province's offline root; signs the trust store."""
    trust: str
    """Trust store with its own signature, as text; opaque here. It names the registry key."""
    revocations: str | None = None
    """Revocation list with its own signature, as text; opaque here."""
    registry_url: str | None = None
    made: Instant

    def certificate(self) -> BusCertificate:
        """Return the bus certificate; its signature was checked when the pack was read."""
        raw = self.bus_certificate.encode()
        return read_unverified(raw, kind=CERTIFICATE_KIND, body_type=BusCertificate)


def sign_request(request: EnrolmentRequest, key: Ed25519PrivateKey) -> bytes:
    """Return the request file, signed with the journal key it names."""
    return sign_document(request, kind=REQUEST_KIND, key=key)


def parse_request(raw: bytes) -> EnrolmentRequest:
    """Read a request and check that its maker holds the journal key.

    Raises:
        DocumentError: malformed, or signed with another key than it names.
    """
    claimed = read_unverified(raw, kind=REQUEST_KIND, body_type=EnrolmentRequest)
    key = Ed25519PublicKey.from_public_bytes(claimed.journal_key)
    return open_document(raw, kind=REQUEST_KIND, public_key=key, body_type=EnrolmentRequest)


def sign_certificate(certificate: BusCertificate, key: Ed25519PrivateKey) -> str:
    """Return the signed bus certificate, as text."""
    return sign_document(certificate, kind=CERTIFICATE_KIND, key=key).decode()


def sign_pack(pack: EnrolmentPack, key: Ed25519PrivateKey) -> bytes:
    """Return the pack file, signed with the registry key it names."""
    return sign_document(pack, kind=PACK_KIND, key=key)


def parse_pack(raw: bytes) -> EnrolmentPack:
    """Read a pack and check that it and its bus certificate fit together.

    The registry key is believed because a person carried the pack; :func:`check_code` lets two
    people compare it.

    Raises:
        DocumentError: malformed, altered, or the certificate is not for this bus.
    """
    claimed = read_unverified(raw, kind=PACK_KIND, body_type=EnrolmentPack)
    key = Ed25519PublicKey.from_public_bytes(claimed.registry_key)
    pack = open_document(raw, kind=PACK_KIND, public_key=key, body_type=EnrolmentPack)
    certificate = open_document(
        pack.bus_certificate.encode(),
        kind=CERTIFICATE_KIND,
        public_key=key,
        body_type=BusCertificate,
    )
    if certificate.bus != pack.bus:
        raise DocumentError(DocumentFault.MALFORMED)
    return pack


def check_code(pack: EnrolmentPack) -> str:
    """Return 16 hex digits in groups of four; both sides show the same, or somebody is between."""
    digest = hashlib.sha256(pack.registry_key + pack.box_key + pack.root_key).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))
