"""Writes about learners."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from registry.facts import Fact, Refusal, Row, row_of
from registry.people.models import LearnerRecord
from registry.tables import insert_into
from sync.records import LearnerRegistered


def accept_learners(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Keep the newest word of each bus and epoch about a learner; nothing is ever refused."""
    rows = [_row(fact, fact.data) for fact in facts if isinstance(fact.data, LearnerRegistered)]
    if not rows:
        return []
    statement = insert_into(db, LearnerRecord)
    came = statement.excluded
    newer = (came.seq > LearnerRecord.seq) | (
        (came.seq == LearnerRecord.seq) & (came.line_hash > LearnerRecord.line_hash)
    )
    key = ["learner_id", "bus_code", "epoch"]
    changes: dict[str, Any] = {name: came[name] for name in rows[0] if name not in key}
    upsert = statement.on_conflict_do_update(index_elements=key, set_=changes, where=newer)
    db.connection().execute(upsert, rows)
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
