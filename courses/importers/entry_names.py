"""Names inside an archive from outside: refused unless every system can hold them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from common.text import visible
from courses.importers.errors import (
    EscapingNameError,
    ReservedNameError,
    TwinNamesError,
    UnsafeNameError,
)

_MAX_PART_BYTES = 150
_MAX_NAME_CHARS = 240
_MAX_DEPTH = 12
_SHOWN = 80
# Characters that some font, shell or file system takes for a slash or a colon.
_LOOK_ALIKES = frozenset("\u2044\u2215\u29f8\u29f9\u2216\u2571\u2572\u27cb\u27cd\ua789\u2236")
_FORBIDDEN = frozenset('<>:"|?*')
_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {f"{port}{digit}" for port in ("COM", "LPT") for digit in range(10)}
)


def shown(name: str) -> str:
    """Return what of a name may stand in a message."""
    return visible(name)[:_SHOWN]


def check_name(name: str) -> str:
    """Return the name under which an entry may be written: parts joined by slashes, NFC.

    Nothing is cleaned: a name that needs cleaning is refused. A folder keeps no slash at its end.

    Raises:
        EscapingNameError: it leads, or could be taken to lead, out of the folder.
        UnsafeNameError: it is empty, too long, too deep, or not writable everywhere.
        ReservedNameError: Windows would open a device.
    """
    composed = unicodedata.normalize("NFC", name)
    parts = composed.removesuffix("/").split("/")
    if name.startswith("/") or "\\" in name or _DRIVE.match(name):
        raise EscapingNameError(entry=shown(name))
    for part in parts:
        _refuse_escape(part, name)
    if len(composed) > _MAX_NAME_CHARS or len(parts) > _MAX_DEPTH:
        raise UnsafeNameError(entry=shown(name))
    for part in parts:
        _refuse_unsafe(part, name)
        _refuse_device(part, name)
    return "/".join(parts)


def _refuse_escape(part: str, name: str) -> None:
    wide = unicodedata.normalize("NFKC", part)
    if wide.strip(" ") == ".." or {"/", "\\"} & set(wide) or _LOOK_ALIKES & set(part):
        raise EscapingNameError(entry=shown(name))


def _refuse_unsafe(part: str, name: str) -> None:
    if (
        not part
        or part == "."
        or not part.isprintable()
        or _FORBIDDEN & set(unicodedata.normalize("NFKC", part))
        or part != part.strip(" ")
        or part.endswith(".")
        or len(part.encode("utf-8", "surrogatepass")) > _MAX_PART_BYTES
    ):
        raise UnsafeNameError(entry=shown(name))


def _refuse_device(part: str, name: str) -> None:
    stem = unicodedata.normalize("NFKC", part).split(".")[0].rstrip(" ")
    if stem.upper() in _DEVICES:
        raise ReservedNameError(entry=shown(name))


@dataclass(frozen=True)
class CheckedName:
    """A name that passed :func:`check_name`."""

    name: str
    is_folder: bool


def refuse_twins(names: Iterable[CheckedName]) -> None:
    """Refuse names that are one and the same on a system that folds case or accents.

    Raises:
        TwinNamesError: two files are one, or a file stands where a folder must be.
    """
    files: set[str] = set()
    folders: set[str] = set()
    keys: set[tuple[str, bool]] = set()
    for one in names:
        key = _twin_key(one.name)
        within = _parents(key)
        folders.update([*within, key] if one.is_folder else within)
        if not one.is_folder:
            files.add(key)
        if (
            (key, one.is_folder) in keys
            or (key in files and key in folders)
            or not files.isdisjoint(within)
        ):
            raise TwinNamesError(entry=shown(one.name))
        keys.add((key, one.is_folder))


def _twin_key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _parents(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
