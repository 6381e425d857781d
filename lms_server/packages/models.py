"""The table of used course versions."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms_server.tables import Base


class UsedPackage(Base):
    """A version of a course that a class was opened with; from then on it never changes."""

    __tablename__ = "used_packages"

    course_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    package_hash: Mapped[str] = mapped_column(String(64), unique=True)
    first_used_at: Mapped[datetime]
