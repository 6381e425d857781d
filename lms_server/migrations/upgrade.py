"""Running the migrations, and comparing what they make with what the models say."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from common.sql import SqliteDatabase
from lms_server.migrations.models import METADATA

_SCRIPTS = Path(__file__).parent


def upgrade(database: SqliteDatabase, *, to: str = "head") -> None:
    """Bring the tables to version ``to``, all or nothing; an empty file gets all of them."""
    with database.write_connection() as connection:
        command.upgrade(_config(connection), to)


def downgrade(database: SqliteDatabase, *, to: str = "base") -> None:
    """Take migrations back down to version ``to``; for tests."""
    with database.write_connection() as connection:
        command.downgrade(_config(connection), to)


def revision(database: SqliteDatabase, message: str, number: str) -> None:
    """Write a new migration from the difference between ``database`` and the models."""
    with database.write_connection() as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)


def newest() -> str | None:
    """Return the newest revision in the folder of versions."""
    return ScriptDirectory(str(_SCRIPTS)).get_current_head()


def differences(database: SqliteDatabase) -> list[Any]:
    """Return how the tables differ from what the models say; empty when all is right."""
    with database.write_connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def triggers(database: SqliteDatabase) -> dict[str, str]:
    """Return the triggers of the database: name and SQL; Alembic does not compare them."""
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    with database.read() as db:
        return dict(db.execute(query).all())


def _config(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
