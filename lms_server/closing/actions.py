"""Writes about the end of a class."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from common.uptime import Uptime
from courses.catalog import Catalog
from lms_server.attendance.actions import close_training_session
from lms_server.progress.actions import record_progress
from lms_server.quizzes.ending import end_open_attempts
from lms_server.training.queries import get_training_session


def close_class(  # noqa: PLR0913
    db: Session,
    training_session_id: UUID,
    *,
    courses: Catalog,
    actor: str,
    now: datetime,
    uptime: Uptime,
) -> None:
    """End a class and the quizzes that go on in it; ending it twice changes nothing.

    What was left unfinished is written down for the province, so that learners may go on with
    it on another bus.

    Quizzes of a course that this bus has lost stay as they are: they cannot be scored, and that
    must not keep a class open.

    Raises:
        TrainingSessionNotFoundError: no such class.
    """
    row = get_training_session(db, training_session_id)
    if not row.is_open:
        return
    close_training_session(db, training_session_id, actor=actor, now=now)
    course = courses.find_course(row.course_id, row.course_version)
    if course is not None:
        end_open_attempts(db, training_session_id, items=courses, now=now, uptime=uptime)
    record_progress(db, training_session_id, course=course, actor=actor, now=now)
