"""Reads about preferences."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms_server.preferences.models import LearnerPreferences
from lms_server.preferences.rules import Preferences, TargetSize, from_values


def find_preferences(db: Session, learner_id: UUID) -> Preferences | None:
    """Return what suits a learner; None when nobody has found out yet."""
    table = LearnerPreferences
    query = select(
        table.text_size, table.contrast, table.target_size, table.pace, table.reads_by_itself
    ).where(table.learner_id == learner_id)
    row = db.execute(query).first()
    return None if row is None else from_values(row._asdict())


def find_large_targets(db: Session, learner_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these learners need large targets."""
    query = select(LearnerPreferences.learner_id).where(
        LearnerPreferences.learner_id.in_(learner_ids),
        LearnerPreferences.target_size == TargetSize.LARGE,
    )
    return frozenset(db.scalars(query))
