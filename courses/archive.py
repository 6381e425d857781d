"""The identity of a package, and packing it into one file."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from common.canonical import canonical_json, sha256_hex
from common.files import write_atomic

SUFFIX = ".course.zip"
_TOP = ("course.yaml", "glossary.yaml", "take_home.yaml")
_FOLDERS = ("lessons", "stories", "simulators", "quizzes", "media")
_DAWN_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class PackedCourse:
    """A package in one file."""

    path: Path
    package_hash: str
    file_count: int


def list_files(folder: Path) -> dict[str, Path]:
    """Return the files that make up a package by their names with slashes, sorted.

    Only the known files and plain files of the known folders count; links and hidden files do
    not.
    """
    paths = [folder / name for name in _TOP]
    for name in _FOLDERS:
        paths.extend((folder / name).glob("*"))
    kept = [path for path in paths if path.is_file() and not path.is_symlink()]
    named = sorted((path.relative_to(folder).as_posix(), path) for path in kept)
    return {name: path for name, path in named if is_package_file(name)}


def is_package_file(name: str) -> bool:
    """Tell whether a file of this name, with slashes, belongs to a package."""
    folder, _, file = name.rpartition("/")
    return name in _TOP or (folder in _FOLDERS and not file.startswith("."))


def hash_contents(contents: dict[str, bytes]) -> str:
    """Return the package hash: SHA-256 over the canonical list of names and file hashes."""
    return sha256_hex(canonical_json({name: sha256_hex(raw) for name, raw in contents.items()}))


def write_archive(contents: dict[str, bytes], path: Path) -> PackedCourse:
    """Write a zip that is byte for byte the same for the same contents, and names their hash.

    Raises:
        OSError: ``path`` cannot be written.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, raw in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, date_time=_DAWN_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, raw)
        archive.comment = f"sha256 {hash_contents(contents)}".encode()
    write_atomic(path, buffer.getvalue())
    return PackedCourse(path, hash_contents(contents), len(contents))
