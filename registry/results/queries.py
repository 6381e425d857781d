"""Reads about completions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.results.models import Completion


@dataclass(frozen=True)
class Result:
    """One completion as ``dump`` prints it."""

    id: UUID
    learner_id: UUID
    course_id: str
    course_version: str
    quiz_score: float
    quiz_items: int
    tasks_done: int
    tasks_required: int
    attended_minutes: int
    completed_at: datetime


def list_results(db: Session) -> list[Result]:
    """Return every completion of every bus, by id."""
    query = select(
        Completion.completion_id.label("id"),
        Completion.learner_id,
        Completion.course_id,
        Completion.course_version,
        Completion.quiz_score,
        Completion.quiz_items,
        Completion.tasks_done,
        Completion.tasks_required,
        Completion.attended_minutes,
        Completion.completed_at,
    ).order_by(Completion.completion_id, Completion.bus_code)
    return [Result(**row) for row in db.execute(query).mappings()]
