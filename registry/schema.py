"""The database's tables and their versions: made, brought up to date, and checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from common.errors import DomainError
from common.sql import Database, SqliteDatabase
from registry.buses import models as _buses
from registry.intake import models as _intake
from registry.people import models as _people
from registry.register import models as _register
from registry.results import models as _results
from registry.tables import Base

MODELS = (_buses, _intake, _people, _register, _results)
"""Every module with tables, so that the metadata is complete."""
_SCRIPTS = Path(__file__).parent / "migrations"


class SchemaError(DomainError):
    """The database is of another version than the program; ``bus-registry upgrade`` helps."""

    code = "registry.schema"
    http_status = 503


def upgrade(database: Database, *, to: str = "head") -> None:
    """Bring the tables to version ``to``; an empty database gets all of them."""
    with _connection(database) as connection:
        command.upgrade(_config(connection), to)


def downgrade(database: Database, *, to: str = "base") -> None:
    """Take migrations back down to version ``to``; for tests and emergencies."""
    with _connection(database) as connection:
        command.downgrade(_config(connection), to)


def assert_current(database: Database) -> None:
    """Refuse to work on tables of another version.

    Raises:
        SchemaError: the database is older or newer than the program.
    """
    wanted = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        raise SchemaError(found=found, wanted=wanted)


def differences(database: Database) -> list[object]:
    """Return how the tables differ from what the models say; empty when all is right."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    if isinstance(database, SqliteDatabase):
        with database.write_connection() as connection:
            yield connection
    else:
        with database.engine.begin() as connection:
            yield connection


def _config(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
