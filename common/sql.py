"""Durable SQL storage of the two servers: typed columns, and the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, DateTime, Dialect, Engine, Uuid, create_engine, event
from sqlalchemy.orm import Session, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from common.commit_group import CommitGroup, TransactionLostError
from common.durable import assert_durable

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that a migration can drop what an earlier one made."""

BUSY_TIMEOUT_S = 15


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, always aware and in UTC in Python; refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn ``value`` to UTC on its way into the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark what the database gives back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[UUID, mapped_column(Uuid, primary_key=True)]
"""The primary key of a table; the value is minted where the thing is born."""


class TableConventions:
    """Mixed into each program's declarative base: how Python types become columns."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, UUID: Uuid}


class Database(Protocol):
    """What slices need of storage: a block that reads, and a block that writes."""

    engine: Engine
    """For migrations and tests; slices use ``read`` and ``write``."""

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give one consistent view; nothing can be written in it."""

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commit durably when the block ends well, roll back when it raises."""

    def close(self) -> None:
        """Let go of all connections."""


class SqliteDatabase:
    """One encrypted SQLite file: many readers, one writer, commits in groups.

    Write blocks of different threads run one after the other on one connection. When a block
    ends and others already wait, its changes stay in the open transaction and the last of the
    group commits for all: one fsync for many. Each block lives in a savepoint of its own, so
    one that fails takes nothing of the others with it. ``write`` returns only after the commit.
    """

    def __init__(self, path: Path, *, key: bytes | None, readers: int = 16) -> None:
        """Open or create the file.

        Args:
            path: the database file; its folder must exist.
            key: 32 bytes; the file is encrypted with them. None: not encrypted.
            readers: connections for read blocks, one a thread.

        Raises:
            sqlcipher3.dbapi2.DatabaseError: wrong key, or not a database.
        """
        self._path = path
        self._key = key
        self.engine = self._engine(size=readers, begin="BEGIN", read_only=True)
        self._write_engine = self._engine(size=1, begin="BEGIN IMMEDIATE", read_only=False)
        self._connection: Connection | None = None
        self._group = CommitGroup(self)
        with self._write_engine.connect():
            pass

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give one consistent view; SQLite refuses any write in it."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commit when the block ends well, roll back when it raises.

        Raises:
            RuntimeError: this thread is already inside a write block.
            sqlalchemy.exc.OperationalError: the disk is full or broken; nothing is stored.
            TransactionLostError: the same, met by another block of the group.
        """
        with self._group.turn():
            session = Session(
                self._connection,
                join_transaction_mode="create_savepoint",
                expire_on_commit=False,
            )
            with session, session.begin():
                yield session

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        """Give the writer's connection, alone and with its own transaction, to a migration."""
        with self._group.alone():
            self.roll_back()
            with self._write_engine.begin() as connection:
                yield connection

    def close(self) -> None:
        """Let go of all connections; the WAL is folded into the file."""
        self.engine.dispose()
        self.roll_back()
        self._write_engine.dispose()

    def begin(self) -> None:
        """Open the group's transaction; for :class:`CommitGroup`."""
        if self._connection is None:
            self._connection = self._write_engine.connect()
        self._connection.begin()

    def is_open(self) -> bool:
        """Tell whether SQLite still holds the group's transaction; for :class:`CommitGroup`."""
        if self._connection is None:
            return False
        driver = self._connection.connection.dbapi_connection
        return driver is not None and bool(driver.in_transaction)

    def commit(self) -> None:
        """Put the group's transaction on disk; for :class:`CommitGroup`.

        Raises:
            TransactionLostError: SQLite dropped it, as it does when the disk is full. A COMMIT
                would then say "done" about nothing.
        """
        transaction = self._connection.get_transaction() if self._connection else None
        if transaction is None or not self.is_open():
            raise TransactionLostError
        transaction.commit()

    def roll_back(self) -> None:
        """Return the writer's connection; what it had not committed is undone."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _engine(self, *, size: int, begin: str, read_only: bool) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=lambda: self._connect(read_only=read_only),
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=BUSY_TIMEOUT_S,
            hide_parameters=True,  # errors end in the log, where no name may stand
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _connect(self, *, read_only: bool) -> sqlcipher.Connection:
        connection = sqlcipher.connect(
            str(self._path),
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        if self._key is not None:
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # A commit empties every reader's cache, so a large one would only hold memory.
        connection.execute(f"PRAGMA cache_size = {-1000 if read_only else -4000}")
        connection.execute("PRAGMA temp_store = MEMORY")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        assert_durable(connection)
        return connection


class PostgresDatabase:
    """The registry's PostgreSQL: every write block is one transaction of its own."""

    def __init__(self, url: str, *, pool_size: int = 16) -> None:
        """Prepare connections to ``url``, such as ``postgresql+psycopg://user@host/name``."""
        self.engine = create_engine(
            url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give one consistent view; PostgreSQL refuses any write in it."""
        options = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        with Session(self.engine.execution_options(**options)) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commit when the block ends well, roll back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
