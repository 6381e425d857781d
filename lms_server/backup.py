"""A copy of the running database that is proven sound before it gets its name."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from common.errors import DomainError
from common.files import sync_folder
from common.sql import SqliteDatabase
from lms_server.journal import queries as journal

FOLDER = "backup"


class BadBackupError(DomainError):
    """The copy is not sound; it was thrown away, earlier backups stay."""

    code = "backup.bad_copy"


def back_up(database: SqliteDatabase, folder: Path, *, key: bytes | None, now: datetime) -> Path:
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
    name = f"bus-{now:%Y%m%d-%H%M%S}.db"
    part = folder / f".{name}.part"
    try:
        part.unlink(missing_ok=True)
        _copy(database, part, key)
        _check(part, key)
        _make_durable(part)
        part.replace(folder / name)
    finally:
        for left in folder.glob(f"{part.name}*"):
            left.unlink()
    sync_folder(folder)
    return folder / name


def _copy(database: SqliteDatabase, path: Path, key: bytes | None) -> None:
    """Copy all pages in one step, so that writers never make it start again."""
    path.touch(mode=0o600)
    with database.engine.connect() as connection, closing(_open(path, key)) as copy:
        source = connection.connection.dbapi_connection
        source.backup(copy)  # type: ignore[union-attr]


def _check(path: Path, key: bytes | None) -> None:
    with closing(_open(path, key)) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise BadBackupError
    with closing(SqliteDatabase(path, key=key, readers=1)) as database, database.read() as db:
        journal.check_chain(db)


def _open(path: Path, key: bytes | None) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
