r"""What learners left unfinished on other buses: the one paper from the province to a bus.

A bus asks with a small signed document that names the key to seal to; the registry answers with
a signed document, packed and sealed to that bus::

    file  = "TCARRY1\n" | u32 length | outer JSON {"kid": key id} | HPKE(inner, info = all before)
    inner = u32 size of the document | zstd(signed document)

Reading never trusts: a step is taken only when the one before it was good.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.bundle import key_id_of
from sync.enrolment import BusCode, PublicKeyBytes
from sync.errors import BundleError, DocumentError, DocumentFault
from sync.fields import Code, Count, Dated, Instant, Sha256, ShortText
from sync.progress import LessonReached, QuizPassed
from sync.sections import decompress
from sync.signed import MAX_DOCUMENT, open_document, read_unverified, sign_document
from sync.strict_json import StrictJsonError, parse_strict

ASK_KIND = "tbus/carried-ask/1"
ASK_SUFFIX = ".ask.json"
KIND = "tbus/carried/1"
SUFFIX = ".carried"
MAGIC = b"TCARRY1\n"
MAX_FILE = MAX_DOCUMENT
SAFE_SIZE = 15 * 1024 * 1024
"""Learners of this :func:`size_of` fit one file however badly they compress."""
MAX_LEARNERS = 20_000
MAX_WORK = 50
_MAX_OUTER = 1024
START_SIZE = 2048
"""Bytes from which :func:`is_for_other_bus` can tell."""
_LEVEL = 9
_LENGTH = 4
_CONTEXT = b"tbus/carried/1 box"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class CarriedAsk(Dated, frozen=True, kw_only=True):
    """A bus asks what was left unfinished elsewhere."""

    bus: BusCode
    box_key: PublicKeyBytes
    """X25519; the answer is sealed to it."""
    has: Sha256 | None = None
    """``content`` of the newest answer the bus took."""
    made: Instant


class CarriedWork(Dated, frozen=True, kw_only=True):
    """What one learner reached in one class of another bus."""

    enrolment_id: UUID
    bus: BusCode
    course_id: Code
    course_version: Code
    lessons: Annotated[list[LessonReached], msgspec.Meta(max_length=200)]
    tasks_done: Annotated[list[Code], msgspec.Meta(max_length=200)]
    attended_minutes: Count
    quiz: QuizPassed | None
    closed_at: Instant
    """When the class ended, by the clock of its bus."""


class CarriedLearner(msgspec.Struct, frozen=True, kw_only=True):
    """A learner who agreed that the province knows them, and what they left unfinished."""

    learner_id: UUID
    full_name: ShortText
    usual_name: ShortText | None
    birth_year: Annotated[int, msgspec.Meta(ge=1900, le=2200)]
    birth_date: date | None
    sex: Literal["male", "female"] | None
    commune_code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}\Z")]
    village: ShortText
    work: Annotated[list[CarriedWork], msgspec.Meta(min_length=1, max_length=MAX_WORK)]


class CarriedLearners(Dated, frozen=True, kw_only=True):
    """All that one bus may take over; what an older one said and this one does not is void."""

    bus: BusCode
    """For whom."""
    regepoch: Annotated[int, msgspec.Meta(ge=0)]
    made: Instant
    """Clock of the registry; of two with one regepoch the later one counts."""
    content: Sha256
    """Of the learners: the same facts, the same hash."""
    learners: Annotated[list[CarriedLearner], msgspec.Meta(max_length=MAX_LEARNERS)]


def box_key_of(journal_key: Ed25519PrivateKey) -> X25519PrivateKey:
    """Return the key that answers to a bus are sealed to; it lives as long as the journal key."""
    seed = HKDF(SHA256(), 32, salt=None, info=_CONTEXT).derive(journal_key.private_bytes_raw())
    return X25519PrivateKey.from_private_bytes(seed)


def hash_content(learners: Sequence[CarriedLearner]) -> str:
    """Return the ``content`` of a document with these learners, in this order."""
    return hashlib.sha256(msgspec.json.encode(learners, order="sorted")).hexdigest()


def size_of(learner: CarriedLearner) -> int:
    """Return the bytes that a learner takes in a signed document, which holds JSON as text."""
    raw = msgspec.json.encode(learner)
    return len(raw) + raw.count(b'"') + raw.count(b"\\") + 1


def sign_ask(ask: CarriedAsk, journal_key: Ed25519PrivateKey) -> bytes:
    """Return the ask file, signed with the bus's journal key."""
    return sign_document(ask, kind=ASK_KIND, key=journal_key)


def parse_ask(raw: bytes, find_key: Callable[[str], Ed25519PublicKey]) -> CarriedAsk:
    """Read an ask that may come from anybody.

    Args:
        raw: the file.
        find_key: returns the journal key of a bus; what it raises is passed on.

    Raises:
        DocumentError: malformed, or not signed with the journal key of the bus it names.
    """
    claimed = read_unverified(raw, kind=ASK_KIND, body_type=CarriedAsk)
    key = find_key(claimed.bus)
    return open_document(raw, kind=ASK_KIND, public_key=key, body_type=CarriedAsk)


def seal_carried(document: CarriedLearners, *, key: Ed25519PrivateKey, box_key: bytes) -> bytes:
    """Return the file that only one bus can read.

    Args:
        document: what it says.
        key: signs for the registry.
        box_key: of the bus's ask, 32 bytes.

    Raises:
        ValueError: more than a file may hold, or no key.
    """
    signed = sign_document(document, kind=KIND, key=key)
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(signed)
    public_key = X25519PublicKey.from_public_bytes(box_key)
    outer = msgspec.json.encode({"kid": key_id_of(public_key)})
    prefix = MAGIC + len(outer).to_bytes(_LENGTH, "big") + outer
    inner = len(signed).to_bytes(_LENGTH, "big") + packed
    sealed = prefix + _SUITE.encrypt(inner, public_key, prefix)
    if len(sealed) > MAX_FILE or len(signed) > MAX_DOCUMENT:
        raise ValueError(f"a document of {len(signed)} bytes")
    return sealed


def open_carried(
    raw: bytes, *, bus: str, box_key: X25519PrivateKey, registry_key: Ed25519PublicKey
) -> CarriedLearners:
    """Read a file that may come from anybody.

    Args:
        raw: the file.
        bus: the code of this bus.
        box_key: of this bus.
        registry_key: of its province.

    Raises:
        DocumentError: with the first fault met; nothing of the file may be used.
    """
    inner = _unseal(raw, box_key)
    size = int.from_bytes(inner[:_LENGTH], "big")
    if not 0 < size <= MAX_DOCUMENT:
        raise DocumentError(DocumentFault.MALFORMED)
    try:
        signed = decompress(inner[_LENGTH:], size)
    except BundleError as error:
        raise DocumentError(DocumentFault.MALFORMED) from error
    document = open_document(signed, kind=KIND, public_key=registry_key, body_type=CarriedLearners)
    if document.bus != bus:
        raise DocumentError(DocumentFault.OTHER_BUS)
    return document


class _Outer(msgspec.Struct, frozen=True):
    kid: Annotated[str, msgspec.Meta(max_length=64)]


def is_for_other_bus(start: bytes, *, box_key: X25519PublicKey) -> bool:
    """Tell a whole file that :func:`open_carried` would refuse by its first ``START_SIZE`` bytes.

    What is no such file at all is not told from one of this bus.
    """
    try:
        return _read_key_id(_split(start)[0]) != key_id_of(box_key)
    except DocumentError:
        return False


def _split(raw: bytes) -> tuple[bytes, int]:
    """Return the outer JSON and where it ends."""
    start = len(MAGIC) + _LENGTH
    size = int.from_bytes(raw[len(MAGIC) : start], "big")
    if not raw.startswith(MAGIC) or size > _MAX_OUTER or start + size >= len(raw):
        raise DocumentError(DocumentFault.MALFORMED)
    return raw[start : start + size], start + size


def _unseal(raw: bytes, box_key: X25519PrivateKey) -> bytes:
    outer, end = _split(raw)
    if len(raw) > MAX_FILE:
        raise DocumentError(DocumentFault.MALFORMED)
    prefix, box = raw[:end], raw[end:]
    if _read_key_id(outer) != key_id_of(box_key.public_key()):
        raise DocumentError(DocumentFault.OTHER_BUS)
    try:
        return _SUITE.decrypt(box, box_key, prefix)
    except (InvalidTag, ValueError) as error:
        raise DocumentError(DocumentFault.SIGNATURE) from error


def _read_key_id(outer: bytes) -> str:
    try:
        return msgspec.convert(parse_strict(outer), _Outer).kid
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise DocumentError(DocumentFault.MALFORMED) from error
