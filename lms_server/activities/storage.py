"""The files of imported packages: written once under the hash of their package, never changed."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from common.files import sync_folder
from courses.importers.activity import ActivityPackage
from courses.importers.activity_import import read_activity
from courses.importers.safe_zip import open_archive
from lms_server.activities.errors import FileNotInActivityError, FilesGoneError

FOLDER = "activities"
_CHUNK = 1024 * 1024
_READ_ONLY = 0o444


@dataclass(frozen=True)
class Stored:
    """A package on disk."""

    package_hash: str
    """SHA-256 of the archive, 64 hex digits."""
    file_count: int
    size: int
    """Bytes of all files, unpacked."""


def store_package(data_dir: Path, path: Path) -> tuple[ActivityPackage, Stored]:
    """Read a package and unpack it into the data folder, whole or not at all.

    The same package again writes nothing; files that were lost come back.

    Args:
        data_dir: of the bus.
        path: the archive.

    Raises:
        DomainError: the package is hostile, broken, or no activity; nothing was written.
        OSError: the disk is full, read-only or broken; nothing was written.
    """
    package_hash = _hash_file(path)
    home = data_dir / FOLDER
    with open_archive(path) as archive:
        package = read_activity(archive)
        entries = archive.entries.values()
        stored = Stored(package_hash, len(entries), sum(entry.size for entry in entries))
        if not (home / package_hash).is_dir():
            home.mkdir(exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(dir=home, prefix=".new-"))
            try:
                archive.unpack(unfinished / "files")
                _make_durable(unfinished / "files")
                _move(unfinished / "files", home / package_hash)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    return package, stored


def is_on_disk(data_dir: Path, package_hash: str) -> bool:
    """Tell whether the files of a package are there."""
    return (data_dir / FOLDER / package_hash).is_dir()


def find_file(data_dir: Path, package_hash: str, name: str) -> Path:
    """Return a file of a package; the case of letters does not matter, as on Windows.

    Raises:
        FileNotInActivityError: the package has no such file.
        FilesGoneError: the package's folder is not there.
    """
    folder = data_dir / FOLDER / package_hash
    if not folder.is_dir():
        raise FilesGoneError
    found = _names_in(folder).get(name.casefold())
    if found is None:
        raise FileNotInActivityError
    return folder / found


@lru_cache(maxsize=32)
def _names_in(folder: Path) -> dict[str, str]:
    """Return the files of a package by their names in small letters.

    A package never changes, so one look is enough. Only names that were really written can be
    asked for, so no address leads elsewhere.
    """
    files = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in files)
    return {name.casefold(): name for name in names}


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _make_durable(folder: Path) -> None:
    """Put every file and folder on disk, and let nobody write to the files again."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
            path.chmod(_READ_ONLY)
        else:
            sync_folder(path)
    sync_folder(folder)


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:
        if not target.is_dir():  # another import of the same package was first
            raise
    sync_folder(target.parent)
