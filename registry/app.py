"""The registry as one WSGI program: reception of bundles, signed lists, public page."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Flask
from sqlalchemy.engine import make_url

from common.clock import utc_now
from common.sql import Database, PostgresDatabase, SqliteDatabase
from common.web import access, errors, filters, headers, i18n
from registry import schema
from registry.carried.api import bp as carried
from registry.config import Config
from registry.intake.api import bp as intake
from registry.keys import RegistryKeys, load_database_key, load_keys
from registry.register.api import bp as register
from registry.verification.routes import bp as verification
from registry.verification.throttle import Throttle
from registry.web import context
from registry.web.access import ACCESS, everybody, no_sign_in
from sync.bundle import MAX_FILE

BLUEPRINTS: tuple[Blueprint, ...] = (carried, intake, register, verification)
_WEB = Path(__file__).parent / "web"


def open_database(config: Config) -> Database:
    """Open the database of ``config.database_url``; an SQLite file is made when absent."""
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        return SqliteDatabase(path, key=load_database_key(config.data_dir))
    return PostgresDatabase(config.database_url)


def create_app(
    config: Config,
    *,
    database: Database | None = None,
    keys: RegistryKeys | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """Return the program.

    Args:
        config: the settings.
        database: an open one; None opens the one of the settings.
        keys: None reads those of the data folder.
        clock: gives the present instant.

    Raises:
        SchemaError: the tables are of another version.
        KeysMissingError: the data folder holds no keys.
    """
    app = Flask(
        "registry", template_folder=str(_WEB / "templates"), static_folder=str(_WEB / "static")
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_FILE
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database = database or open_database(config)
    schema.assert_current(database)
    found = context.Services(config, database, keys or load_keys(config.data_dir), clock)
    context.provide(app, found)
    app.extensions[Throttle.NAME] = Throttle()
    _install_web(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _install_web(app: Flask) -> None:
    i18n.install(app, folder=_WEB / "translations", domains=("registry",))
    errors.install(app)
    access.install(app, ACCESS, everybody, no_sign_in)
    headers.install(app)
    filters.install(app)
