"""What each learner of a class did in one activity."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.importers.activity import ActivityItem
from lms_server.activities.models import ActivityProgress
from lms_server.activities.queries import ActivityRow
from lms_server.training.queries import EnrolmentRow, list_enrolments


@dataclass(frozen=True)
class LearnerResult:
    """One line of the list."""

    enrolment: EnrolmentRow
    has_begun: bool
    """A part was opened, even when nothing was stored."""
    done: int
    """Parts that are done, or were once."""
    scores: tuple[tuple[ActivityItem, float], ...]
    """The best score of each part that has one, 0 to 1, in the order of the parts."""
    seconds: int
    stored_at: datetime | None
    """When anything was stored last."""


def list_results(
    db: Session, activity: ActivityRow, training_session_id: UUID
) -> list[LearnerResult]:
    """Return a line for everybody in the class, sorted by name; also for those who never began.

    Raises:
        TrainingSessionNotFoundError: there is no such class.
    """
    enrolments = list_enrolments(db, training_session_id)
    query = select(ActivityProgress).where(
        ActivityProgress.activity_id == activity.id,
        ActivityProgress.enrolment_id.in_([one.id for one in enrolments]),
    )
    found: dict[UUID, dict[str, ActivityProgress]] = {}
    for row in db.scalars(query):
        found.setdefault(row.enrolment_id, {})[row.part_key] = row
    return [_to_result(one, activity, found.get(one.id, {})) for one in enrolments]


def _to_result(
    enrolment: EnrolmentRow, activity: ActivityRow, rows: dict[str, ActivityProgress]
) -> LearnerResult:
    best = [(part, rows[part.key].best_score) for part in activity.parts if part.key in rows]
    stored = [one.committed_at for one in rows.values() if one.committed_at is not None]
    return LearnerResult(
        enrolment=enrolment,
        has_begun=bool(rows),
        done=sum(one.completed_at is not None for one in rows.values()),
        scores=tuple((part, score) for part, score in best if score is not None),
        seconds=sum(one.seconds_before + one.seconds for one in rows.values()),
        stored_at=max(stored, default=None),
    )
