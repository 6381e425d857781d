"""Addresses inside a SCORM package: which file of the archive one means."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PARTS = re.compile(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_LONGEST = 2000
_HARMLESS_SUFFIX = re.compile(r"[\w\-.~:/?#\[\]@!$&'()*+,;=%]*")


@dataclass(frozen=True)
class Address:
    """A file of the archive, and what stood behind its name."""

    path: str
    suffix: str
    is_odd: bool
    """Spelled otherwise than the file: backslashes, other case."""


class NotInsideError(ValueError):
    """The address leads out of the package, or to no file at all."""


class Files:
    """The files of a package, found as Windows would find them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = set(names)
        self._by_case = {name.casefold(): name for name in self._names}

    def find(self, base: str, href: str) -> Address | None:
        """Return the file that ``href`` means; None when the archive lacks it.

        Args:
            base: folder the address is relative to, such as ``xml:base`` says.
            href: as written, with query and fragment.

        Raises:
            NotInsideError: it is an address of elsewhere.
        """
        name, suffix = split(href)
        straight = name.replace("\\", "/")
        # Names of the archive are composed; the manifest's need not be.
        path = unicodedata.normalize("NFC", join(base, unquote(straight)))
        found = path if path in self._names else self._by_case.get(path.casefold())
        if found is None:
            return None
        return Address(found, suffix, is_odd=found != path or straight != name)


def split(href: str) -> tuple[str, str]:
    """Return the name and the query with fragment of an address."""
    found = _PARTS.fullmatch(href.strip()[:_LONGEST])
    if found is None:
        raise NotInsideError
    suffix = (found[2] or "") + (found[3] or "")
    return found[1], suffix if _HARMLESS_SUFFIX.fullmatch(suffix) else ""


def join(base: str, name: str) -> str:
    """Return ``name`` under ``base``, without dots.

    Raises:
        NotInsideError: it has a scheme or a host, or leads out.
    """
    if _SCHEME.match(name) or name.startswith("//"):
        raise NotInsideError
    path = posixpath.normpath(posixpath.join("/", base, name.lstrip("/")))
    inside = path.lstrip("/")
    # ``normpath`` stops at the root; count the steps up to see who tried to leave.
    if _leaves(posixpath.join(base, name.lstrip("/"))):
        raise NotInsideError
    return inside


def _leaves(path: str) -> bool:
    depth = 0
    for part in path.split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return True
    return False
