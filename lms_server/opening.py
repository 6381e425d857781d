"""Opening a bus's data folder: settings, keys, database."""

import argparse
import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from common.errors import DomainError
from common.sql import SqliteDatabase
from lms_server import keys, schema
from lms_server.config import Config

DATABASE_NAME = "bus.db"
DATA_VARIABLE = "BUS_LMS_DATA_DIR"
PASSPHRASE_VARIABLE = "BUS_LMS_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable


class NotSetUpError(DomainError):
    """The folder holds no bus: ``bus-lms init`` makes one."""

    code = "opening.not_set_up"


@dataclass(frozen=True)
class Bus:
    """An opened data folder."""

    config: Config
    database: SqliteDatabase


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--data DIR``."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=Path(os.environ.get(DATA_VARIABLE) or user_data_path("bus-lms")),
        help="data folder of the bus (default: %(default)s)",
    )


def load_config(data_dir: Path, ask: Callable[[], str] | None = None) -> Config:
    """Return the settings of a data folder, with the key of its database.

    Args:
        data_dir: made by ``bus-lms init``.
        ask: gives the passphrase when the database key is sealed; None asks the person at the
            terminal, or reads the file that ``BUS_LMS_PASSPHRASE_FILE`` names.

    Raises:
        NotSetUpError: there is no bus in the folder.
        BadConfigError: the settings cannot be used.
        KeyMissingError: the database key is absent.
        WrongPassphraseError: the passphrase is not right.
    """
    if not (data_dir / DATABASE_NAME).exists():
        raise NotSetUpError(folder=data_dir)
    config = Config.load(data_dir)
    return replace(config, database_key=keys.load_database_key(data_dir, ask or ask_passphrase))


@contextmanager
def open_bus(data_dir: Path, ask: Callable[[], str] | None = None) -> Iterator[Bus]:
    """Open the bus of a data folder while the block runs.

    Raises:
        NotSetUpError, BadConfigError, KeyMissingError, WrongPassphraseError: see
            :func:`load_config`.
        OtherVersionError: the tables are of another version.
    """
    config = load_config(data_dir, ask)
    database = SqliteDatabase(data_dir / DATABASE_NAME, key=config.database_key)
    try:
        schema.assert_current(database)
        yield Bus(config, database)
    finally:
        database.close()


def ask_passphrase() -> str:
    """Return the passphrase from the file the environment names, or from the terminal."""
    file = os.environ.get(PASSPHRASE_VARIABLE)
    if file:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    return getpass.getpass("Passphrase of the database key: ")
