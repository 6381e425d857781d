"""Writing what suits a learner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms_server.preferences.models import LearnerPreferences
from lms_server.preferences.rules import Preferences, SetBy


def store_preferences(
    db: Session, learner_id: UUID, preferences: Preferences, *, set_by: SetBy, now: datetime
) -> None:
    """Remember what suits a learner, on whatever machine they sit next."""
    db.merge(
        LearnerPreferences(
            learner_id=learner_id,
            text_size=preferences.text_size,
            contrast=preferences.contrast,
            target_size=preferences.target_size,
            pace=preferences.pace,
            reads_by_itself=preferences.reads_by_itself,
            set_by=set_by,
            updated_at=now,
        )
    )
