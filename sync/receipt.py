"""What the registry holds of one bus, signed: the only thing that makes data "confirmed"."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.chain import EpochId, Head, SeqNo, Stream
from sync.signed import open_document, sign_document

KIND = "tbus/receipt/1"
SUFFIX = ".receipt.json"
_START = re.compile(rb'\{"body":"\{\\"bus\\":\\"([^"\\]{1,40})\\"')
"""How :func:`sign_receipt` begins a file."""


class Hole(msgspec.Struct, frozen=True, order=True):
    """Records that the registry misses although it has later ones; both ends are missing."""

    epoch: EpochId
    stream: Stream
    first: SeqNo
    last: SeqNo


class Verdict(msgspec.Struct, frozen=True):
    """A record that the registry holds but could not use as it is."""

    record_id: UUID | None
    """None: the line was too malformed to have an id."""
    epoch: EpochId
    stream: Stream
    seq: SeqNo
    code: Annotated[str, msgspec.Meta(pattern=r"^E_[A-Z0-9_]{1,30}\Z")]
    """A ``VerdictCode``, or one that only a newer registry knows."""


class RegistryReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the registry holds of one bus. Old, repeated or reordered ones do no harm."""

    bus: str
    regepoch: Annotated[int, msgspec.Meta(ge=0)]
    """Grows when the registry was restored from a backup: buses then send all again."""
    heads: list[Head]
    """Records all of whose ancestors, back to the first, the registry holds by hash.

    Every leaf of every chain, both leaves of a fork, and the ends of the sections just received.
    """
    holes: list[Hole] = []
    verdicts: list[Verdict] = []
    revocation_list_no: Annotated[int, msgspec.Meta(ge=0)] = 0
    trust: str | None = None
    """The newest trust store with its own signature, as text; opaque here."""
    revocations: str | None = None
    """The newest revocation list with its own signature, as text; opaque here."""
    made: Annotated[datetime, msgspec.Meta(tz=True)]
    """Clock of the registry: shown as "confirmed on"."""


def sign_receipt(receipt: RegistryReceipt, key: Ed25519PrivateKey) -> bytes:
    """Return the file that goes back to the bus."""
    return sign_document(receipt, kind=KIND, key=key)


def is_for_other_bus(start: bytes, *, bus_code: str) -> bool:
    """Tell a receipt of another bus by its first bytes, 64 or more; a guess, nothing is checked.

    What begins in another way is not told from one of this bus.
    """
    found = _START.match(start)
    return found is not None and found[1] != bus_code.encode()


def parse_receipt(raw: bytes, registry_key: Ed25519PublicKey) -> RegistryReceipt:
    """Read a receipt; the caller checks that it is for his bus.

    Raises:
        DocumentError: malformed, altered, or signed by another registry.
    """
    return open_document(raw, kind=KIND, public_key=registry_key, body_type=RegistryReceipt)
