"""What tests of the bus server share: a real encrypted database, the program, a browser."""

import functools
import os
import random
import re
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from common.clock import utc_now
from common.ids import new_id
from common.sql import SqliteDatabase
from common.uptime import uptime, uptime_with_sleep
from courses.catalog import Catalog
from lms_server import keys
from lms_server.accounts.actions import add_account as add_account_action
from lms_server.accounts.login import ABSOLUTE, IDLE
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import hash_password
from lms_server.app import create_app
from lms_server.closing.actions import close_class
from lms_server.config import BUNDLED_COURSES, Config
from lms_server.devices.actions import hash_token
from lms_server.devices.models import Device, DeviceKind
from lms_server.journal.actions import start_epoch
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.queries import get_learner
from lms_server.learners.rules import BirthDate, Means, Purpose
from lms_server.migrations.models import METADATA
from lms_server.training import actions as training_actions
from tests.bundled import bundled_courses


@pytest.fixture
def now():
    """A Monday morning in Vietnam."""
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_key():
    """One for the whole run, so that the file with all tables is made once and copied."""
    return os.urandom(32)


@pytest.fixture
def config(tmp_path, database_key):
    keys.make_tls(tmp_path, bus_code="79B03")
    return Config(
        data_dir=tmp_path,
        bus_code="79B03",
        bus_name="Xe số 3",
        province_code="79",
        database_key=database_key,
    )


@pytest.fixture
def database(config, now):
    """A new bus's database: all tables, and the first epoch of its journal."""
    path = config.data_dir / "bus.db"
    path.write_bytes(_with_all_tables(config.database_key))
    database = SqliteDatabase(path, key=config.database_key)
    with database.write() as db:
        start_epoch(db, bus_code=config.bus_code, epoch="0a1b2c3d", parents=(), now=now)
    yield database
    database.close()


@pytest.fixture
def app(config, database, bundled):
    catalog = Catalog(bundled.list_versions()) if config.courses_dir == BUNDLED_COURSES else None
    app = create_app(config, database=database, catalog=catalog)
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
            uptime=uptime_with_sleep(),
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


@pytest.fixture(scope="session")
def bundled():
    """The courses that come with the program."""
    return bundled_courses()


@pytest.fixture
def course(bundled):
    return bundled.get_course("KNS-04")


@pytest.fixture
def register(database, config, now):
    """Register a learner, by default one who allows learning and nothing else."""
    rng = random.Random(7)

    def make(full_name="Nguyễn Thị Hoa", *, year=1960, village="bản Cá Giáng", **more):
        purposes = frozenset(more.pop("purposes", {Purpose.LEARN}))
        new = NewLearner(
            full_name=full_name,
            birth=BirthDate(year),
            commune_code="17071",
            village=village,
            **more,
        )
        with database.write() as db:
            return register_learner(
                db,
                new,
                consent=ConsentGiven(purposes=purposes, means=Means.VOICE),
                vault=IdNumberVault(config.database_key),
                rng=rng,
                actor="system",
                now=now,
            )

    return make


@pytest.fixture
def open_class(database, course, add_account, now):
    """Open a class of KNS-04; returns its id."""

    def make(village="bản Cá Giáng"):
        new = training_actions.NewTrainingSession(
            commune_code="17071",
            village=village,
            place="Nhà văn hóa bản",
            trainer_id=add_account("trainer"),
            trainer_name="Lò Thị Mai",
        )
        with database.write() as db:
            return training_actions.open_training_session(
                db, new, course=course, actor="system", now=now
            )

    return make


@pytest.fixture
def enrol(database, now):
    """Put a learner into a class; returns the enrolment's id."""

    def make(training_session_id, learner_id):
        with database.write() as db:
            return training_actions.enrol(
                db, training_session_id, learner_id, actor="system", now=now
            )

    return make


@pytest.fixture
def close(database, bundled, now):
    """Return a function that closes a class and records what each learner reached."""

    def end(training_session_id):
        with database.write() as db:
            close_class(
                db,
                training_session_id,
                courses=bundled,
                actor="system",
                now=now,
                uptime=uptime(),
            )

    return end


@pytest.fixture
def add_device(database, add_account, now):
    """Pair a browser; returns its id and its token."""

    def make(name="Máy 7"):
        device_id, token = new_id(), secrets.token_hex(16)
        device = Device(
            id=device_id,
            name=name,
            kind=DeviceKind.BROWSER,
            token_hash=hash_token(token),
            paired_at=now,
            paired_by=add_account("trainer"),
            last_seen_at=now,
        )
        with database.write() as db:
            db.add(device)
        return device_id, token

    return make


@pytest.fixture
def as_device(app, add_device):
    """Return a paired browser; ``.device_id`` says which."""

    def make():
        client = app.test_client()
        client.device_id, token = add_device()
        client.set_cookie("bus_device", token)
        return client

    return make


@pytest.fixture
def as_learner(database, as_device, register, open_class, enrol, form_token):
    """Return a paired browser with a learner signed in by card; ids are its attributes."""

    def make(training_session_id=None, learner_id=None):
        client = as_device()
        client.training_session_id = training_session_id or open_class()
        client.learner_id = learner_id or register()
        client.enrolment_id = enrol(client.training_session_id, client.learner_id)
        with database.read() as db:
            code = get_learner(db, client.learner_id).card_code
        token = form_token(client, "/learn/card")
        answer = client.post("/learn/card", data={"code": code, "csrf_token": token})
        assert answer.location == "/learn/course"
        client.token = form_token(client, "/learn/course")
        return client

    return make


@pytest.fixture
def sit_down(database, register, enrol, form_token):
    """Let one more learner sign in by card at a machine; returns their enrolment's id."""

    def make(client, full_name, *, training_session_id=None, learner_id=None):
        learner_id = learner_id or register(full_name)
        enrolment_id = enrol(training_session_id or client.training_session_id, learner_id)
        with database.read() as db:
            code = get_learner(db, learner_id).card_code
        token = form_token(client, "/learn/card")
        client.answer = client.post("/learn/card", data={"code": code, "csrf_token": token})
        client.token = form_token(client, "/learn/card")
        return enrolment_id

    return make


@pytest.fixture
def together(as_learner, sit_down):
    """A machine with Hoa, Ánh and Páo, in this order; ``.ids`` are their enrolments."""
    client = as_learner()
    ids = [sit_down(client, name) for name in ("Lò Văn Ánh", "Vàng A Páo")]
    client.ids = [client.enrolment_id, *ids]
    return client


@functools.cache
def _password_hash():
    return hash_password("ruong lua xanh")


@functools.cache
def _with_all_tables(key):
    """Make a database file with all tables and no row in them; return its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bus.db"
        database = SqliteDatabase(path, key=key)
        with database.write_connection() as connection:
            METADATA.create_all(connection)
        database.close()
        return path.read_bytes()
