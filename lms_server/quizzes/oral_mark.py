"""The mark "kiểm tra miệng" of an attempt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms_server.oral.queries import was_oral
from lms_server.quizzes.models import Attempt


def mark_oral(db: Session, attempt_id: UUID, *, now: datetime) -> None:
    """Mark an attempt if its learner was asked by word of mouth while it went on.

    The mark never goes away; what was oral before the attempt or after its end does not count.
    """
    attempt = db.get_one(Attempt, attempt_id)
    end = attempt.submitted_at or now
    if was_oral(db, attempt.enrolment_id, start=attempt.opened_at, end=end):
        attempt.is_oral = True
        db.flush()
