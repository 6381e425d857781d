"""Packages of a bus and their copies: folders that never change, so only what lacks is copied."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.files import sync_folder
from courses.archive import hash_contents, list_files
from lms_server.activities.models import Activity
from lms_server.activities.storage import FOLDER as ACTIVITIES
from lms_server.backup.listing import ListedFile, ListedPackage
from lms_server.config import FILE_NAME
from lms_server.devices.staff_pin import SALT_FILE
from lms_server.exchange.trust import TRUST_FILE
from lms_server.packages.models import UsedPackage
from lms_server.packages.shelf import FOLDER as COURSES

SETTINGS = "settings"
_SETTINGS_FILES = (FILE_NAME, TRUST_FILE, SALT_FILE)
_HASH_LENGTH = 64
_CHUNK = 1024 * 1024

Key = tuple[str, str]
"""Place and package hash."""


@dataclass(frozen=True)
class Source:
    """A package as it lies in the data folder of the bus."""

    place: str
    package_hash: str
    files: Mapping[str, Path]

    @property
    def key(self) -> Key:
        """What names it."""
        return self.place, self.package_hash


@dataclass
class Copied:
    """What copying came to."""

    new_bytes: int = 0
    kept_bytes: int = 0
    new_files: int = 0
    kept_files: int = 0


class ChangedAtSourceError(Exception):
    """A file of the bus is not what it was, or is gone, and no good copy is here."""


def find_packages(data_dir: Path) -> Iterator[Source]:
    """Yield all packages of a bus, and its settings as one more; keys are none of them."""
    settings = {name: data_dir / name for name in _SETTINGS_FILES if (data_dir / name).is_file()}
    yield Source(SETTINGS, _hash_small(settings), settings)
    for folder in _folders(data_dir / COURSES):
        yield Source(COURSES, folder.name, list_files(folder))
    for folder in _folders(data_dir / ACTIVITIES):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        named = {path.relative_to(folder).as_posix(): path for path in files}
        yield Source(ACTIVITIES, folder.name, named)


def needed_packages(db: Session) -> dict[Key, tuple[int, int] | None]:
    """Return the packages that the database speaks of, with files and bytes where it knows."""
    needed: dict[Key, tuple[int, int] | None] = {
        (COURSES, one): None for one in db.scalars(select(UsedPackage.package_hash))
    }
    query = select(Activity.package_hash, Activity.file_count, Activity.size)
    for package_hash, file_count, size in db.execute(query):
        needed[ACTIVITIES, package_hash] = (file_count, size)
    return needed


def copy_package(
    source: Source,
    target: Path,
    *,
    known: ListedPackage | None,
    expected: tuple[int, int] | None,
    copied: Copied,
) -> ListedPackage:
    """Copy what ``target`` lacks of a package and return what lies there now.

    A file that is there and right is not touched; what was copied by a run that was cut off
    is not copied again.

    Args:
        source: the package of the bus.
        target: its folder in the backup.
        known: what an earlier backup holds of it; a good copy outlives a damaged source.
        expected: files and bytes that the database knows of; None where it knows none.
        copied: is added to.

    Raises:
        ChangedAtSourceError: a file is needed and the bus no longer has it as it was.
        OSError: the disk is full, broken or gone.
    """
    wanted = known or _list_source(source, expected)
    folders = set()
    for file in wanted.files:
        path = target.joinpath(*file.name.split("/"))
        if is_whole(path, file):
            copied.kept_bytes += file.size
            copied.kept_files += 1
            continue
        if file.name not in source.files:
            raise ChangedAtSourceError
        path.parent.mkdir(parents=True, exist_ok=True)
        _copy_file(source.files[file.name], path, sha256=file.sha256)
        folders |= {path.parent, *_between(path.parent, target)}
        copied.new_bytes += file.size
        copied.new_files += 1
    for folder in folders:
        sync_folder(folder)
    return wanted


def is_whole(path: Path, file: ListedFile) -> bool:
    """Tell whether a file lies there as listed, byte by byte."""
    try:
        is_sized = path.stat().st_size == file.size and not path.is_symlink()
        return is_sized and hash_file(path) == file.sha256
    except FileNotFoundError:
        return False


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_source(source: Source, expected: tuple[int, int] | None) -> ListedPackage:
    """List a package of the bus; refuse one that is not what its name or the database says."""
    files = tuple(
        ListedFile(name, path.stat().st_size, hash_file(path))
        for name, path in source.files.items()
    )
    if source.place == COURSES and _hash_small(source.files) != source.package_hash:
        raise ChangedAtSourceError
    if expected is not None and expected != (len(files), sum(one.size for one in files)):
        raise ChangedAtSourceError
    return ListedPackage(source.place, source.package_hash, files)  # type: ignore[arg-type]


def _copy_file(source: Path, target: Path, *, sha256: str) -> None:
    """Copy a file, which gets its name when it is whole and on the disk."""
    part = target.with_name(f".{target.name[:100]}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as file, part.open("wb") as copy:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.hexdigest() != sha256:
            raise ChangedAtSourceError
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _hash_small(files: Mapping[str, Path]) -> str:
    return hash_contents({name: path.read_bytes() for name, path in files.items()})


def _folders(home: Path) -> list[Path]:
    named = (path for path in home.glob("*") if len(path.name) == _HASH_LENGTH)
    return sorted(path for path in named if path.is_dir() and not path.name.startswith("."))


def _between(folder: Path, top: Path) -> Iterator[Path]:
    """Yield the folders from one to the place of its package, which all have new names."""
    while folder != top.parent.parent:
        yield folder
        folder = folder.parent
