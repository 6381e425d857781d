"""The hash chain of a bus's journal: streams, epochs, and heads that vouch for all before."""

import hashlib
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

HASH_SIZE = 32
"""Bytes of one chain hash (SHA-256)."""
_EPOCH = re.compile(r"[0-9a-f]{8}")

ChainHash = Annotated[bytes, msgspec.Meta(min_length=HASH_SIZE, max_length=HASH_SIZE)]
EpochId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}\Z")]
SeqNo = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Stream(StrEnum):
    """The chains of a bus; apart, so that small results never wait behind many answers."""

    R = "R"
    """Results: what the province's register is made of."""
    D = "D"
    """Detail: every answer, trace and mark behind the results."""
    A = "A"
    """Audit: who did what; ids only."""


class Head(msgspec.Struct, frozen=True, order=True):
    """The last record of a chain, or of a part of it; its hash vouches for all before."""

    epoch: EpochId
    """8 hex digits; new at first start and after any restore or copy of the disk."""
    stream: Stream
    seq: SeqNo
    """1, 2, ... without gaps in one epoch and stream."""
    hash: ChainHash


def genesis_hash(bus: str, epoch: str, stream: Stream) -> bytes:
    """Return the hash before the first record; it ties a chain to its bus, epoch and stream.

    Raises:
        ValueError: ``epoch`` is not 8 hex digits, or ``bus`` holds a ``|``.
    """
    if not _EPOCH.fullmatch(epoch) or "|" in bus:
        raise ValueError(f"no chain can start at {bus!r} {epoch!r}")
    return hashlib.sha256(f"tbus1|{bus}|{epoch}|{stream.value}".encode()).digest()


def next_hash(previous: bytes, raw: bytes) -> bytes:
    """Return the hash of a record from the hash before it and its own bytes as stored."""
    return hashlib.sha256(previous + raw).digest()


def check_lines(previous: bytes, lines: Iterable[bytes]) -> bytes:
    """Return the hash after ``lines`` follow ``previous``; compare it with the head claimed."""
    for raw in lines:
        previous = next_hash(previous, raw)
    return previous
