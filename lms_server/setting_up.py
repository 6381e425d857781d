"""Making a new bus: folder, keys, settings, database, the first epoch of its journal."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.errors import DomainError
from common.files import write_atomic
from common.sql import SqliteDatabase
from lms_server import keys, schema
from lms_server.config import FILE_NAME, Config
from lms_server.exchange.enrolling import write_request
from lms_server.journal.actions import start_epoch
from lms_server.opening import DATABASE_NAME

REQUEST_FILE = "enrolment-request.json"
FOLDERS = ("outbox", "inbox", "backup")


class FolderNotEmptyError(DomainError):
    """The folder holds something already; nothing there is touched."""

    code = "setting_up.folder_not_empty"


@dataclass(frozen=True)
class NewBus:
    """What identifies a bus that was just made."""

    config: Config
    tls_fingerprint: str
    request: Path
    """The signed file that the province enrols."""


def set_up(  # noqa: PLR0913
    data_dir: Path,
    *,
    bus_code: str,
    bus_name: str,
    province_code: str,
    passphrase: str | None,
    now: datetime,
) -> NewBus:
    """Make a new bus in an empty or absent folder.

    Args:
        data_dir: where; nothing that exists is ever overwritten.
        bus_code: such as ``79B03``.
        bus_name: what people call it.
        province_code: two digits.
        passphrase: seals the database key; None keeps it in a file of its owner's alone.
        now: the server's clock.

    Raises:
        FolderNotEmptyError: the folder holds something.
        BadConfigError: a code is not of its form.
        ShortPassphraseError: fewer than 12 characters.
    """
    _refuse_full(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {"bus_code": bus_code, "bus_name": bus_name, "province_code": province_code}
    config = _write_settings(data_dir, settings)
    for name in FOLDERS:
        (data_dir / name).mkdir()
    fingerprint = keys.make_tls(data_dir, bus_code=bus_code)
    keys.make_journal_key(data_dir)
    database_key = keys.make_database_key(data_dir, passphrase)
    _make_database(data_dir, database_key, bus_code=bus_code, now=now)
    request = data_dir / REQUEST_FILE
    write_request(request, config, officer_keys=(), now=now)
    return NewBus(config, fingerprint, request)


def _refuse_full(data_dir: Path) -> None:
    if data_dir.exists() and any(data_dir.iterdir()):
        raise FolderNotEmptyError(folder=data_dir)


def _write_settings(data_dir: Path, settings: dict[str, str]) -> Config:
    # A JSON string is a TOML string as well.
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in settings.items()
    ]
    path = data_dir / FILE_NAME
    write_atomic(path, "".join(lines).encode(), mode=0o600)
    try:
        return Config.load(data_dir)
    except DomainError:
        path.unlink()
        raise


def _make_database(data_dir: Path, key: bytes, *, bus_code: str, now: datetime) -> None:
    path = data_dir / DATABASE_NAME
    path.touch(mode=0o600)
    database = SqliteDatabase(path, key=key)
    try:
        schema.bring_up_to_date(database)
        with database.write() as db:
            epoch = secrets.token_hex(4)
            start_epoch(db, bus_code=bus_code, epoch=epoch, parents=(), now=now)
    finally:
        database.close()
