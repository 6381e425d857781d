"""Writes about training sessions, enrolments, completions and progress."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.facts import Fact, FactTable, Refusal, Row, accept_facts, keep_newest, row_of
from registry.results.models import (
    Completion,
    Enrolment,
    ProgressRecord,
    TrainingSession,
    TrainingSessionClosing,
)
from sync.progress import ProgressRecorded


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


def accept_progress(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Keep the newest word of each bus and epoch about an enrolment; nothing is ever refused."""
    rows = [
        _progress_row(fact, fact.data) for fact in facts if isinstance(fact.data, ProgressRecorded)
    ]
    keep_newest(db, ProgressRecord, rows, key=ProgressRecord.enrolment_id)
    return []


def _progress_row(fact: Fact, progress: ProgressRecorded) -> Row:
    plain = {
        "lessons": msgspec.to_builtins(progress.lessons),
        "quiz": msgspec.to_builtins(progress.quiz),
    }
    fields = {**msgspec.structs.asdict(progress), **plain}
    return row_of(fact, written_at=fact.record.written_at, **fields)


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
