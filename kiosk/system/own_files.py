"""Files that bus-kiosk writes outside its own folder: known by their first line."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from common.files import write_atomic
from kiosk.system.errors import NotOursError

MARK = "Written by bus-kiosk install; bus-kiosk uninstall takes it away."


@dataclass(frozen=True)
class OwnFile:
    """One file to be written."""

    path: Path
    text: str
    """Its first lines hold ``MARK``."""


def write_all(files: Sequence[OwnFile]) -> list[Path]:
    """Write what is not there as it should be; return what was written.

    Raises:
        NotOursError: somebody else's file is in the way; then nothing is written.
        OSError: a folder cannot be written.
    """
    for file in files:
        if _is_there(file.path) and not is_ours(file.path):
            raise NotOursError(path=str(file.path))
    new = [file for file in files if not _holds(file.path, file.text)]
    for file in new:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file.path, file.text.encode())
    return [file.path for file in new]


def remove_all(paths: Iterable[Path]) -> list[Path]:
    """Remove those of ``paths`` that are ours, and folders left empty; return what was removed."""
    gone = [path for path in paths if is_ours(path)]
    for path in gone:
        path.unlink()
        if path.parent.name == "bus-kiosk":
            with suppress(OSError):  # something else is in it
                path.parent.rmdir()
    return gone


def is_ours(path: Path) -> bool:
    """Return whether we wrote ``path``; a link never is."""
    if path.is_symlink() or not path.is_file():
        return False
    with suppress(OSError, UnicodeDecodeError):
        return MARK in path.read_text(encoding="utf-8")
    return False


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()
