"""Writes about used course versions."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.model import Course
from lms_server.packages.errors import VersionTakenError
from lms_server.packages.models import UsedPackage


def note_use(db: Session, course: Course, *, now: datetime) -> None:
    """Remember that a class uses this version; the first use is the one that counts.

    Raises:
        VersionTakenError: a class used the same version with another content.
    """
    used = db.get(UsedPackage, (course.course_id, course.version))
    if used is None:
        used = UsedPackage(
            course_id=course.course_id,
            version=course.version,
            package_hash=course.package_hash,
            first_used_at=now,
        )
        db.add(used)
        db.flush()
    if used.package_hash != course.package_hash:
        raise VersionTakenError(course_id=course.course_id, version=course.version)
