"""Making a backup: the database first, then the packages it speaks of, the list last.

What is cut off in the middle, such as by a stick that is pulled, leaves earlier backups whole:
their files are only added to, and the new one does not exist before its list.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.clock import to_wire
from lms_server.backup.database import give_name, unnamed_copy
from lms_server.backup.listing import (
    BackupList,
    ListedDatabase,
    ListedPackage,
    read_lists,
    write_list,
)
from lms_server.backup.packages import (
    ChangedAtSourceError,
    Copied,
    Key,
    Source,
    copy_package,
    find_packages,
    hash_file,
    needed_packages,
)
from lms_server.opening import Bus


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    """Of its list."""
    database_bytes: int
    copied: Copied
    missing: tuple[Key, ...]
    """Packages that the bus has lost or that were changed on its disk; not in the backup."""
    seconds: float


def back_up(bus: Bus, folder: Path, *, now: datetime) -> Made:
    """Copy all that is needed to stand the bus up again, but its keys; what is there stays.

    Args:
        bus: the opened bus; its server may go on working.
        folder: where; made if its parent exists.
        now: names the backup.

    Raises:
        BadBackupError: the copy of the database is not sound.
        OSError: the disk is full, broken, read-only or gone; earlier backups are as they were.
    """
    started = time.monotonic()
    folder.mkdir(exist_ok=True)
    key, copied = bus.config.database_key, Copied()
    with unnamed_copy(bus.database, folder, key=key, now=now) as part:
        # Packages are on disk before the database speaks of them, so this order misses none.
        with bus.database.read() as db:
            needed = needed_packages(db)
        packages, missing = _copy_packages(bus.config.data_dir, folder, needed, copied)
        size, sha256 = part.stat().st_size, hash_file(part)
        database = ListedDatabase(give_name(part).name, size, sha256)
    path = write_list(
        folder,
        BackupList(
            made_at=to_wire(now),
            bus_code=bus.config.bus_code,
            database=database,
            packages=packages,
        ),
    )
    return Made(path, database.size, copied, missing, time.monotonic() - started)


def _copy_packages(
    data_dir: Path, folder: Path, needed: Mapping[Key, tuple[int, int] | None], copied: Copied
) -> tuple[tuple[ListedPackage, ...], tuple[Key, ...]]:
    """Copy what lacks; return what is in the backup now, and what could not be had."""
    known = {one.key: one for found in read_lists(folder) for one in found.packages}
    sources = {one.key: one for one in find_packages(data_dir)}
    kept, missing = [], []
    for key in sorted(sources.keys() | needed.keys()):
        source = sources.get(key) or Source(*key, files={})
        try:
            kept.append(
                copy_package(
                    source,
                    folder.joinpath(*key),
                    known=known.get(key),
                    expected=needed.get(key),
                    copied=copied,
                )
            )
        except ChangedAtSourceError:
            missing.append(key)
    return tuple(kept), tuple(missing)
