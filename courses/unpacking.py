"""Packed courses from outside: read with suspicion, written whole or not at all."""

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from common.files import sync_folder
from courses.archive import hash_contents, is_package_file, list_files
from courses.conversion import convert
from courses.errors import (
    AlteredPackageError,
    FolderTakenError,
    NotAPackageError,
    StrayEntryError,
)
from courses.importers.entry_names import shown
from courses.importers.safe_zip import open_archive
from courses.importers.zip_entries import Limits
from courses.loader import MAX_FILE, MAX_FILES
from courses.schema import CourseSource
from courses.yaml_file import YamlFile

MAX_PACKED = 64 * 1024 * 1024
"""Bytes of a packed course, and of its files together."""
_LIMITS = Limits(max_entries=MAX_FILES, max_total=MAX_PACKED)
_RECORDED = re.compile(rb"sha256 ([0-9a-f]{64})")


@dataclass(frozen=True)
class UnpackedCourse:
    """A package that was unpacked."""

    folder: Path
    package_hash: str
    was_there: bool
    """The same package lay there already; nothing was written."""


def read_archive(path: Path) -> dict[str, bytes]:
    """Return the files of a packed course by name; nothing is written.

    Raises:
        DomainError: one whose code begins with ``courses.archive_``: the archive is hostile,
            damaged or no archive.
        NotAPackageError: it holds no course.yaml at its top.
        StrayEntryError: it holds something that belongs to no package.
        AlteredPackageError: its files are not those whose hash was recorded when it was packed.
        OSError: ``path`` cannot be read.
    """
    with open_archive(path, _LIMITS) as archive:
        if "course.yaml" not in archive.entries:
            raise NotAPackageError
        for name in archive.entries:
            if not is_package_file(name):
                raise StrayEntryError(entry=shown(name))
        contents = {name: archive.read(name, most=MAX_FILE) for name in archive.entries}
    recorded = _recorded_hash(path)
    if recorded is not None and recorded != hash_contents(contents):
        raise AlteredPackageError
    return contents


def unpack_package(path: Path, out: Path) -> UnpackedCourse:
    """Unpack a packed course into the folder ``out / <course id>``.

    Raises:
        FolderTakenError: another package lies there; it is left alone.
        DomainError: see :func:`read_archive`.
        OSError: ``out`` cannot be written.
    """
    contents = read_archive(path)
    target = out / _course_id(contents)
    package_hash = hash_contents(contents)
    if target.exists():
        if hash_folder(target) != package_hash:
            raise FolderTakenError(folder=target.name)
        return UnpackedCourse(target, package_hash, was_there=True)
    out.mkdir(parents=True, exist_ok=True)
    write_folder(contents, target)
    return UnpackedCourse(target, package_hash, was_there=False)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of an unpacked package by name.

    Raises:
        OSError: a file cannot be read.
    """
    return {name: path.read_bytes() for name, path in list_files(folder).items()}


def hash_folder(folder: Path) -> str:
    """Return the package hash of what lies in ``folder`` now.

    Raises:
        OSError: a file cannot be read.
    """
    return hash_contents(read_folder(folder))


def write_folder(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write a package into a new folder, which appears whole and durable, or not at all.

    Raises:
        OSError: ``folder`` is there already, or the disk is full or broken.
    """
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        for name, raw in contents.items():
            _write_durably(unfinished / name, raw)
        for inner in [*unfinished.iterdir(), unfinished]:
            if inner.is_dir():
                sync_folder(inner)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def _write_durably(path: Path, raw: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _recorded_hash(path: Path) -> str | None:
    """Return the hash that ``pack`` wrote; archives made by hand have none."""
    with zipfile.ZipFile(path) as archive:
        found = _RECORDED.fullmatch(archive.comment)
    return found[1].decode() if found else None


def _course_id(contents: Mapping[str, bytes]) -> str:
    text = contents["course.yaml"].decode("utf-8-sig", errors="replace")
    source, _ = convert(YamlFile("course.yaml", text), CourseSource)
    if source is None:
        raise NotAPackageError
    return source.course_id
