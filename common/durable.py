"""The settings of SQLite that "acknowledged means stored" rests on."""

import sqlcipher3.dbapi2 as sqlcipher

OLDEST_SQLITE = (3, 51, 3)
"""Before this release a WAL reset could corrupt a database (sqlite.org, WAL-reset bug)."""


class UnsafeDatabaseError(Exception):
    """A connection lacks a setting that durability rests on; the program must not start."""


def assert_durable(connection: sqlcipher.Connection) -> None:
    """Ask a new connection for the settings that "acknowledged means stored" rests on.

    Raises:
        UnsafeDatabaseError: one of them is not as it must be.
    """
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, value in wanted.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise UnsafeDatabaseError(f"{name} is {found!r}, must be {value!r}")
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise UnsafeDatabaseError(f"SQLite {sqlcipher.sqlite_version} is too old")
