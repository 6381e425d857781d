"""Writes about learners."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from registry.facts import Fact, Refusal, Row, keep_newest, row_of
from registry.people.models import LearnerRecord
from sync.records import LearnerRegistered


def accept_learners(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Keep the newest word of each bus and epoch about a learner; nothing is ever refused."""
    rows = [_row(fact, fact.data) for fact in facts if isinstance(fact.data, LearnerRegistered)]
    keep_newest(db, LearnerRecord, rows, key=LearnerRecord.learner_id)
    return []


def _row(fact: Fact, learner: LearnerRegistered) -> Row:
    return row_of(
        fact,
        learner_id=learner.learner_id,
        written_at=fact.record.written_at,
        full_name=learner.full_name,
        usual_name=learner.usual_name,
        birth_year=learner.birth_year,
        birth_date=learner.birth_date,
        sex=learner.sex,
        commune_code=learner.commune_code,
        village=learner.village,
        evidence=learner.evidence,
    )
