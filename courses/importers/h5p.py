"""H5P packages: the content with the libraries it brings along."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from courses.importers.activity import (
    ActivityItem,
    ActivityKind,
    ActivityPackage,
    ActivityReason,
    Notes,
    clean_title,
)
from courses.importers.activity_errors import BadH5pError, LibrariesMissingError
from courses.importers.safe_zip import SafeArchive

H5P_FILE = "h5p.json"
CONTENT_FILE = "content/content.json"
PLAYER_PAGE = "h5p.html"
"""What an H5P item opens: a page of the player, not a file of the package."""
_MOST_JSON = 4 * 1024 * 1024
_MOST_LIBRARIES = 400
_MOST_VALUES = 200_000
_MOST_NAMED = 6
_ONLINE = {
    "H5P.IFrameEmbed": "IFrame Embedder",
    "H5P.TwitterUserFeed": "Twitter User Feed",
    "H5P.GoogleMaps": "Google Maps",
}
"""Libraries that are nothing without the internet."""
_ADDRESSES = ("path", "url", "src")

MachineName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9.\-]{0,99}\Z")]
Version = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class _Library(msgspec.Struct, frozen=True):
    machine_name: MachineName = msgspec.field(name="machineName")
    major: Version = msgspec.field(name="majorVersion")
    minor: Version = msgspec.field(name="minorVersion")

    @property
    def folders(self) -> tuple[str, str]:
        """The folder names in use, the usual one first."""
        return f"{self.machine_name}-{self.major}.{self.minor}", self.machine_name


class _File(msgspec.Struct, frozen=True):
    path: str


class _LibraryFile(msgspec.Struct, frozen=True):
    """``library.json``."""

    scripts: list[_File] = msgspec.field(name="preloadedJs", default_factory=list)
    styles: list[_File] = msgspec.field(name="preloadedCss", default_factory=list)
    needs: list[_Library] = msgspec.field(name="preloadedDependencies", default_factory=list)


class _Package(msgspec.Struct, frozen=True):
    """``h5p.json``."""

    main_library: MachineName = msgspec.field(name="mainLibrary")
    needs: list[_Library] = msgspec.field(name="preloadedDependencies")
    title: str = ""


def read_h5p(archive: SafeArchive) -> ActivityPackage:
    """Return what an H5P package holds.

    Raises:
        BadH5pError: ``h5p.json``, the content or a library cannot be read.
        LibrariesMissingError: it needs libraries that it does not bring.
    """
    notes = Notes()
    package = _decode(archive, H5P_FILE, _Package)
    content = _decode(archive, CONTENT_FILE, dict[str, Any])
    if package.main_library not in {one.machine_name for one in package.needs}:
        raise BadH5pError(file=H5P_FILE)
    for library in _check_libraries(archive, package.needs, notes):
        if library in _ONLINE:
            notes.add(_ONLINE[library], ActivityReason.NEEDS_INTERNET)
    for address in _outside_addresses(content):
        notes.add(address, ActivityReason.NEEDS_INTERNET)
    title = clean_title(package.title)
    if not title:
        title = clean_title(package.main_library)
        notes.add(title, ActivityReason.NO_TITLE)
    item = ActivityItem(key="h5p", title=title, depth=0, path=PLAYER_PAGE, is_sco=True)
    return ActivityPackage(ActivityKind.H5P, title, (item,), notes.collect())


def _decode(archive: SafeArchive, name: str, kind: Any) -> Any:  # noqa: ANN401
    if name not in archive.entries:
        raise BadH5pError(file=name)
    raw = archive.read(name, most=_MOST_JSON).removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadH5pError(file=name) from error


def _check_libraries(archive: SafeArchive, needs: list[_Library], notes: Notes) -> set[str]:
    """Return the names of all libraries that are needed, directly or by others."""
    waiting, seen, missing = list(needs), set[str](), set[str]()
    while waiting:
        library = waiting.pop()
        usual = library.folders[0]
        if usual in seen:
            continue
        if len(seen) >= _MOST_LIBRARIES:
            raise BadH5pError(file=H5P_FILE)
        seen.add(usual)
        folder = next(
            (one for one in library.folders if f"{one}/library.json" in archive.entries), None
        )
        if folder is None:
            missing.add(usual)
            continue
        described = _decode(archive, f"{folder}/library.json", _LibraryFile)
        waiting.extend(described.needs)
        _note_missing_files(archive, folder, described, notes)
    if missing:
        more = "" if len(missing) <= _MOST_NAMED else " …"
        raise LibrariesMissingError(libraries=", ".join(sorted(missing)[:_MOST_NAMED]) + more)
    return {name.rpartition("-")[0] for name in seen}


def _note_missing_files(
    archive: SafeArchive, folder: str, described: _LibraryFile, notes: Notes
) -> None:
    for file in [*described.scripts, *described.styles]:
        name = f"{folder}/{file.path.removeprefix('./')}"
        if name not in archive.entries:
            notes.add(name, ActivityReason.LISTED_FILE_MISSING)


def _outside_addresses(content: dict[str, Any]) -> Iterator[str]:
    """Yield the hosts and titles of what the content loads from the internet."""
    waiting: list[Any] = [content]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            for name in _ADDRESSES:
                address = value.get(name)
                if isinstance(address, str) and address.startswith(("http://", "https://", "//")):
                    yield address.partition("//")[2].partition("/")[0]
