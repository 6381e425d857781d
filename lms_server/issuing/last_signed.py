"""What this machine signed last, beside its keys: a witness when no kiosk was near.

The keys are in no backup, so the file does not go back in time when somebody puts an older
database in place by hand, or sets the bus up anew with its old keys. It is written after the
certificate is on disk: it may be one behind, never ahead.
"""

import logging
from pathlib import Path

import msgspec

from common.files import write_atomic
from lms_server.journal.models import End
from lms_server.keys import make_folder
from sync.chain import Stream

_NAME = "last-signed.json"

log = logging.getLogger(__name__)


def find_end(data_dir: Path) -> End | None:
    """Return where the journal's results ended then; None before the first certificate."""
    path = make_folder(data_dir) / _NAME
    if not path.exists():
        return None
    try:
        end: End = msgspec.json.decode(path.read_bytes(), type=tuple[str, Stream, int, str])
    except (OSError, msgspec.DecodeError):
        log.exception("last certificate not readable")
        return None
    return end


def keep_end(data_dir: Path, end: End) -> None:
    """Write it down; a full disk takes no certificate back."""
    try:
        write_atomic(make_folder(data_dir) / _NAME, msgspec.json.encode(end), mode=0o600)
    except OSError:
        log.exception("last certificate not written down")
