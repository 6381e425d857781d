"""Proving that a backup could stand the bus up again; nothing is written beside it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DatabaseError

from common.sql import SqliteDatabase
from lms_server.backup.listing import BackupList, ListedPackage
from lms_server.backup.packages import hash_file, is_whole, needed_packages
from lms_server.checking import Finding, verify


def check_backup(folder: Path, found: BackupList, *, key: bytes | None) -> Iterator[Finding]:
    """Yield what was checked: every file by its hash, then the inside of the database.

    Args:
        folder: where the backup lies; may be read-only.
        found: its list.
        key: opens the database; None leaves it closed, and says so.

    Raises:
        OSError: the stick cannot be read.
    """
    yield from (_check_package(folder, one) for one in found.packages)
    path = folder / found.database.name
    is_same = path.is_file() and hash_file(path) == found.database.sha256
    yield Finding(f"{path.name}: {'as written' if is_same else 'damaged'}", is_good=is_same)
    if not is_same:
        return
    if key is None:
        yield Finding("not opened: the key of this bus is not here", is_good=False)
        return
    yield from _check_inside(path, found, key)


def _check_package(folder: Path, package: ListedPackage) -> Finding:
    home = folder.joinpath(*package.key)
    bad = [one.name for one in package.files if not is_whole(home / one.name, one)]
    name = f"{package.place}/{package.package_hash}"
    if bad:
        return Finding(f"{name}: {len(bad)} files damaged or missing, {bad[0]}", is_good=False)
    return Finding(f"{name}: {len(package.files)} files as written", is_good=True)


def _check_inside(path: Path, found: BackupList, key: bytes) -> Iterator[Finding]:
    """Open a copy elsewhere: SQLite would write beside the file, and sticks may refuse."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copyfile(path, Path(scratch) / path.name))
        try:
            with closing(SqliteDatabase(copy, key=key, readers=1)) as database:
                yield from verify(database)
                with database.read() as db:
                    needed = needed_packages(db)
        except (sqlcipher.DatabaseError, DatabaseError):
            yield Finding("not opened: another key, or damaged when it was made", is_good=False)
            return
    lacking = needed.keys() - {one.key for one in found.packages}
    for place, package_hash in sorted(lacking):
        yield Finding(f"{place}/{package_hash}: needed and not in the backup", is_good=False)
