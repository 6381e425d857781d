"""The kiosk's own encrypted file: one connection, and the one place that commits."""

import os
import secrets
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from common.durable import assert_durable
from common.files import write_atomic

KEY_BYTES = 32
_BUSY_TIMEOUT_S = 15
_MIGRATIONS = (
    (
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
        """
    CREATE TABLE queued (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL,
        id TEXT NOT NULL,
        body BLOB NOT NULL,
        put_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'settled', 'set_aside')),
        receipt BLOB,
        settled_at TEXT,
        CHECK ((state = 'waiting') = (receipt IS NULL))
    )
    """,
        "CREATE INDEX ix_queued_id ON queued (path, id)",
        "CREATE INDEX ix_queued_state ON queued (state, path, seq)",
    ),
    (
        """
    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        headers TEXT NOT NULL,
        body BLOB NOT NULL,
        used_on TEXT NOT NULL
    )
    """,
    ),
    ("ALTER TABLE queued ADD COLUMN slip TEXT",),
    (
        """
    CREATE TABLE parked (
        seq INTEGER PRIMARY KEY,
        bus TEXT NOT NULL,
        path TEXT NOT NULL,
        id TEXT NOT NULL,
        body BLOB NOT NULL,
        put_at TEXT NOT NULL,
        state TEXT NOT NULL,
        receipt BLOB,
        settled_at TEXT,
        slip TEXT
    )
    """,
        "CREATE INDEX ix_parked_bus ON parked (bus)",
    ),
    (
        # In a row of their own: to read or write what stands in a row with a body takes all of it.
        """
    CREATE TABLE file_facts (
        path TEXT PRIMARY KEY REFERENCES files (path) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        used_on TEXT NOT NULL
    ) WITHOUT ROWID
    """,
        "INSERT INTO file_facts SELECT path, sha256, length(body), used_on FROM files",
        "ALTER TABLE files DROP COLUMN used_on",
        "ALTER TABLE files DROP COLUMN sha256",
    ),
)
"""What each version of the file adds to the one before."""


class _TooNewError(Exception):
    """The file has what this program does not know; a lower number in it would lock it for all."""


class StoreUnreadableError(Exception):
    """The file cannot be opened: no key or another one, broken, or of a newer program."""


def load_key(path: Path) -> bytes:
    """Return the key of the store; the first start makes it.

    Args:
        path: a file that only the user of the operating system may read.

    Raises:
        StoreUnreadableError: others may read the file, or it holds no key.
    """
    if not path.exists():
        write_atomic(path, secrets.token_bytes(KEY_BYTES).hex().encode(), mode=0o600)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise StoreUnreadableError(f"others may read {path.name}; want mode 0600")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as error:
        raise StoreUnreadableError(f"no key in {path.name}") from error
    if len(key) != KEY_BYTES:
        raise StoreUnreadableError(f"no key in {path.name}")
    return key


class Store:
    """One SQLCipher file. Every block is one transaction, on disk when the block has ended."""

    def __init__(self, path: Path, *, key: bytes) -> None:
        """Open the file, or make it.

        Raises:
            StoreUnreadableError: the key does not fit, the file is broken, or a newer program wrote
                it; it is left as it was.
        """
        self._lock = threading.RLock()
        self._is_behind = False
        self._connection = _connect(path)
        try:
            self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            self._prepare()
        except (sqlcipher.DatabaseError, _TooNewError) as error:
            self._connection.close()
            raise StoreUnreadableError(f"{path.name}: {error}") from error

    @classmethod
    def open_in(cls, folder: Path) -> "Store":
        """Open ``kiosk.db`` with ``kiosk.key`` in ``folder``, making all three when absent.

        Raises:
            StoreUnreadableError: the key of the file is lost, so that none may be made in its
                place; else see :func:`load_key` and the constructor.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file, key = folder / "kiosk.db", folder / "kiosk.key"
        if file.exists() and not key.exists():
            raise StoreUnreadableError(f"{key.name} is lost; nothing else opens {file.name}")
        return cls(file, key=load_key(key))

    @contextmanager
    def write(self, *, waits_for_disk: bool = True) -> Iterator[sqlcipher.Connection]:
        """Commit durably when the block ends well, roll back when it raises.

        Args:
            waits_for_disk: False for what may be lost with the power: it goes to the disk in its
                order, with the next block that waits.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing of the block is stored.
        """
        with self._lock:
            level = "FULL" if waits_for_disk else "NORMAL"
            self._connection.execute(f"PRAGMA synchronous = {level}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._commit()
                self._is_behind = not waits_for_disk
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise

    def catch_up(self) -> None:
        """Bring to the disk what did not wait for it."""
        with self._lock:
            if self._is_behind:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                self._is_behind = False

    @contextmanager
    def read(self) -> Iterator[sqlcipher.Connection]:
        """Give the connection for queries."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Let go of the file; the WAL is folded into it."""
        with self._lock:
            self._connection.close()

    def _commit(self) -> None:
        if not self._connection.in_transaction:
            # A full disk makes SQLite drop the whole transaction by itself.
            raise sqlcipher.OperationalError("the transaction was lost")
        self._connection.commit()

    def _prepare(self) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        assert_durable(self._connection)
        with self.write() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_MIGRATIONS):
                raise _TooNewError("a newer program wrote it; update this laptop's program")
            for statements in _MIGRATIONS[version:]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _connect(path: Path) -> sqlcipher.Connection:
    try:
        return sqlcipher.connect(
            str(path), timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
    except sqlcipher.DatabaseError as error:  # it may not be read, or is a folder
        raise StoreUnreadableError(f"{path.name}: {error}") from error
