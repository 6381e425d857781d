"""Reads for the report on items and tasks (R5)."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.model import Course
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from lms_server.quizzes.models import Attempt, Response
from lms_server.reports import rules
from lms_server.reports.rules import Answered, ItemStatistics, Taken
from lms_server.training.models import Enrolment, TrainingSession
from lms_server.training.queries import NOT_A_GUEST


@dataclass(frozen=True)
class UsedVersion:
    """A version of a course that attempts were made at."""

    course_id: str
    version: str
    attempts: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class ReportRow:
    """One line of the report: an item, or a task."""

    code: str
    text: str
    """Empty when the bus no longer carries this version."""
    answers: int
    """Of a task: tries."""
    right: int
    first_right: float | None
    """Share of learners who were right, or done, at the first time; None when too few."""
    median_s: float | None
    wrong: str
    wrong_count: int
    hints: int | None
    """Only of a task."""
    item: ItemStatistics | None
    """Only of an item."""

    @property
    def right_share(self) -> float | None:
        """Share of the answers that were right; None when too few."""
        return self.right / self.answers if self.answers >= rules.ENOUGH else None


def list_used_versions(db: Session) -> list[UsedVersion]:
    """Return what was asked so far, the version used last first."""
    query = (
        select(
            Attempt.course_id,
            Attempt.course_version,
            func.count(),
            func.min(Attempt.opened_at),
            func.max(Attempt.opened_at),
        )
        .group_by(Attempt.course_id, Attempt.course_version)
        .order_by(func.max(Attempt.opened_at).desc())
    )
    return [UsedVersion(*row) for row in db.execute(query)]


def report_rows(
    db: Session, course_id: str, version: str, *, course: Course | None
) -> list[ReportRow]:
    """Return a line for each item and task of one version of a course, in the course's order.

    Args:
        db: the open read block.
        course_id: such as ``KNS-04``.
        version: such as ``1.0``.
        course: that version; None when the bus no longer carries it.
    """
    items = {item.item_id: item for item in course.quiz.items} if course else {}
    found = rules.item_statistics(_attempts(db, course_id, version), items)
    rows = [
        _item_row(item_id, items[item_id].prompt if item_id in items else "", one)
        for item_id, one in found.items()
    ]
    titles = {one.simulator_id: one.title for one in course.simulators.values()} if course else {}
    return [*rows, *_task_rows(db, course_id, version, titles)]


def _item_row(item_id: str, prompt: str, one: ItemStatistics) -> ReportRow:
    return ReportRow(
        code=item_id,
        text=prompt,
        answers=one.answers,
        right=one.right,
        first_right=one.first_right,
        median_s=one.median_s,
        wrong=one.wrong,
        wrong_count=one.wrong_count,
        hints=None,
        item=one,
    )


def _attempts(db: Session, course_id: str, version: str) -> list[Taken]:
    """Return the attempts, oldest first."""
    of_version = (Attempt.course_id == course_id, Attempt.course_version == version)
    answers: dict[UUID, list[Answered]] = {}
    counted = (
        select(
            Response.attempt_id,
            Response.item_id,
            Response.value,
            Response.score,
            Response.answered_at,
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(*of_version, Response.is_counted)
    )
    for row in db.execute(counted):
        answered = Answered(row.item_id, tuple(row.value), row.score, row.answered_at.timestamp())
        answers.setdefault(row.attempt_id, []).append(answered)
    attempts = (
        select(Attempt.id, Attempt.learner_id, Attempt.items, Attempt.submitted_at, Attempt.is_oral)
        .where(*of_version)
        .order_by(Attempt.opened_at, Attempt.id)
    )
    return [
        Taken(
            learner_id=row.learner_id.hex,
            item_ids=tuple(one["item_id"] for one in row.items),
            is_submitted=row.submitted_at is not None,
            is_oral=row.is_oral,
            answers=tuple(answers.get(row.id, ())),
        )
        for row in db.execute(attempts)
    ]


def _task_rows(
    db: Session, course_id: str, version: str, titles: Mapping[str, str]
) -> list[ReportRow]:
    query = (
        select(
            SimulatorAttempt.simulator_id,
            SimulatorAttempt.learner_id,
            SimulatorTry.is_done,
            SimulatorTry.hints_used,
            SimulatorTry.seconds,
        )
        .join(SimulatorTry, SimulatorTry.simulator_attempt_id == SimulatorAttempt.id)
        .join(Enrolment, Enrolment.id == SimulatorAttempt.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .where(TrainingSession.course_id == course_id, TrainingSession.course_version == version)
        .where(NOT_A_GUEST)
        .order_by(SimulatorTry.received_at, SimulatorTry.id)
    )
    tries: dict[str, list[_Try]] = {}
    for row in db.execute(query):
        one = _Try(row.learner_id, row.is_done, row.hints_used, row.seconds)
        tries.setdefault(row.simulator_id, []).append(one)
    return [_task_row(task, titles.get(task, ""), done) for task, done in sorted(tries.items())]


@dataclass(frozen=True)
class _Try:
    learner_id: UUID
    is_done: bool
    hints: int
    seconds: int


def _task_row(simulator_id: str, title: str, tries: list[_Try]) -> ReportRow:
    firsts: dict[UUID, bool] = {}
    for one in tries:
        firsts.setdefault(one.learner_id, one.is_done)
    is_enough = len(firsts) >= rules.ENOUGH
    return ReportRow(
        code=simulator_id,
        text=title,
        answers=len(tries),
        right=sum(one.is_done for one in tries),
        first_right=sum(firsts.values()) / len(firsts) if is_enough else None,
        median_s=statistics.median(one.seconds for one in tries),
        wrong="",
        wrong_count=0,
        hints=sum(one.hints for one in tries),
        item=None,
    )
