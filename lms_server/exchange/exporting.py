"""Packing what the province has not confirmed, while kiosks go on saving."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from common.files import write_atomic
from common.ids import new_id
from common.sql import Database
from lms_server.exchange.actions import record_export
from lms_server.exchange.errors import FolderMissingError, FolderNotWritableError
from lms_server.exchange.models import Way
from lms_server.exchange.queries import get_cursor, get_pack, list_unconfirmed, read_section
from lms_server.exchange.rules import cut_ranges, fill_files
from sync.bundle import RegistryBox, Sender, key_id_of, pack
from sync.cursor import Range
from sync.sections import Section

SUFFIX = ".tbus"


@dataclass(frozen=True)
class PackedFile:
    """One sealed bundle and what is in it."""

    raw: bytes
    sections: list[Section]


@dataclass(frozen=True)
class Export:
    """What was written onto the stick."""

    id: UUID | None
    """None: nothing was left to export."""
    files: tuple[Path, ...]
    records: int


def pack_unconfirmed(
    database: Database, *, key: Ed25519PrivateKey, now: datetime
) -> Iterator[PackedFile]:
    """Give the bundles of all that the province has not confirmed, results first.

    The journal is read in slices of at most 2,000 records, each in a read block of its own, so
    no kiosk waits for an export.

    Args:
        database: the bus's.
        key: the bus's journal key.
        now: the server's clock.

    Raises:
        NotEnrolledError: the bus has no province yet.
    """
    with database.read() as db:
        enrolment = get_pack(db)
        regepoch = get_cursor(db).regepoch
        ranges = cut_ranges(list_unconfirmed(db))
    public_key = X25519PublicKey.from_public_bytes(enrolment.box_key)
    box = RegistryBox(key_id_of(public_key), public_key)
    sender = Sender(enrolment.bus, enrolment.certificate().id, key)
    for group in fill_files(_read_sections(database, ranges)):
        raw = pack(group, sender=sender, box=box, regepoch=regepoch, made=now)
        yield PackedFile(raw, group)


def export_bundle(
    database: Database, folder: Path, *, key: Ed25519PrivateKey, actor: str, now: datetime
) -> Export:
    """Write all that is not confirmed into ``folder``: one sealed file, more when there is much.

    File names are random and tell nothing of the bus. An export may be repeated at will.

    Args:
        database: the bus's.
        folder: the stick, or a folder on it.
        key: the bus's journal key.
        actor: who exports.
        now: the server's clock.

    Raises:
        NotEnrolledError: the bus has no province yet.
        FolderMissingError: the folder is not there.
        FolderNotWritableError: full, read-only or broken; whole files may already be on it.
    """
    if not folder.is_dir():
        raise FolderMissingError
    files, sections = [], []
    for packed in pack_unconfirmed(database, key=key, now=now):
        path = folder / f"{new_id().hex[16:]}{SUFFIX}"
        try:
            write_atomic(path, packed.raw)
        except OSError as error:
            raise FolderNotWritableError(reason=error.strerror or "") from error
        files.append(path)
        sections += packed.sections
    if not sections:
        return Export(None, (), 0)
    with database.write() as db:
        export_id = record_export(db, sections, way=Way.STICK, actor=actor, now=now)
    return Export(export_id, tuple(files), sum(len(s.lines) for s in sections))


def count_unconfirmed(database: Database) -> int:
    """Return how many records an export would write."""
    with database.read() as db:
        return sum(r.last - r.first + 1 for r in list_unconfirmed(db))


def _read_sections(database: Database, ranges: Iterable[Range]) -> Iterator[Section]:
    for wanted in ranges:
        with database.read() as db:
            section = read_section(db, wanted)
        yield section
