"""Makers of archives and banks, honest and hostile."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from courses.importers.base import ImportReport, Target

UTF8 = 0x800


@dataclass(frozen=True)
class Part:
    """One entry of an archive, every field of which may be a lie."""

    name: bytes
    content: bytes = b"x"
    method: int = zipfile.ZIP_STORED
    flags: int = UTF8
    attributes: int = 0
    size: int | None = None
    local_name: bytes | None = None
    checksum: int | None = None
    at: int | None = None
    """Where the list says the entry begins; None for the truth."""
    packed: bytes | None = None
    """The packed bytes, where they are not those of ``content``."""
    packed_size: int | None = None


def _pack(part: Part) -> bytes:
    if part.packed is not None:
        return part.packed
    if part.method == zipfile.ZIP_DEFLATED:
        stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return stream.compress(part.content) + stream.flush()
    return part.content


def _headers(part: Part, packed: bytes, at: int) -> tuple[bytes, bytes]:
    size = len(part.content) if part.size is None else part.size
    checksum = zlib.crc32(part.content) if part.checksum is None else part.checksum
    length = len(packed) if part.packed_size is None else part.packed_size
    shared = (20, part.flags, part.method, 0, 0x21, checksum, length, size)
    own_name = part.name if part.local_name is None else part.local_name
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *shared, len(own_name), 0) + own_name
    start = at if part.at is None else part.at
    listed = struct.pack("<4sH5H3L5H2L", b"PK\x01\x02", 0x031E, *shared, len(part.name),
                         0, 0, 0, 0, part.attributes, start) + part.name  # fmt: skip
    return local, listed


def build_zip(*parts: Part, behind: bytes = b"", count: int | None = None) -> bytes:
    body, index = b"", b""
    for part in parts:
        packed = _pack(part)
        local, listed = _headers(part, packed, len(body))
        body += local + packed
        index += listed
    number = len(parts) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(index), len(body), 0)
    return body + index + end + behind


@pytest.fixture(scope="session")
def make_part() -> type[Part]:
    return Part


@pytest.fixture(scope="session")
def make_zip() -> Callable[..., bytes]:
    return build_zip


@pytest.fixture
def zip_file(tmp_path: Path) -> Callable[..., Path]:
    """Write an archive of parts and return its path."""

    def write(*parts: Part) -> Path:
        path = tmp_path / "package.zip"
        path.write_bytes(build_zip(*parts))
        return path

    return write


@pytest.fixture(scope="session")
def target() -> Target:
    return Target(course_id="KNS-04", lesson_id="KNS-04-L1", first_number=21)


@pytest.fixture(scope="session")
def reasons() -> Callable[..., list[str]]:
    """Return the reasons of notes, in order."""

    def read(notes: ImportReport) -> list[str]:
        return [str(note.reason) for note in notes]

    return read
