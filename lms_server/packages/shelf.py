"""Where a bus keeps packages: one folder a package, named by its hash, never rewritten."""

import logging
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from courses.archive import hash_contents
from courses.builder import build_course
from courses.loader import read_package
from courses.model import Course
from courses.unpacking import hash_folder, read_folder, write_folder
from lms_server.packages.errors import ChangedOnDiskError
from lms_server.packages.memo import Memo

log = logging.getLogger(__name__)
FOLDER = "courses"
"""In the data folder of the bus."""
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class KeptPackage:
    """A package on the shelf."""

    package_hash: str
    course: Course | None
    """None when its files are no longer those that were kept, or cannot be read any more."""


class Shelf:
    """The packages that a bus keeps."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def read(self, memo: Memo | None = None) -> Iterator[KeptPackage]:
        """Read all packages, or know them again by ``memo``; each is proven by its hash.

        They were checked when they came; rules that grew stricter since do not take from a
        class what it learns with.

        Raises:
            OSError: a file cannot be read from the disk.
        """
        for folder in sorted(self.folder.glob("*")):
            if _NAME.fullmatch(folder.name) and folder.is_dir():
                yield KeptPackage(folder.name, _read_proven(folder, memo))

    def has(self, course: Course) -> bool:
        """Tell whether a copy lies here, whole or not."""
        return (self.folder / course.package_hash).exists()

    def keep(self, course: Course) -> Course:
        """Put a package on the shelf, durably; return the course as it lies there.

        Raises:
            ChangedOnDiskError: the files of ``course`` are not those it was read from.
            OSError: the disk is full or broken.
        """
        target = self.folder / course.package_hash
        if course.folder != target:
            contents = read_folder(course.folder)
            if hash_contents(contents) != course.package_hash:
                raise ChangedOnDiskError(course_id=course.course_id)
            self.put(contents)
        return replace(course, folder=target)

    def put(self, contents: Mapping[str, bytes]) -> Path:
        """Write a package onto the shelf, unless it lies there whole; return its folder.

        Raises:
            OSError: the disk is full or broken.
        """
        package_hash = hash_contents(dict(contents))
        target = self.folder / package_hash
        self.folder.mkdir(exist_ok=True)
        if target.exists() and hash_folder(target) != package_hash:
            log.error("changed copy thrown away", extra={"package_hash": package_hash})
            shutil.rmtree(target)
        if not target.exists():
            write_folder(contents, target)
        return target


def _read_proven(folder: Path, memo: Memo | None) -> Course | None:
    known = memo.recall(folder) if memo else None
    if known is not None:
        return known if known.package_hash == folder.name else None
    package = read_package(folder)
    if package.findings or hash_contents(package.contents) != folder.name:
        return None
    course = build_course(package)
    if memo:
        memo.note(course)
    return course
