"""Sticks: which ones are in the machine, and which receipts lie on them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sync import carried
from sync.receipt import SUFFIX
from sync.signed import MAX_DOCUMENT

OUTBOX = "outbox"
_MOST_RECEIPTS = 50
MOUNT_ROOTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where Linux puts sticks: directly below, or one folder deeper for each user."""


@dataclass(frozen=True)
class Drive:
    """A place that bundles can be written to."""

    path: Path
    name: str
    free_bytes: int

    @property
    def free_gigabytes(self) -> float:
        """Space left, in units of 10^9 bytes, as sticks are sold."""
        return self.free_bytes / 1e9


def list_drives(roots: tuple[Path, ...] = MOUNT_ROOTS) -> list[Drive]:
    """Return the mounted sticks, by name; those that cannot be asked are left out."""
    found = {path for root in roots for path in (*root.glob("*"), *root.glob("*/*"))}
    drives = []
    for path in sorted(found):
        try:
            if path.is_mount():
                drives.append(Drive(path, path.name, shutil.disk_usage(path).free))
        except OSError:
            continue
    return drives


def list_places(data_dir: Path) -> list[Drive]:
    """Return the sticks, and last the outbox of the server's own data folder."""
    outbox = data_dir / OUTBOX
    places = list_drives()
    if outbox.is_dir():
        places.append(Drive(outbox, OUTBOX, shutil.disk_usage(outbox).free))
    return places


def read_receipts(folder: Path) -> list[tuple[str, bytes]]:
    """Return (file name, content) of the newest papers of the province, oldest first.

    Receipts, and papers about learners of other buses.


    Raises:
        OSError: the stick was pulled out or cannot be read.
    """
    kinds = (SUFFIX, carried.SUFFIX)
    files = [path for kind in kinds for path in folder.glob(f"*{kind}") if path.is_file()]
    dated = sorted((path.stat().st_mtime, path) for path in files)
    return [(path.name, read_limited(path)) for _, path in dated[-_MOST_RECEIPTS:]]


def read_limited(path: Path) -> bytes:
    """Return the file's bytes; of one too large to be a receipt or pack just enough to refuse it.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_DOCUMENT + 1)
