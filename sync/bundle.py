r"""A sealed file of journal records from one bus to its registry (``.tbus``).

::

    file   = "TBUS1\n" | u32 length | outer JSON {"kid": key id} | HPKE(inner, info = all before)
    inner  = u32 length | header JSON | 64-byte Ed25519("tbus/bundle/1" | header) | body
    body   = zstd(JSON Lines of all sections, one after the other)

Reading never trusts: a step is taken only when the one before it was good.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.errors import BundleError, BundleFault
from sync.sections import (
    BundleHeader,
    Section,
    compress,
    decompress,
    describe,
    split,
)
from sync.strict_json import StrictJsonError, parse_strict

MAGIC = b"TBUS1\n"
MAX_FILE = 8 * 1024 * 1024
MAX_HEADER = 64 * 1024
_CONTEXT = b"tbus/bundle/1"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LENGTH = 4
_SIGNATURE = 64
_MAX_OUTER = 1024


class OpenedBundle(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle whose signature, size and chains were all found good."""

    header: BundleHeader
    header_hash: str
    """SHA-256 of the signed header, 64 hex digits: the key for "did we have this already?"."""
    sections: list[Section]


class BusKey(NamedTuple):
    """What the registry knows of a bus."""

    public_key: Ed25519PublicKey
    is_revoked: bool


class RegistryBox(NamedTuple):
    """The registry key that bundles are sealed to."""

    key_id: str
    public_key: X25519PublicKey


class Sender(NamedTuple):
    """Who packs a bundle."""

    bus: str
    bus_certificate_id: str
    key: Ed25519PrivateKey


FindBusKey = Callable[[str, str], BusKey | None]
"""(bus, bus certificate id) -> its key, or None when there is no such bus."""


def key_id_of(public_key: X25519PublicKey) -> str:
    """Return the id of a registry key: 16 hex digits of its hash."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def pack(
    sections: Sequence[Section], *, sender: Sender, box: RegistryBox, regepoch: int, made: datetime
) -> bytes:
    """Return the sealed file; only the holder of the registry's private key can read it.

    Args:
        sections: at least one; keep their lines below ``SAFE_RAW`` bytes together.
        sender: the bus and its journal key.
        box: the registry's key from the enrolment pack.
        regepoch: the registry's epoch as the bus knows it.
        made: the bus's clock.

    Raises:
        ValueError: nothing to pack, a line with a line break, or more than a file may hold.
    """
    body, raw_size = compress(sections)
    header = BundleHeader(
        bus=sender.bus,
        bus_certificate_id=sender.bus_certificate_id,
        regepoch=regepoch,
        made=made,
        raw=raw_size,
        sha256=hashlib.sha256(body).digest(),
        sections=[describe(section) for section in sections],
    )
    header_raw = msgspec.json.encode(header, order="sorted")
    if len(header_raw) > MAX_HEADER:
        raise ValueError(f"a header of {len(header_raw)} bytes")
    signature = sender.key.sign(_CONTEXT + header_raw)
    inner = len(header_raw).to_bytes(_LENGTH, "big") + header_raw + signature + body
    outer = msgspec.json.encode({"kid": box.key_id})
    prefix = MAGIC + len(outer).to_bytes(_LENGTH, "big") + outer
    packed = prefix + _SUITE.encrypt(inner, box.public_key, prefix)
    if len(packed) > MAX_FILE:
        raise ValueError(f"a bundle of {len(packed)} bytes")
    return packed


def open_bundle(
    raw: bytes, *, registry_keys: Mapping[str, X25519PrivateKey], find_bus_key: FindBusKey
) -> OpenedBundle:
    """Read a bundle that may come from anybody.

    Args:
        raw: the file.
        registry_keys: key id to private key, with older ones for late sticks.
        find_bus_key: who the registry knows.

    Raises:
        BundleError: with the first fault met; nothing of the bundle may be used.
    """
    header_raw, signature, body = _unseal(raw, registry_keys)
    header = _read_header(header_raw)
    bus_key = find_bus_key(header.bus, header.bus_certificate_id)
    if bus_key is None:
        raise BundleError(BundleFault.UNKNOWN_BUS)
    try:
        bus_key.public_key.verify(signature, _CONTEXT + header_raw)
    except InvalidSignature as error:
        raise BundleError(BundleFault.SIGNATURE) from error
    if bus_key.is_revoked:
        raise BundleError(BundleFault.REVOKED_BUS)
    if hashlib.sha256(body).digest() != header.sha256:
        raise BundleError(BundleFault.ALTERED)
    sections = split(decompress(body, header.raw), header)
    digest = hashlib.sha256(header_raw).hexdigest()
    return OpenedBundle(header=header, header_hash=digest, sections=sections)


def _unseal(
    raw: bytes, registry_keys: Mapping[str, X25519PrivateKey]
) -> tuple[bytes, bytes, bytes]:
    """Return header, signature and body of a file, all still unproven."""
    if len(raw) > MAX_FILE:
        raise BundleError(BundleFault.TOO_LARGE)
    if not raw.startswith(MAGIC):
        raise BundleError(BundleFault.NOT_A_BUNDLE)
    outer, box = _take(raw[len(MAGIC) :], _MAX_OUTER, BundleFault.NOT_A_BUNDLE)
    key = registry_keys.get(_read_key_id(outer))
    if key is None:
        raise BundleError(BundleFault.OTHER_REGISTRY)
    try:
        inner = _SUITE.decrypt(box, key, raw[: len(raw) - len(box)])
    except (InvalidTag, ValueError) as error:
        raise BundleError(BundleFault.ALTERED) from error
    header_raw, rest = _take(inner, MAX_HEADER, BundleFault.HEADER)
    return header_raw, rest[:_SIGNATURE], rest[_SIGNATURE:]


def _take(data: bytes, most: int, fault: BundleFault) -> tuple[bytes, bytes]:
    """Split off a part with its length before it."""
    size = int.from_bytes(data[:_LENGTH], "big")
    if size > most or len(data) < _LENGTH + size:
        raise BundleError(fault)
    return data[_LENGTH : _LENGTH + size], data[_LENGTH + size :]


class _Outer(msgspec.Struct, frozen=True):
    kid: Annotated[str, msgspec.Meta(max_length=64)]


def _read_key_id(outer: bytes) -> str:
    try:
        return msgspec.convert(parse_strict(outer), _Outer).kid
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise BundleError(BundleFault.NOT_A_BUNDLE) from error


def _read_header(header_raw: bytes) -> BundleHeader:
    try:
        return msgspec.convert(parse_strict(header_raw), BundleHeader)
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise BundleError(BundleFault.HEADER) from error
