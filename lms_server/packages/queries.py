"""Reads about used course versions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms_server.packages.models import UsedPackage


@dataclass(frozen=True)
class UsedRow:
    """A version that a class was opened with."""

    course_id: str
    version: str
    package_hash: str
    first_used_at: datetime


def list_used(db: Session) -> list[UsedRow]:
    """Return every used version, by course and version."""
    query = select(UsedPackage).order_by(UsedPackage.course_id, UsedPackage.version)
    return [
        UsedRow(one.course_id, one.version, one.package_hash, one.first_used_at)
        for one in db.scalars(query)
    ]
