"""What is inside a bundle: stretches of chains, and how their lines become one body."""

import itertools
from collections.abc import Sequence
from typing import Annotated

import msgspec
import zstandard

from sync.chain import ChainHash, EpochId, Head, SeqNo, Stream, check_lines, genesis_hash
from sync.errors import BundleError, BundleFault
from sync.fields import Dated, Instant

MAX_RAW = 64 * 1024 * 1024
"""Bytes of all lines after decompression."""
MAX_RECORDS = 500_000
SAFE_RAW = 7 * 1024 * 1024
"""Lines up to this size fit one file however badly they compress."""

_LEVEL = 9
_MAX_WINDOW = 8 * 1024 * 1024
_CHUNK = 1024
"""zstd can blow 4 bytes up to 128 KiB: so much goes in at a time that at most 32 MiB come out."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive records of one chain, as the journal stores them."""

    epoch: str
    stream: Stream
    first: int
    """seq of the first line."""
    previous: bytes
    """Chain hash before the first line."""
    lines: list[bytes]

    @property
    def head(self) -> Head:
        """Where the section ends, by its own lines."""
        last = self.first + len(self.lines) - 1
        return Head(self.epoch, self.stream, last, check_lines(self.previous, self.lines))


class SectionHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What the header says of one section."""

    epoch: EpochId
    stream: Stream
    first: SeqNo
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_RECORDS)]
    previous: ChainHash
    head: ChainHash


class BundleHeader(Dated, frozen=True, kw_only=True):
    """What the bus signs."""

    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    bus: Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=r"^[^|]+\Z")]
    bus_certificate_id: Annotated[str, msgspec.Meta(max_length=100)]
    regepoch: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    """The registry's epoch as the bus knows it."""
    made: Instant
    """Clock of the bus: a hint."""
    raw: Annotated[int, msgspec.Meta(ge=1, le=MAX_RAW)]
    """Bytes of the body after decompression."""
    sha256: ChainHash
    """Of the compressed body."""
    sections: Annotated[list[SectionHeader], msgspec.Meta(min_length=1, max_length=200)]


def compress(sections: Sequence[Section]) -> tuple[bytes, int]:
    """Return the body of a bundle, and its size before compression.

    Raises:
        ValueError: no sections, one without lines, or a line with a line break inside.
    """
    lines = [line for section in sections for line in section.lines]
    if not lines or not all(section.lines for section in sections):
        raise ValueError("a bundle has sections, and a section has lines")
    if any(b"\n" in line for line in lines):
        raise ValueError("a line has no line break inside")
    raw = b"".join(line + b"\n" for line in lines)
    return zstandard.ZstdCompressor(level=_LEVEL).compress(raw), len(raw)


def describe(section: Section) -> SectionHeader:
    """Return what the header says of ``section``."""
    return SectionHeader(
        epoch=section.epoch,
        stream=section.stream,
        first=section.first,
        count=len(section.lines),
        previous=section.previous,
        head=section.head.hash,
    )


def decompress(body: bytes, raw_size: int) -> bytes:
    """Return exactly ``raw_size`` bytes, in memory that a hostile body cannot raise.

    ``max_output_size`` of zstandard is ignored when a frame states its own size, so the body
    goes in by small pieces and the output is counted.

    Raises:
        BundleError: not one whole zstd frame of that size.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
    raw = bytearray()
    try:
        for start in range(0, len(body), _CHUNK):
            raw += reader.decompress(body[start : start + _CHUNK])
            if len(raw) > raw_size:
                raise BundleError(BundleFault.ALTERED)
            if reader.eof:
                break
    except zstandard.ZstdError as error:
        raise BundleError(BundleFault.ALTERED) from error
    has_more = not reader.eof or reader.unused_data or start + _CHUNK < len(body)
    if has_more or len(raw) != raw_size:
        raise BundleError(BundleFault.ALTERED)
    return bytes(raw)


def split(raw: bytes, header: BundleHeader) -> list[Section]:
    """Return the sections of a body, each proven to lead to the head its header claims.

    Raises:
        BundleError: lines and header do not fit.
    """
    counts = [section.count for section in header.sections]
    total = sum(counts)
    # Counted before splitting: a body of bare line breaks would be millions of objects.
    if total > MAX_RECORDS or raw.count(b"\n") != total or not raw.endswith(b"\n"):
        raise BundleError(BundleFault.CHAIN)
    lines = raw[:-1].split(b"\n")
    ends = list(itertools.accumulate(counts))
    return [
        _check_section(described, lines[end - described.count : end], header.bus)
        for described, end in zip(header.sections, ends, strict=True)
    ]


def _check_section(described: SectionHeader, lines: list[bytes], bus: str) -> Section:
    start = genesis_hash(bus, described.epoch, described.stream)
    if described.first == 1 and described.previous != start:
        raise BundleError(BundleFault.CHAIN)
    section = Section(
        epoch=described.epoch,
        stream=described.stream,
        first=described.first,
        previous=described.previous,
        lines=lines,
    )
    if section.head.hash != described.head:
        raise BundleError(BundleFault.CHAIN)
    return section
