"""What tests of the bus server share: a real encrypted database, the program, a browser."""

import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from common.sql import SqliteDatabase
from lms_server.app import create_app
from lms_server.config import Config
from lms_server.journal.actions import start_epoch
from lms_server.tables import Base


@pytest.fixture
def now():
    """A Monday morning in Vietnam."""
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def config(tmp_path):
    return Config(
        data_dir=tmp_path,
        bus_code="79B03",
        bus_name="Xe số 3",
        province_code="79",
        database_key=os.urandom(32),
    )


@pytest.fixture
def database(config, now):
    """A new bus's database: all tables, and the first epoch of its journal."""
    database = SqliteDatabase(config.data_dir / "bus.db", key=config.database_key)
    with database.write_connection() as connection:
        Base.metadata.create_all(connection)
    with database.write() as db:
        start_epoch(db, bus_code=config.bus_code, epoch="0a1b2c3d", parents=(), now=now)
    yield database
    database.close()


@pytest.fixture
def app(config, database):
    app = create_app(config, database=database)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def client(app):
    """A browser that has not signed in."""
    return app.test_client()


@pytest.fixture
def db_count(database):
    """Count the rows of a table."""

    def count(model):
        with database.read() as db:
            return db.scalar(select(func.count()).select_from(model))

    return count
