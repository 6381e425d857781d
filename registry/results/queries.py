"""Reads about completions, and about courses left unfinished."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from registry.results.models import Completion, ProgressRecord


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


@dataclass(frozen=True)
class Progress:
    """What was reached in one class before its end, as ``dump`` prints it."""

    id: UUID
    """Of the enrolment."""
    learner_id: UUID
    course_id: str
    course_version: str
    lessons: list[Any]
    tasks_done: list[Any]
    attended_minutes: int
    quiz: dict[str, Any] | None
    closed_at: datetime


def list_progress(db: Session) -> list[Progress]:
    """Return the newest word on every class that a learner left unfinished, by enrolment."""
    ranked = _ranked_progress().subquery()
    query = select(ranked).where(ranked.c.place == 1).order_by(ranked.c.id, ranked.c.bus_code)
    return [_to_progress(row) for row in db.execute(query)]


def iterate_unfinished(
    db: Session, *, but_bus: str, since: datetime, batch: int
) -> Generator[list[tuple[str, Progress]]]:
    """Give (bus, progress) of courses that nobody's record says were completed later.

    Args:
        db: any block.
        but_bus: this bus's own are left out.
        since: classes that ended before are left out.
        batch: how many at most are fetched at a time.

    Returns:
        Lists of at most ``batch``; the class that ended last first. Who stops early closes it.
    """
    completed = select(Completion.learner_id).where(
        Completion.learner_id == ProgressRecord.learner_id,
        Completion.course_id == ProgressRecord.course_id,
    )
    ranked = (
        _ranked_progress()
        .where(
            ProgressRecord.bus_code != but_bus,
            ProgressRecord.closed_at >= since,
            ~completed.exists(),
        )
        .subquery()
    )
    query = (
        select(ranked)
        .where(ranked.c.place == 1)
        .order_by(ranked.c.closed_at.desc(), ranked.c.id, ranked.c.bus_code)
    ).execution_options(yield_per=batch)
    with db.execute(query) as result:
        for rows in result.partitions(batch):
            yield [(row.bus_code, _to_progress(row)) for row in rows]


def _ranked_progress() -> Any:  # noqa: ANN401 - the type of a SELECT of eleven columns
    newest = func.row_number().over(
        partition_by=(ProgressRecord.enrolment_id, ProgressRecord.bus_code),
        order_by=(ProgressRecord.written_at.desc(), ProgressRecord.epoch.desc()),
    )
    return select(
        ProgressRecord.enrolment_id.label("id"),
        ProgressRecord.learner_id,
        ProgressRecord.course_id,
        ProgressRecord.course_version,
        ProgressRecord.lessons,
        ProgressRecord.tasks_done,
        ProgressRecord.attended_minutes,
        ProgressRecord.quiz,
        ProgressRecord.closed_at,
        ProgressRecord.bus_code,
        newest.label("place"),
    )


def _to_progress(row: Row[Any]) -> Progress:
    fields = dict(row._mapping)  # noqa: SLF001
    del fields["place"], fields["bus_code"]
    return Progress(**fields)
