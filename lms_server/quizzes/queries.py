"""Reads about attempts and results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms_server.quizzes.errors import AttemptNotFoundError
from lms_server.quizzes.models import Attempt, AttemptResult, Response
from lms_server.quizzes.rules import LATE
from lms_server.training.continuing import earlier_enrolments, work_elsewhere
from lms_server.training.models import Enrolment
from sync.progress import QuizPassed


@dataclass(frozen=True)
class AttemptRow:
    """One attempt."""

    id: UUID
    enrolment_id: UUID
    learner_id: UUID
    device_id: UUID
    course_id: str
    course_version: str
    items: tuple[Mapping[str, Any], ...]
    """``item_id`` and ``choice_ids`` in the order of the screen."""
    is_oral: bool
    opened_at: datetime
    submitted_at: datetime | None
    open_ms: int
    """How long it was open, as far as it is counted."""


@dataclass(frozen=True)
class ResponseRow:
    """The response that counts for one item."""

    item_id: str
    revision: int
    value: tuple[str, ...]
    score: float
    flag: str | None


@dataclass(frozen=True)
class ResultRow:
    """A submitted attempt."""

    attempt_id: UUID
    correct: float
    item_count: int
    scaled: float
    is_passed: bool
    is_oral: bool
    """By word of mouth: "kiểm tra miệng"."""
    submitted_at: datetime


@dataclass(frozen=True)
class QuizFacts:
    """What the quiz says about one learner in one class."""

    tries: int
    """Submitted attempts."""
    best: ResultRow | None
    """The highest score; of equals the one begun first. None while nothing was submitted.

    It may be of another bus: then no attempt here has its id.
    """
    answered: int
    """Items answered in the attempt that is going on."""
    item_count: int
    """Items of the attempt that is going on; 0 when there is none that the learner began."""
    late: int
    """Answers that came after the end of their attempt or class."""


NO_QUIZ = QuizFacts(tries=0, best=None, answered=0, item_count=0, late=0)
"""Of a learner who never opened the quiz."""
_ATTEMPTS = select(
    Attempt.id, Attempt.enrolment_id, Attempt.items, Attempt.submitted_at, Attempt.boot_id
).order_by(Attempt.number)


def get_attempt(db: Session, attempt_id: UUID) -> AttemptRow:
    """Return one attempt.

    Raises:
        AttemptNotFoundError: no attempt has this id.
    """
    found = db.get(Attempt, attempt_id)
    if found is None:
        raise AttemptNotFoundError
    return _to_row(found)


def find_open_attempt(db: Session, enrolment_id: UUID) -> AttemptRow | None:
    """Return the attempt that is going on."""
    query = select(Attempt).where(
        Attempt.enrolment_id == enrolment_id, Attempt.submitted_at.is_(None)
    )
    found = db.scalar(query)
    return None if found is None else _to_row(found)


def list_open_attempts(db: Session, training_session_id: UUID) -> list[UUID]:
    """Return the attempts that are going on in a class."""
    query = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.training_session_id == training_session_id, Attempt.submitted_at.is_(None))
    )
    return list(db.scalars(query))


def count_in_quiz(db: Session, training_session_id: UUID) -> int:
    """Return how many learners of a class have answered in a quiz that goes on."""
    query = (
        select(func.count(Response.attempt_id.distinct()))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.training_session_id == training_session_id, Attempt.submitted_at.is_(None))
    )
    return db.scalar(query) or 0


def count_attempts(db: Session, enrolment_id: UUID) -> int:
    """Return how often a learner has begun the quiz."""
    query = select(func.count()).where(Attempt.enrolment_id == enrolment_id)
    return db.scalar(query) or 0


def list_counted(db: Session, attempt_id: UUID) -> list[ResponseRow]:
    """Return the response that counts of every answered item."""
    query = select(
        Response.item_id, Response.revision, Response.value, Response.score, Response.flag
    ).where(Response.attempt_id == attempt_id, Response.is_counted)
    return [
        ResponseRow(r.item_id, r.revision, tuple(r.value), r.score, r.flag)
        for r in db.execute(query)
    ]


def find_result(db: Session, attempt_id: UUID) -> ResultRow | None:
    """Return the result of an attempt; None while it is going on."""
    found = db.get(AttemptResult, attempt_id)
    return None if found is None else _to_result(found)


def quiz_facts(db: Session, training_session_id: UUID) -> dict[UUID, QuizFacts]:
    """Return facts by enrolment id; a learner who never opened the quiz has no entry."""
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    return _facts_of(db, list(db.scalars(in_class)))


def get_quiz_facts(db: Session, enrolment_id: UUID) -> QuizFacts:
    """Return the facts of one learner."""
    return _facts_of(db, [enrolment_id]).get(enrolment_id, NO_QUIZ)


def _facts_of(db: Session, enrolment_ids: list[UUID]) -> dict[UUID, QuizFacts]:
    """Return facts by enrolment, with what was reached in earlier classes of the course."""
    earlier, elsewhere = earlier_enrolments(db, enrolment_ids), work_elsewhere(db, enrolment_ids)
    all_ids = [*enrolment_ids, *(one for ids in earlier.values() for one in ids)]
    attempts = list(db.execute(_ATTEMPTS.where(Attempt.enrolment_id.in_(all_ids))))
    attempt_ids = [one.id for one in attempts]
    results = _results_of(db, attempt_ids)
    going_on = [one for one in attempts if one.submitted_at is None]
    answered = _answered_of(db, [one.id for one in going_on])
    late = _late_of(db, attempt_ids)
    facts: dict[UUID, QuizFacts] = {}
    for enrolment_id in enrolment_ids:
        ids = (*earlier.get(enrolment_id, ()), enrolment_id)
        own = [one for each in ids for one in attempts if one.enrolment_id == each]
        there = [one.quiz for one in elsewhere.get(enrolment_id, ()) if one.quiz]
        if not own and not there:
            continue
        scored = [_of_another_bus(one) for one in there]
        scored += [results[one.id] for one in own if one.id in results]
        now = next((one for one in going_on if one.enrolment_id == enrolment_id), None)
        if now is not None and now.boot_id is None and now.id not in answered:
            now = None  # a kiosk had it opened ahead; the learner has not seen it
        facts[enrolment_id] = QuizFacts(
            tries=len(scored),
            # Of equals the one begun first: ``own`` is in that order, whatever the clock said.
            best=min(scored, key=lambda r: -r.scaled, default=None),
            answered=answered.get(now.id, 0) if now else 0,
            item_count=len(now.items) if now else 0,
            late=sum(late.get(one.id, 0) for one in own),
        )
    return facts


def _of_another_bus(quiz: QuizPassed) -> ResultRow:
    return ResultRow(
        attempt_id=quiz.attempt_id,
        correct=quiz.correct,
        item_count=quiz.items,
        scaled=quiz.scaled,
        is_passed=True,
        is_oral=quiz.is_oral,
        submitted_at=quiz.submitted_at,
    )


def _results_of(db: Session, attempt_ids: list[UUID]) -> dict[UUID, ResultRow]:
    query = select(AttemptResult).where(AttemptResult.attempt_id.in_(attempt_ids))
    return {found.attempt_id: _to_result(found) for found in db.scalars(query)}


def _answered_of(db: Session, attempt_ids: list[UUID]) -> dict[UUID, int]:
    query = (
        select(Response.attempt_id, func.count())
        .where(Response.attempt_id.in_(attempt_ids), Response.is_counted)
        .group_by(Response.attempt_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _late_of(db: Session, attempt_ids: list[UUID]) -> dict[UUID, int]:
    query = (
        select(Response.attempt_id, func.count())
        .where(Response.attempt_id.in_(attempt_ids), Response.flag.in_(LATE))
        .group_by(Response.attempt_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _to_row(found: Attempt) -> AttemptRow:
    return AttemptRow(
        id=found.id,
        enrolment_id=found.enrolment_id,
        learner_id=found.learner_id,
        device_id=found.device_id,
        course_id=found.course_id,
        course_version=found.course_version,
        items=tuple(found.items),
        is_oral=found.is_oral,
        opened_at=found.opened_at,
        submitted_at=found.submitted_at,
        open_ms=found.open_ms,
    )


def _to_result(found: AttemptResult) -> ResultRow:
    return ResultRow(
        attempt_id=found.attempt_id,
        correct=found.correct,
        item_count=found.item_count,
        scaled=found.scaled,
        is_passed=found.is_passed,
        is_oral=found.is_oral,
        submitted_at=found.submitted_at,
    )
