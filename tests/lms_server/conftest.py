"""What tests of the bus server share: a real encrypted database, the program, a browser."""

import functools
import os
import re
import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from common.clock import utc_now
from common.sql import SqliteDatabase
from lms_server import keys
from lms_server.accounts.actions import add_account as add_account_action
from lms_server.accounts.login import ABSOLUTE, IDLE
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import hash_password
from lms_server.app import create_app
from lms_server.config import Config
from lms_server.journal.actions import start_epoch
from lms_server.migrations.models import METADATA


@pytest.fixture
def now():
    """A Monday morning in Vietnam."""
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def config(tmp_path):
    keys.make_tls(tmp_path, bus_code="79B03")
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
        METADATA.create_all(connection)
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


@pytest.fixture
def add_account(database, now):
    """Open an account of a role; its password is "ruong lua xanh"."""

    def add(role, sign_in_name=None, full_name="Lò Thị Mai"):
        with database.write() as db:
            return add_account_action(
                db,
                sign_in_name=sign_in_name or f"{role}.{secrets.token_hex(3)}",
                full_name=full_name,
                role=Role(role),
                password_hash=_password_hash(),
                now=now,
            )

    return add


@pytest.fixture
def as_staff(app, add_account):
    """Return a browser signed in as a new account of a role; ``.account_id`` says whose."""

    def sign_in(role, **account):
        account_id = add_account(role, **account)
        client = app.test_client()
        token = app.extensions["bus_lms.sessions"].create(
            f"account:{account_id}",
            {"_user_id": str(account_id), "_fresh": True},
            idle=IDLE,
            absolute=ABSOLUTE,
            now=utc_now(),
        )
        client.set_cookie("bus_staff", token)
        client.account_id = account_id
        return client

    return sign_in


@pytest.fixture
def form_token():
    """Return the forgery token that a page of a browser carries."""

    def find(client, path):
        page = client.get(path).text
        return re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)

    return find


@functools.cache
def _password_hash():
    return hash_password("ruong lua xanh")
