"""Standing a bus up again from a backup: all is proven first, what was there is kept."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from common.files import sync_folder
from common.sql import SqliteDatabase
from lms_server import schema
from lms_server.backup.checking import check_backup
from lms_server.backup.errors import NotWholeError
from lms_server.backup.listing import BackupList, ListedPackage
from lms_server.backup.packages import SETTINGS, Copied, Source, copy_package
from lms_server.journal.actions import begin_anew
from lms_server.journal.queries import current_epoch
from lms_server.one_process import hold
from lms_server.opening import DATABASE_NAME
from lms_server.setting_up import FOLDERS

_PART = f".{DATABASE_NAME}.part"


def restore(
    data_dir: Path, folder: Path, found: BackupList, *, key: bytes, now: datetime
) -> Path | None:
    """Put a backup in place of what a bus holds; its journal goes on in a new epoch.

    What is replaced is moved to a folder of its own. Cut off in the middle, it is begun again.

    Args:
        data_dir: of the bus, which must not be served; on a new machine only ``keys`` is there.
        folder: where the backup lies.
        found: its list.
        key: of the database.
        now: names the folder of what is replaced.

    Returns:
        That folder; None when there was no database.

    Raises:
        AlreadyServingError: the bus is being served.
        NotWholeError: something of the backup is damaged or missing; nothing was changed.
        OtherVersionError: the backup is of another version of the program.
        OSError: a disk is full, broken or gone.
    """
    with hold(data_dir):
        for finding in check_backup(folder, found, key=key):
            if not finding.is_good:
                raise NotWholeError(finding=finding.text)
        for name in FOLDERS:
            (data_dir / name).mkdir(exist_ok=True)
        for package in found.packages:
            _bring(data_dir, folder, package)
        part = _prepare(data_dir, folder / found.database.name, key=key, now=now)
        return _swap(data_dir, part, now=now)


def _bring(data_dir: Path, folder: Path, package: ListedPackage) -> None:
    """Copy what the bus lacks of a package; settings that are there stay."""
    home = folder.joinpath(*package.key)
    files = {one.name: home.joinpath(*one.name.split("/")) for one in package.files}
    if package.place != SETTINGS:
        source = Source(package.place, package.package_hash, files)
        target = data_dir.joinpath(*package.key)
        target.mkdir(parents=True, exist_ok=True)
        copy_package(source, target, known=package, expected=None, copied=Copied())
        return
    for name, path in files.items():
        if not (data_dir / name).exists():
            shutil.copyfile(path, data_dir / name)
            (data_dir / name).chmod(0o600)


def _prepare(data_dir: Path, copy: Path, *, key: bytes, now: datetime) -> Path:
    """Copy the database beside the old one and begin its new epoch."""
    part = data_dir / _PART
    for left in data_dir.glob(f"{_PART}*"):
        left.unlink()
    part.touch(mode=0o600)
    shutil.copyfile(copy, part)
    with closing(SqliteDatabase(part, key=key, readers=1)) as database:
        schema.assert_current(database)
        with database.write() as db:
            begin_anew(db, current_epoch(db), now=now)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    return part


def _swap(data_dir: Path, part: Path, *, now: datetime) -> Path | None:
    replaced = list(_files_of_database(data_dir))
    aside = data_dir / f"replaced-{now:%Y%m%d-%H%M%S}"
    if replaced:
        aside.mkdir(mode=0o700)
    for path in replaced:
        path.replace(aside / path.name)
    part.replace(data_dir / DATABASE_NAME)
    sync_folder(data_dir)
    return aside if replaced else None


def _files_of_database(data_dir: Path) -> Iterator[Path]:
    """Yield the log before the database: what is cut off in between must not meet another."""
    for ending in ("-shm", "-wal", ""):
        path = data_dir / f"{DATABASE_NAME}{ending}"
        if path.exists():
            yield path
