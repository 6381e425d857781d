"""A copy of the running database that is proven sound before it gets its name."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from common.files import sync_folder
from common.sql import SqliteDatabase
from lms_server.backup.errors import BadBackupError
from lms_server.journal import queries as journal

FOLDER = "backup"


def copy_database(
    database: SqliteDatabase, folder: Path, *, key: bytes | None, now: datetime
) -> Path:
    """Copy the database as it is at one instant, check the copy, and return its path.

    The server may go on working meanwhile.

    Args:
        database: the open database.
        folder: where the copy goes; it must exist.
        key: 32 bytes; the copy is encrypted with them like the original.
        now: names the copy.

    Raises:
        BadBackupError: the copy is not sound.
        OSError: the disk is full, read-only or broken.
    """
    with unnamed_copy(database, folder, key=key, now=now) as part:
        return give_name(part)


@contextmanager
def unnamed_copy(
    database: SqliteDatabase, folder: Path, *, key: bytes | None, now: datetime
) -> Iterator[Path]:
    """Give a checked copy that has no name yet; without one it is gone after the block.

    Raises:
        BadBackupError, OSError: see :func:`copy_database`.
    """
    part = folder / f".bus-{now:%Y%m%d-%H%M%S}.db.part"
    try:
        part.unlink(missing_ok=True)
        _copy(database, part, key)
        _check(part, key)
        _make_durable(part)
        yield part
    finally:
        for left in folder.glob(f"{part.name}*"):
            left.unlink()


def give_name(part: Path) -> Path:
    """Give a copy its name, durably, and return its path."""
    path = part.with_name(part.name.removeprefix(".").removesuffix(".part"))
    part.replace(path)
    sync_folder(path.parent)
    return path


def _check(path: Path, key: bytes | None) -> None:
    with closing(_open(path, key)) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise BadBackupError
    with closing(SqliteDatabase(path, key=key, readers=1)) as database, database.read() as db:
        journal.check_chain(db)


def _copy(database: SqliteDatabase, path: Path, key: bytes | None) -> None:
    """Copy all pages in one step, so that writers never make it start again."""
    path.touch(mode=0o600)
    with database.engine.connect() as connection, closing(_open(path, key)) as copy:
        source = connection.connection.dbapi_connection
        source.backup(copy)  # type: ignore[union-attr]


def _open(path: Path, key: bytes | None) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
