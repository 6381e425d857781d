"""Learners of other buses: asking the province for them, by network and by stick."""

from datetime import datetime
from pathlib import Path

from common.files import write_atomic
from common.ids import derive_id
from lms_server.elsewhere.actions import Reader, Taken
from lms_server.elsewhere.queries import find_content
from lms_server.elsewhere.taking import look, take
from lms_server.exchange.desk import Desk, Registry
from lms_server.exchange.errors import FolderNotWritableError
from lms_server.exchange.queries import get_pack
from sync.carried import ASK_SUFFIX, MAGIC, CarriedAsk, box_key_of, sign_ask


def is_document(raw: bytes) -> bool:
    """Tell a paper about learners of other buses from a receipt."""
    return raw.startswith(MAGIC)


def make_ask(desk: Desk, *, now: datetime) -> bytes:
    """Return the file that asks the province what was left unfinished on other buses.

    Raises:
        NotEnrolledError: the bus has no province yet.
    """
    with desk.database.read() as db:
        get_pack(db)
        has = find_content(db)
    box_key = box_key_of(desk.journal_key).public_key().public_bytes_raw()
    ask = CarriedAsk(bus=desk.bus_code, box_key=box_key, has=has, made=now)
    return sign_ask(ask, desk.journal_key)


def write_ask(desk: Desk, folder: Path, *, now: datetime) -> Path:
    """Put the ask onto a stick; always under one name, which tells nothing of the bus.

    Raises:
        NotEnrolledError: the bus has no province yet.
        FolderNotWritableError: full, read-only or broken.
    """
    path = folder / f"{derive_id('carried ask', desk.bus_code).hex[16:]}{ASK_SUFFIX}"
    try:
        write_atomic(path, make_ask(desk, now=now))
    except OSError as error:
        raise FolderNotWritableError(reason=error.strerror or "") from error
    return path


def take_document(desk: Desk, raw: bytes, *, now: datetime) -> Taken:
    """Take a paper over.

    Raises:
        NotEnrolledError: the bus has no province yet.
        BadDocumentError, DocumentForOtherBusError, OutdatedDocumentError: nothing changed.
    """
    return take(desk.database, raw, reader=_reader(desk), now=now)


def look_at_document(desk: Desk, raw: bytes) -> Taken:
    """Return what :func:`take_document` would take; raises as that does."""
    return look(desk.database, raw, reader=_reader(desk))


def fetch(desk: Desk, registry: Registry, *, now: datetime) -> Taken | None:
    """Ask over the network; None when there is nothing new.

    Raises:
        RegistryUnreachableError, RegistryRefusedError: later, perhaps.
        DomainError: as :func:`take_document` does.
    """
    raw = registry.ask_carried(make_ask(desk, now=now))
    return None if raw is None else take_document(desk, raw, now=now)


def _reader(desk: Desk) -> Reader:
    with desk.database.read() as db:
        registry_key = get_pack(db).registry_key
    return Reader(bus_code=desk.bus_code, journal_key=desk.journal_key, registry_key=registry_key)
