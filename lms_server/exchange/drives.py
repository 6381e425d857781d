"""Sticks: which ones are in the machine, and which receipts lie on them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from sync import carried
from sync.carried import START_SIZE
from sync.receipt import SUFFIX, is_for_other_bus
from sync.signed import MAX_DOCUMENT

OUTBOX = "outbox"
_MOST_OF_A_KIND = 50
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


def read_papers(
    folder: Path, *, bus_code: str, box_key: X25519PublicKey
) -> Iterator[tuple[str, bytes]]:
    """Give (file name, content) of the newest papers for one bus, oldest first, one at a time.

    Receipts, then papers about learners of other buses. What its beginning shows to be for
    another bus is passed over; what cannot be told is given.

    Args:
        folder: of the stick.
        bus_code: of this bus.
        box_key: which papers for this bus are sealed to.

    Raises:
        OSError: the stick was pulled out or cannot be read.
    """
    receipts = partial(is_for_other_bus, bus_code=bus_code)
    learners = partial(carried.is_for_other_bus, box_key=box_key)
    for suffix, is_for_other in ((SUFFIX, receipts), (carried.SUFFIX, learners)):
        for path in _newest(folder, suffix, is_for_other):
            yield path.name, read_limited(path)


def _newest(folder: Path, suffix: str, is_for_other: Callable[[bytes], bool]) -> list[Path]:
    files = [path for path in folder.glob(f"*{suffix}") if path.is_file()]
    dated = sorted(((path.stat().st_mtime, path) for path in files), reverse=True)
    ours = (path for _, path in dated if not is_for_other(_read_start(path)))
    return list(islice(ours, _MOST_OF_A_KIND))[::-1]


def _read_start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(START_SIZE)


def read_limited(path: Path) -> bytes:
    """Return the file's bytes; of one too large to be a receipt or pack just enough to refuse it.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_DOCUMENT + 1)
