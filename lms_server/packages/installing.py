"""Taking a packed course in: checked as a whole before the first byte lies on the shelf."""

import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from courses.catalog import Catalog, read_one
from courses.model import Course
from courses.unpacking import read_archive, write_folder
from lms_server.packages.errors import PackageRefusedError, VersionTakenError
from lms_server.packages.loading import is_other
from lms_server.packages.queries import UsedRow
from lms_server.packages.shelf import Shelf

_one_at_a_time = threading.Lock()
"""Two contents must not both become the same version."""


def install(file: Path, *, shelf: Shelf, catalog: Catalog, used: Iterable[UsedRow]) -> Course:
    """Put a packed course onto the shelf and into the catalogue; doing it twice is harmless.

    Args:
        file: a ``.course.zip``, trusted in nothing.
        shelf: of the bus.
        catalog: takes the course in; classes opened from now on use its newest version.
        used: the versions that must not change any more.

    Raises:
        DomainError: the archive is hostile or no package; see ``courses.unpacking``.
        PackageRefusedError: the package has errors.
        VersionTakenError: the bus has this version with another content.
        OSError: the disk is full or broken.
    """
    contents = read_archive(file)
    course = _check(contents)
    key = (course.course_id, course.version)
    row = next((one for one in used if (one.course_id, one.version) == key), None)
    with _one_at_a_time:
        if is_other(course, catalog.find_course(*key), row):
            raise VersionTakenError(course_id=course.course_id, version=course.version)
        installed = replace(course, folder=shelf.put(contents))
        catalog.add(installed)
    return installed


def _check(contents: dict[str, bytes]) -> Course:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "package"
        write_folder(contents, folder)
        found = read_one(folder)
    if found.course is None:
        raise PackageRefusedError(found.errors)
    return found.course
