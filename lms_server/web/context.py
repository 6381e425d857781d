"""What a view may ask the running program for."""

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from common.sql import Database
from lms_server.config import Config

if TYPE_CHECKING:
    from courses.catalog import Catalog

_DATABASE = "bus_lms.database"
_CATALOG = "bus_lms.catalog"
_CONFIG = "bus_lms.config"


def provide(app: Flask, *, config: Config, database: Database, catalog: "Catalog | None") -> None:
    """Give ``app`` what its views will ask for."""
    app.extensions[_CONFIG] = config
    app.extensions[_DATABASE] = database
    app.extensions[_CATALOG] = catalog


def database() -> Database:
    """Return the bus's database: ``read()`` and ``write()`` blocks."""
    return cast(Database, current_app.extensions[_DATABASE])


def catalog() -> "Catalog":
    """Return the courses this bus teaches."""
    return cast("Catalog", current_app.extensions[_CATALOG])


def config() -> Config:
    """Return the settings of this bus server."""
    return cast(Config, current_app.extensions[_CONFIG])


def bus_name(app: Flask) -> str:
    """Return what people call the bus of ``app``."""
    return cast(Config, app.extensions[_CONFIG]).bus_name
