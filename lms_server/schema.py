"""The version of the database's tables, asked cheaply at every start."""

import importlib

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from common.errors import DomainError
from common.sql import SqliteDatabase

HEAD = "0007"
"""The newest revision in ``migrations/versions``; a test compares the two."""


class OtherVersionError(DomainError):
    """The database is of another version than the program."""

    code = "schema.other_version"


def find_version(database: SqliteDatabase) -> str | None:
    """Return the revision of the tables; None when there are none yet."""
    with database.read() as db:
        try:
            found = db.scalar(text("SELECT version_num FROM alembic_version"))
        except DatabaseError:
            return None
    return None if found is None else str(found)


def assert_current(database: SqliteDatabase) -> None:
    """Refuse to work on tables of another version.

    Raises:
        OtherVersionError: the database is older (``bus-lms upgrade`` helps) or newer.
    """
    found = find_version(database)
    if found != HEAD:
        raise OtherVersionError(found=found, wanted=HEAD)


def bring_up_to_date(database: SqliteDatabase) -> None:
    """Make the missing tables, or change old ones, in one transaction."""
    if find_version(database) != HEAD:
        # Alembic costs 0.3 s of every start and is needed at nearly none.
        importlib.import_module("lms_server.migrations.upgrade").upgrade(database)
