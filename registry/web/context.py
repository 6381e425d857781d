"""What a request finds: settings, the database, the keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from common.sql import Database
from registry.config import Config
from registry.keys import RegistryKeys

_NAME = "registry"


@dataclass(frozen=True)
class Services:
    """What one running registry works with."""

    config: Config
    database: Database
    keys: RegistryKeys
    clock: Callable[[], datetime]


def provide(app: Flask, found: Services) -> None:
    """Give ``app`` its services."""
    app.extensions[_NAME] = found
    app.jinja_env.globals["province_name"] = found.config.province_name


def services() -> Services:
    """Return the services of the running program."""
    return cast("Services", current_app.extensions[_NAME])


def database() -> Database:
    """Return the open database."""
    return services().database


def keys() -> RegistryKeys:
    """Return the registry's keys."""
    return services().keys


def now() -> datetime:
    """Return the registry's time."""
    return services().clock()
