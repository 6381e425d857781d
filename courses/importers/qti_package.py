"""The files of a QTI package, by its manifest."""

import io
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

from common.errors import DomainError
from courses.importers.pictures import MAX_BYTES as MAX_PICTURE
from courses.importers.qti_tree import Element, to_element
from courses.importers.questions import LeftOutError
from courses.importers.reasons import Reason
from courses.importers.safe_xml import MAX_BYTES, parse_xml
from courses.importers.safe_zip import SafeArchive
from courses.importers.zip_entries import Entry, Limits, read_entries

LIMITS = Limits(max_total=100 * 1024 * 1024)
MANIFEST = "imsmanifest.xml"
_BANK_OF_ONE = "imsqti_xmlv1p2"


@dataclass(frozen=True)
class QtiPackage:
    """An opened package; without files it stands for a single item."""

    entries: Mapping[str, Entry]
    archive: SafeArchive | None = None
    items: tuple[str, ...] = ()
    """Files of items, in the order of the manifest; some may be missing."""
    tests: tuple[str, ...] = ()

    def read(self, file: str) -> bytes:
        """Return an XML file.

        Raises:
            LeftOutError: it is not there, or too large.
            DomainError: its bytes are not what the archive says.
        """
        return self._read(file, most=MAX_BYTES, reason=Reason.UNSAFE_FILE)

    def find(self, file: str) -> bytes | None:
        """Return a picture; None when it is not there.

        Raises:
            LeftOutError: it is too large or damaged.
        """
        if file not in self.entries:
            return None
        try:
            return self._read(file, most=MAX_PICTURE, reason=Reason.BAD_PICTURE)
        except DomainError as error:
            raise LeftOutError(Reason.BAD_PICTURE) from error

    def _read(self, file: str, *, most: int, reason: Reason) -> bytes:
        if self.archive is None or file not in self.entries:
            raise LeftOutError(Reason.MISSING_FILE)
        if self.entries[file].size > most:
            raise LeftOutError(reason)
        return self.archive.read(file, most=most)

    def resolve(self, base: str, href: str) -> str:
        """Return the name in the archive that ``href`` in the file ``base`` means."""
        return resolve(base, href)


def resolve(base: str, href: str) -> str:
    """Return the name that a relative address in a file means; it need not exist."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))


def is_archive(raw: bytes) -> bool:
    """Tell whether a file calls itself a zip archive."""
    return raw.startswith(b"PK")


@contextmanager
def open_bytes(raw: bytes, limits: Limits = LIMITS) -> Iterator[SafeArchive]:
    """Open an archive that is in memory.

    Raises:
        DomainError: whose code begins with ``courses.archive_``.
    """
    file = io.BytesIO(raw)
    entries = {one.name: one for one in read_entries(file, limits) if not one.is_folder}
    yield SafeArchive(file, entries, limits)


def open_package(archive: SafeArchive) -> QtiPackage:
    """Return the package in an archive; without a manifest every XML file may be an item.

    Raises:
        DomainError: the manifest cannot be read.
    """
    manifests = [name for name in archive.entries if posixpath.basename(name) == MANIFEST]
    if not manifests:
        items = tuple(sorted(name for name in archive.entries if name.lower().endswith(".xml")))
        return QtiPackage(archive.entries, archive, items)
    manifest = min(manifests, key=lambda name: name.count("/"))
    root = to_element(parse_xml(archive.read(manifest)))
    found = list(_resources(manifest, root))
    return QtiPackage(
        archive.entries,
        archive,
        items=tuple(href for kind, href in found if "item" in kind or _BANK_OF_ONE in kind),
        tests=tuple(href for kind, href in found if "test" in kind),
    )


def _resources(manifest: str, root: Element) -> Iterator[tuple[str, str]]:
    """Yield the type and file of each resource."""
    for one in root.find_all("resource"):
        kind = one.attributes.get("type", "").lower()
        files = [one.attributes.get("href", "")]
        files.extend(inner.attributes.get("href", "") for inner in one.children("file"))
        href = next((name for name in files if name.lower().endswith(".xml")), "")
        if href and kind.startswith("imsqti_"):
            yield kind, resolve(manifest, href)
