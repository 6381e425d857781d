"""All courses of a bus, in every version it keeps, read once and held in memory."""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from courses.builder import build_course
from courses.checker import check_package, has_errors
from courses.errors import CourseNotFoundError
from courses.findings import Finding, Severity
from courses.model import Course

log = logging.getLogger(__name__)
PACKAGES = Path(__file__).parent / "packages"
"""The packages that come with the program."""


@dataclass(frozen=True)
class ReadPackage:
    """A package folder as it was found."""

    name: str
    """Of its folder."""
    course: Course | None
    """None when the package has errors."""
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid using it."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


class Catalog:
    """Courses by id and version; a broken package is set aside, the others work."""

    def __init__(
        self,
        courses: Iterable[Course] = (),
        refused: Mapping[str, tuple[Finding, ...]] | None = None,
    ) -> None:
        """Hold courses, and the findings of packages set aside by folder name."""
        self.courses: Mapping[str, Course] = {}
        """The newest version of each course, by id, in the order of the ids."""
        self.refused = dict(refused or {})
        self._versions: Mapping[tuple[str, str], Course] = {}
        self._packages: Mapping[str, Course] = {}
        self._lock = threading.Lock()
        for course in courses:
            self.add(course)

    @classmethod
    def load(cls, folder: Path = PACKAGES) -> "Catalog":
        """Read every package in ``folder``, in the order of their names.

        Raises:
            OSError: a file cannot be read from the disk.
        """
        catalog = cls()
        for found in read_packages(folder):
            if found.course is None:
                catalog.refuse(found.name, found.errors)
            else:
                catalog.add(found.course)
        return catalog

    def add(self, course: Course) -> None:
        """Take in a version of a course; one with the same id and version is replaced."""
        with self._lock:
            versions = {**self._versions, (course.course_id, course.version): course}
            ordered = sorted(versions.values(), key=lambda one: (one.course_id, _rank(one.version)))
            # Readers hold no lock: they see the old mapping or the new one, both whole.
            self._versions = versions
            self._packages = {one.package_hash: one for one in ordered}
            self.courses = {one.course_id: one for one in ordered}

    def refuse(self, name: str, findings: tuple[Finding, ...]) -> None:
        """Set a package aside, with the reasons."""
        self.refused[name] = findings
        log.error("course package refused", extra={"package": name, "why": str(findings[0])})

    def get_course(self, course_id: str, version: str | None = None) -> Course:
        """Return a course in one version; without one, in its newest.

        Raises:
            CourseNotFoundError: the bus does not carry it.
        """
        course = self.find_course(course_id, version)
        if course is None:
            raise CourseNotFoundError(course_id=course_id)
        return course

    def find_course(self, course_id: str, version: str | None = None) -> Course | None:
        """Return a course in one version; without one, in its newest; None without it."""
        if version is None:
            return self.courses.get(course_id)
        return self._versions.get((course_id, version))

    def find_package(self, package_hash: str) -> Course | None:
        """Return the course of one package, by its hash."""
        return self._packages.get(package_hash)

    def list_versions(self) -> list[Course]:
        """Return every version of every course, by id, the newest version first."""
        newest_first = sorted(
            self._versions.values(), key=lambda one: _rank(one.version), reverse=True
        )
        return sorted(newest_first, key=lambda one: one.course_id)


def read_packages(folder: Path) -> Iterator[ReadPackage]:
    """Read and check every package in ``folder``, in the order of their names.

    Raises:
        OSError: a file cannot be read from the disk.
    """
    return map(read_one, list_packages(folder))


def list_packages(folder: Path) -> list[Path]:
    """Return the package folders in ``folder``, in the order of their names."""
    return [manifest.parent for manifest in sorted(folder.glob("*/course.yaml"))]


def read_one(folder: Path) -> ReadPackage:
    """Read and check one package.

    Raises:
        OSError: a file cannot be read from the disk.
    """
    package, findings = check_package(folder)
    course = None if has_errors(findings) else build_course(package)
    return ReadPackage(folder.name, course, tuple(findings))


def _rank(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
