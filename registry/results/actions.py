"""Writes about training sessions, enrolments and completions."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.facts import Fact, FactTable, Refusal, accept_facts, row_of
from registry.results.models import (
    Completion,
    Enrolment,
    TrainingSession,
    TrainingSessionClosing,
)


def accept_sessions(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Store opened training sessions; return the conflicts."""
    return _accept(db, TrainingSession, facts, key=TrainingSession.training_session_id)


def accept_closings(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Store closed training sessions; return the conflicts."""
    key = TrainingSessionClosing.training_session_id
    return _accept(db, TrainingSessionClosing, facts, key=key)


def accept_enrolments(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Store enrolments; return the conflicts."""
    return _accept(db, Enrolment, facts, key=Enrolment.enrolment_id)


def accept_completions(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Store completions; return the conflicts."""
    return _accept(db, Completion, facts, key=Completion.completion_id)


def _accept(
    db: Session,
    model: type[FactTable],
    facts: Sequence[Fact],
    *,
    key: InstrumentedAttribute[Any],
) -> list[Refusal]:
    # The columns of these tables are named as the fields of their records.
    rows = [row_of(fact, **msgspec.structs.asdict(fact.data)) for fact in facts]
    return accept_facts(db, model, rows, key=key)
