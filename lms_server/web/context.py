"""What a view may ask the running program for."""

from typing import cast

from flask import Flask, current_app

from common.sql import Database
from courses.catalog import Catalog
from lms_server import keys
from lms_server.config import Config

_DATABASE = "bus_lms.database"
_CATALOG = "bus_lms.catalog"
_CONFIG = "bus_lms.config"
_FINGERPRINT = "bus_lms.tls_fingerprint"


def provide(app: Flask, *, config: Config, database: Database, catalog: Catalog) -> None:
    """Give ``app`` what its views will ask for."""
    app.extensions[_CONFIG] = config
    app.extensions[_DATABASE] = database
    app.extensions[_CATALOG] = catalog


def database() -> Database:
    """Return the bus's database: ``read()`` and ``write()`` blocks."""
    return database_of(current_app)


def database_of(app: Flask) -> Database:
    """Return the database of ``app``, also outside a request."""
    return cast(Database, app.extensions[_DATABASE])


def catalog() -> Catalog:
    """Return the courses this bus teaches."""
    return catalog_of(current_app)


def catalog_of(app: Flask) -> Catalog:
    """Return the courses of ``app``, also outside a request."""
    return cast(Catalog, app.extensions[_CATALOG])


def config() -> Config:
    """Return the settings of this bus server."""
    return config_of(current_app)


def config_of(app: Flask) -> Config:
    """Return the settings of ``app``, also outside a request."""
    return cast(Config, app.extensions[_CONFIG])


def bus_name(app: Flask) -> str:
    """Return what people call the bus of ``app``."""
    return cast(Config, app.extensions[_CONFIG]).bus_name


def tls_fingerprint() -> str:
    """Return the identity of this bus server; its certificate is read once."""
    found = current_app.extensions.get(_FINGERPRINT)
    if found is None:
        found = keys.tls_fingerprint(config().data_dir)
        current_app.extensions[_FINGERPRINT] = found
    return cast(str, found)
