"""What belongs to a backup: a list beside the database, written last of all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from common.files import write_atomic
from lms_server.backup.errors import NoBackupError

Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Size = Annotated[int, msgspec.Meta(ge=0)]
Place = Literal["courses", "activities", "settings"]
_LIST = re.compile(r"bus-[0-9]{8}-[0-9]{6}\.json")
_DATABASE = r"\Abus-[0-9]{8}-[0-9]{6}\.db\Z"


class ListedFile(msgspec.Struct, frozen=True):
    """One file of a package."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    """Inside the package's folder, with slashes."""
    size: Size
    sha256: Sha256


class ListedPackage(msgspec.Struct, frozen=True):
    """One folder that never changes; in the backup it lies under ``place/package_hash``."""

    place: Place
    package_hash: Sha256
    files: tuple[ListedFile, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What names it in a bus, and in a backup."""
        return self.place, self.package_hash


class ListedDatabase(msgspec.Struct, frozen=True):
    """The copy of the database."""

    name: Annotated[str, msgspec.Meta(pattern=_DATABASE)]
    size: Size
    sha256: Sha256


class BackupList(msgspec.Struct, frozen=True, kw_only=True):
    """All that one backup holds."""

    format: Literal["bus-lms-backup-1"] = "bus-lms-backup-1"
    made_at: str
    bus_code: str
    database: ListedDatabase
    packages: tuple[ListedPackage, ...]


def write_list(folder: Path, found: BackupList) -> Path:
    """Write a list beside its database; from now on the backup exists.

    Raises:
        OSError: the disk is full or broken.
    """
    path = (folder / found.database.name).with_suffix(".json")
    write_atomic(path, msgspec.json.format(msgspec.json.encode(found), indent=1))
    return path


def read_newest(folder: Path) -> BackupList:
    """Return the list of the newest backup in a folder.

    Raises:
        NoBackupError: there is none.
        OSError: the folder cannot be read.
    """
    lists = list(read_lists(folder))
    if not lists:
        raise NoBackupError
    return lists[-1]


def read_lists(folder: Path) -> Iterator[BackupList]:
    """Yield the lists of a folder, the oldest first; what is no list is passed over."""
    for path in sorted(folder.iterdir()):
        if not _LIST.fullmatch(path.name):
            continue
        try:
            found = msgspec.json.decode(path.read_bytes(), type=BackupList)
        except msgspec.DecodeError:
            continue
        names = (file.name for one in found.packages for file in one.files)
        if found.database.name == f"{path.stem}.db" and all(map(_stays_inside, names)):
            yield found


def _stays_inside(name: str) -> bool:
    """Tell whether a name of a file leads nowhere else: sticks come from anywhere."""
    parts = name.split("/")
    return all(part not in ("", ".", "..") for part in parts) and not set(name) & set("\\:\0")
