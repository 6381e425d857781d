"""All courses of a bus, read once and kept in memory."""

import logging
from collections.abc import Mapping
from pathlib import Path

from courses.builder import build_course
from courses.checker import check_package
from courses.errors import CourseNotFoundError
from courses.findings import Finding, Severity
from courses.model import Course

log = logging.getLogger(__name__)
PACKAGES = Path(__file__).parent / "packages"
"""The packages that come with the program."""


class Catalog:
    """The courses found in one folder; a broken package is set aside, the others work."""

    def __init__(
        self, courses: Mapping[str, Course], refused: Mapping[str, tuple[Finding, ...]]
    ) -> None:
        """Hold courses by id, and the findings of refused packages by folder name."""
        self.courses = courses
        self.refused = refused

    @classmethod
    def load(cls, folder: Path = PACKAGES) -> "Catalog":
        """Read every package in ``folder``, in the order of their names.

        Raises:
            OSError: a file cannot be read from the disk.
        """
        courses: dict[str, Course] = {}
        refused: dict[str, tuple[Finding, ...]] = {}
        for manifest in sorted(folder.glob("*/course.yaml")):
            name = manifest.parent.name
            package, findings = check_package(manifest.parent)
            errors = tuple(one for one in findings if one.severity is Severity.ERROR)
            if errors:
                refused[name] = errors
                log.error("course package refused", extra={"package": name, "why": str(errors[0])})
            else:
                course = build_course(package)
                courses[course.course_id] = course
        return cls(courses, refused)

    def get_course(self, course_id: str) -> Course:
        """Return a course.

        Raises:
            CourseNotFoundError: the bus does not carry it.
        """
        if course_id not in self.courses:
            raise CourseNotFoundError(course_id=course_id)
        return self.courses[course_id]
