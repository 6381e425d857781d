"""Packages on their way in, piece by piece: small requests, little memory, and Wi-Fi may break."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from common.ids import new_id
from lms_server.activities.errors import UploadGapError, UploadNotFoundError, UploadTooLargeError
from lms_server.activities.storage import FOLDER

MOST_MEGABYTES = 300
PIECE = 512 * 1024
"""Bytes that the page sends at once."""
_KEPT = timedelta(hours=12)


def begin_upload(data_dir: Path, account_id: UUID, *, now: datetime) -> UUID:
    """Begin an upload of one account and return its id; forgets uploads that were given up."""
    folder = _folder(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.part"):
        if old.stat().st_mtime < (now - _KEPT).timestamp():
            old.unlink(missing_ok=True)
    upload_id = new_id()
    _path(data_dir, account_id, upload_id).touch(mode=0o600)
    return upload_id


def add_piece(
    data_dir: Path, account_id: UUID, upload_id: UUID, *, offset: int, piece: bytes
) -> int:
    """Write a piece at its place and return the bytes that are there now.

    The same piece again, after a reply that was lost, does no harm.

    Raises:
        UploadNotFoundError: this account has no such upload.
        UploadGapError: pieces before it are missing.
        UploadTooLargeError: the package is larger than ``MOST_MEGABYTES``.
        OSError: the disk is full or broken.
    """
    path = find_upload(data_dir, account_id, upload_id)
    if not 0 <= offset <= path.stat().st_size:
        raise UploadGapError
    if offset + len(piece) > MOST_MEGABYTES * 1024 * 1024:
        raise UploadTooLargeError(most=MOST_MEGABYTES)
    with path.open("rb+") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
    return offset + len(piece)


def find_upload(data_dir: Path, account_id: UUID, upload_id: UUID) -> Path:
    """Return the file of an upload.

    Raises:
        UploadNotFoundError: this account has none of this id.
    """
    path = _path(data_dir, account_id, upload_id)
    if not path.is_file():
        raise UploadNotFoundError
    return path


def _folder(data_dir: Path) -> Path:
    return data_dir / FOLDER / "incoming"


def _path(data_dir: Path, account_id: UUID, upload_id: UUID) -> Path:
    return _folder(data_dir) / f"{account_id.hex}-{upload_id.hex}.part"
