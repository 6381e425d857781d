"""The declarative base of the registry's tables, and inserts that are safe to repeat."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import MetaData, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from common.sql import NAMING_CONVENTION, TableConventions

BATCH = 5_000
"""Rows of one statement; measured the fastest on both databases."""

_LOCK = 0x7462_7573
_WORTH_COPYING = 100


class Base(TableConventions, DeclarativeBase):
    """Base of every table of the registry."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


def insert_absent(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert ``rows``; those whose key exists already are left as they are.

    Args:
        db: a write block.
        model: the table.
        rows: column names to values; every row has the same columns.

    Returns:
        How many were new.
    """
    if len(rows) >= _WORTH_COPYING and _is_postgresql(db):
        return _copy_absent(db, model, rows)
    statement = insert_into(db, model).on_conflict_do_nothing()
    count = 0
    for start in range(0, len(rows), BATCH):
        result = db.connection().execute(statement, list(rows[start : start + BATCH]))
        count += result.rowcount
    return count


def insert_into(db: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of this database's dialect, ready for an ON CONFLICT clause."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not one table")
    return postgresql.insert(table) if _is_postgresql(db) else sqlite.insert(table)


def take_turn(db: Session) -> None:
    """Let imports and publications run one after the other, also on PostgreSQL.

    SQLite has one writer anyway. The lock ends with the transaction.
    """
    if _is_postgresql(db):
        db.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def _is_postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


def _copy_absent(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert through COPY into a table of its own: many times the rate of one row at a time."""
    db.flush()
    names = list(rows[0])
    target, heap = sql.Identifier(model.__tablename__), sql.Identifier("incoming")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    connection = db.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("not a connection of psycopg")
    with connection.cursor() as cursor:
        make = sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0")
        cursor.execute(make.format(heap, columns, target))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(heap, columns)) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
        move = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING")
        cursor.execute(move.format(target, columns, columns, heap))
        count = cursor.rowcount
        cursor.execute(sql.SQL("DROP TABLE {}").format(heap))
    return count
