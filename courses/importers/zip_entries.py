"""The entries of an archive from outside: located, checked, unpacked.

Only the list of entries is read by :mod:`zipfile`. The bytes are unpacked here, because the
sizes that an archive declares, and the places it says its entries lie at, may be lies.
"""

import itertools
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from courses.importers.entry_names import CheckedName, check_name, refuse_twins, shown
from courses.importers.errors import (
    ArchiveBombError,
    ArchiveTooLargeError,
    DamagedEntryError,
    EncryptedEntryError,
    LyingSizeError,
    NotAnArchiveError,
    OverlappingEntriesError,
    SpecialEntryError,
    TooManyEntriesError,
    UnknownCompressionError,
)

_MIB = 1024 * 1024
_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64_MARK = b"PK\x06\x07"
_END64_SIZE = 20
_MAX_COMMENT = 0xFFFF
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_UTF8_NAME = 0x800
_WINDOWS_LINK = 0x400
_LIST_BYTES_PER_ENTRY = 512
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error)


@dataclass(frozen=True)
class Limits:
    """How much an archive may ask of this computer."""

    max_entries: int = 5_000
    max_total: int = 300 * _MIB
    """Bytes, unpacked."""
    max_ratio: int = 100
    """Unpacked to packed bytes, of an entry and of the whole archive."""
    ratio_from: int = _MIB
    """Unpacked bytes below which the ratio says nothing."""


@dataclass(frozen=True)
class Entry:
    """A file or folder in a checked archive."""

    name: str
    """With slashes, NFC, safe to write on every system."""
    is_folder: bool
    size: int
    """Bytes, unpacked; unpacking fails when it is a lie."""
    header: int
    """Where its own header begins."""
    start: int
    """Where its packed bytes begin."""
    packed_size: int
    method: int
    checksum: int


@dataclass(frozen=True)
class _End:
    """The record at the end of an archive."""

    list_start: int
    list_size: int
    count: int


def read_entries(file: BinaryIO, limits: Limits) -> list[Entry]:
    """Return the entries of an archive, all of them harmless to write.

    Raises:
        DomainError: one whose code begins with ``courses.archive_``.
    """
    size = file.seek(0, 2)
    end = _read_end(file, size)
    # Refuse a list that would fill the memory before anybody reads it.
    if max(end.count, end.list_size // _LIST_BYTES_PER_ENTRY) > limits.max_entries:
        raise TooManyEntriesError(most=limits.max_entries)
    infos = _list_entries(file)
    if len(infos) > limits.max_entries:
        raise TooManyEntriesError(most=limits.max_entries)
    names = [CheckedName(check_name(i.orig_filename), i.orig_filename[-1] == "/") for i in infos]
    refuse_twins(names)
    for info, name in zip(infos, names, strict=True):
        _check_kind(info, name)
    # By the list alone first: a bomb of overlaps should be called by its name.
    _refuse_overlap(map(_least_span, infos), end.list_start)
    _check_amount(infos, size, limits)
    entries = [_locate(file, info, name) for info, name in zip(infos, names, strict=True)]
    spans = [(one.header, one.start + one.packed_size, one.name) for one in entries]
    _refuse_overlap(spans, end.list_start)
    return entries


def _read_end(file: BinaryIO, size: int) -> _End:
    tail_start = max(0, size - _END.size - _MAX_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise NotAnArchiveError(reason="no_end")
    _, disk, first_disk, here, count, length, start, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail):
        raise NotAnArchiveError(reason="bytes_behind")
    if tail[max(0, at - _END64_SIZE) : at].startswith(_END64_MARK):
        raise NotAnArchiveError(reason="zip64")
    if disk or first_disk or here != count:
        raise NotAnArchiveError(reason="several_disks")
    if start + length != tail_start + at:
        raise NotAnArchiveError(reason="bytes_between")
    return _End(list_start=start, list_size=length, count=count)


def _list_entries(file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except _UNREADABLE as error:
        raise NotAnArchiveError(reason="bad_list") from error


def _check_kind(info: zipfile.ZipInfo, name: CheckedName) -> None:
    mode = info.external_attr >> 16
    is_plain = stat.S_IFMT(mode) in (0, stat.S_IFREG, stat.S_IFDIR)
    if not is_plain or info.external_attr & _WINDOWS_LINK:
        raise SpecialEntryError(entry=shown(name.name))
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedEntryError(entry=shown(name.name))
    if info.compress_type not in _METHODS:
        raise UnknownCompressionError(entry=shown(name.name))
    if name.is_folder and info.file_size:
        raise LyingSizeError(entry=shown(name.name))


def _check_amount(infos: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    for info in infos:
        if info.file_size > max(limits.ratio_from, limits.max_ratio * info.compress_size):
            raise ArchiveBombError(most=limits.max_ratio, entry=shown(info.orig_filename))
    total = sum(info.file_size for info in infos)
    if total > limits.max_total:
        raise ArchiveTooLargeError(most=limits.max_total)
    if total > max(limits.ratio_from, limits.max_ratio * size):
        raise ArchiveBombError(most=limits.max_ratio)


def _locate(file: BinaryIO, info: zipfile.ZipInfo, name: CheckedName) -> Entry:
    """Read the entry's own header, which must say what the list says."""
    file.seek(info.header_offset)
    raw = file.read(_LOCAL.size)
    if len(raw) != _LOCAL.size or not raw.startswith(_LOCAL_MARK):
        raise DamagedEntryError(entry=shown(name.name))
    _, _, flags, method, _, _, _, packed, unpacked, name_size, extra = _LOCAL.unpack(raw)
    own_name = file.read(name_size)
    encoding = "utf-8" if flags & _UTF8_NAME else "cp437"
    if flags & _ENCRYPTED:
        raise EncryptedEntryError(entry=shown(name.name))
    if method != info.compress_type or own_name.decode(encoding, "replace") != info.orig_filename:
        raise DamagedEntryError(entry=shown(name.name))
    if not flags & _SIZES_FOLLOW and (packed, unpacked) != (info.compress_size, info.file_size):
        raise LyingSizeError(entry=shown(name.name))
    return Entry(
        name=name.name,
        is_folder=name.is_folder,
        size=info.file_size,
        header=info.header_offset,
        start=info.header_offset + _LOCAL.size + name_size + extra,
        packed_size=info.compress_size,
        method=method,
        checksum=info.CRC,
    )


def _least_span(info: zipfile.ZipInfo) -> tuple[int, int, str]:
    start = info.header_offset
    return start, start + _LOCAL.size + info.compress_size, info.orig_filename


def _refuse_overlap(spans: Iterable[tuple[int, int, str]], list_start: int) -> None:
    """Refuse entries that share bytes with another one or with the list.

    Args:
        spans: (first byte of its header, byte behind its content, name) of each entry.
        list_start: where the list begins.
    """
    ordered = sorted(spans)
    following_starts = [*(start for start, _, _ in ordered), list_start][1:]
    for (_, end, name), following in zip(ordered, following_starts, strict=True):
        if end > following:
            raise OverlappingEntriesError(entry=shown(name))


def unpack_entry(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield the content of an entry, never more than its declared size.

    Raises:
        LyingSizeError: there is more or less than declared.
        DamagedEntryError: its bytes are not those that were packed.
    """
    count = checksum = 0
    for chunk in _inflate(file, entry) if entry.method else _copy(file, entry):
        count += len(chunk)
        if count > entry.size:
            raise LyingSizeError(entry=shown(entry.name))
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if count != entry.size:
        raise LyingSizeError(entry=shown(entry.name))
    if checksum != entry.checksum:
        raise DamagedEntryError(entry=shown(entry.name))


def _copy(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield the packed bytes."""
    at, end = entry.start, entry.start + entry.packed_size
    while at < end:
        file.seek(at)
        chunk = file.read(min(_CHUNK, end - at))
        if not chunk:
            raise DamagedEntryError(entry=shown(entry.name))
        at += len(chunk)
        yield chunk


def _inflate(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in itertools.chain(_copy(file, entry), [b""]):
            waiting = packed
            while True:
                chunk = stream.decompress(waiting, _CHUNK)
                if chunk:
                    yield chunk
                waiting = stream.unconsumed_tail
                if not waiting and len(chunk) < _CHUNK:
                    break
    except zlib.error as error:
        raise DamagedEntryError(entry=shown(entry.name)) from error
    if not stream.eof or stream.unused_data:
        raise DamagedEntryError(entry=shown(entry.name))
