"""The catalogue of a bus: what it keeps, and what its courses folder offers."""

from pathlib import Path

from common.sql import Database
from courses.catalog import Catalog, ReadPackage, list_packages, read_one
from courses.findings import Finding, Place
from courses.model import Course
from lms_server.packages.memo import Memo
from lms_server.packages.queries import UsedRow, list_used
from lms_server.packages.shelf import FOLDER, Shelf

Key = tuple[str, str]
"""Course id and version."""


def load_catalog(
    courses_dir: Path, shelf: Shelf, database: Database, *, key: bytes | None = None
) -> Catalog:
    """Read all courses: kept versions as they were used, new ones from ``courses_dir``.

    A package of the courses folder that carries the version of a kept one, but another
    content, is set aside: what a class used is never rewritten. A kept package whose files
    were changed on the disk is set aside too, and put back when the courses folder still
    holds the true one.

    Args:
        courses_dir: the courses folder.
        shelf: what the bus keeps.
        database: knows what was used.
        key: the secret of this bus, by which it knows again what it read at an earlier start;
            None reads and checks everything anew.

    Raises:
        OSError: the disk cannot be read or written.
    """
    kept_memo = Memo(shelf.folder.parent, key, "kept") if key else None
    checked_memo = Memo(shelf.folder.parent, key, "checked") if key else None
    with database.read() as db:
        used = {(one.course_id, one.version): one for one in list_used(db)}
    catalog = Catalog()
    altered = []
    for kept in shelf.read(kept_memo):
        course = kept.course
        if course is None:
            altered.append(kept.package_hash)
        elif _is_taken(catalog, course, used):
            catalog.refuse(f"{FOLDER}/{kept.package_hash}", (raise_version(course),))
        else:
            catalog.add(course)
    for folder in list_packages(courses_dir):
        _take(catalog, shelf, _read_offered(folder, checked_memo), used)
    held = {one.package_hash for one in catalog.list_versions()}
    for package_hash in altered:
        told = _put_back(package_hash) if package_hash in held else _altered(package_hash)
        catalog.refuse(f"{FOLDER}/{package_hash}", (told,))
    for row in used.values():
        if row.package_hash not in {*held, *altered}:
            catalog.refuse(f"{row.course_id} {row.version}", (_missing(row),))
    for memo in filter(None, (kept_memo, checked_memo)):
        memo.forget_others()
    return catalog


def _read_offered(folder: Path, memo: Memo | None) -> ReadPackage:
    """Read a package of the courses folder, or know it again."""
    known = memo.recall(folder) if memo else None
    if known is not None:
        return ReadPackage(folder.name, known, ())
    found = read_one(folder)
    if memo and found.course is not None:
        memo.note(found.course)
    return found


def _take(catalog: Catalog, shelf: Shelf, found: ReadPackage, used: dict[Key, UsedRow]) -> None:
    """Take a package of the courses folder into the catalogue, or set it aside."""
    course = found.course
    if course is None:
        catalog.refuse(found.name, found.errors)
        return
    key = (course.course_id, course.version)
    if _is_taken(catalog, course, used):
        catalog.refuse(found.name, (raise_version(course),))
    elif catalog.find_course(*key) is None:
        # Used, and yet not whole on the shelf: lost, changed on the disk, or never copied.
        catalog.add(shelf.keep(course) if key in used or shelf.has(course) else course)


def _is_taken(catalog: Catalog, course: Course, used: dict[Key, UsedRow]) -> bool:
    key = (course.course_id, course.version)
    return is_other(course, catalog.find_course(*key), used.get(key))


def is_other(course: Course, known: Course | None, row: UsedRow | None) -> bool:
    """Tell whether this version is taken by another content."""
    taken = {one.package_hash for one in (known, row) if one is not None}
    return bool(taken - {course.package_hash})


def raise_version(course: Course) -> Finding:
    """Return what an author is told who changed a version that is in use."""
    return Place("course.yaml").error(
        "%(course)s %(version)s is kept on this bus with another content.",
        "Raise the version in course.yaml; classes go on with the version they were opened with.",
        course=course.course_id,
        version=course.version,
    )


def _altered(package_hash: str) -> Finding:
    return Place("course.yaml").error(
        "The kept copy %(hash)s was changed on the disk.",
        "Install the true package again; do not edit files in the data folder.",
        hash=package_hash[:12],
    )


def _put_back(package_hash: str) -> Finding:
    return Place("course.yaml").warning(
        "The kept copy %(hash)s was changed on the disk and has been put back.",
        "Do not edit files in the data folder; change the package and raise its version.",
        hash=package_hash[:12],
    )


def _missing(row: UsedRow) -> Finding:
    return Place("course.yaml").error(
        "%(course)s %(version)s was used by a class and is not on this bus any more.",
        "Install the package with the hash %(hash)s.",
        course=row.course_id,
        version=row.version,
        hash=row.package_hash[:12],
    )
