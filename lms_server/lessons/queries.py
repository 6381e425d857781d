"""Reads about reading and practice."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courses.simulators.machine import ALONE, Seat
from lms_server.elsewhere.queries import WorkRow
from lms_server.lessons.models import LessonProgress, SimulatorAttempt, SimulatorTry
from lms_server.training.continuing import earlier_enrolments, work_elsewhere
from lms_server.training.models import Enrolment


@dataclass(frozen=True)
class ProgressRow:
    """How far one learner read one lesson."""

    lesson_id: str
    furthest_page: int
    completed_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class LessonFacts:
    """What one learner read and practised in one class."""

    lessons: tuple[ProgressRow, ...]
    """Begun lessons, the one touched last at the end."""
    tasks_done: frozenset[str]
    """Simulators done with few enough hints and without walking into a trap."""
    tasks_tried: frozenset[str]

    @property
    def lessons_done(self) -> frozenset[str]:
        """Ids of lessons read to the end."""
        return frozenset(one.lesson_id for one in self.lessons if one.completed_at)

    def count_done(self, required: Collection[str]) -> int:
        """Return how many of the ``required`` simulators are done."""
        return len(self.tasks_done.intersection(required))


NO_LESSONS = LessonFacts(lessons=(), tasks_done=frozenset(), tasks_tried=frozenset())
"""Of a learner who has not begun."""


def lesson_facts(db: Session, training_session_id: UUID) -> dict[UUID, LessonFacts]:
    """Return facts by enrolment id; a learner who has not begun has no entry."""
    in_class = select(Enrolment.id).where(Enrolment.training_session_id == training_session_id)
    return _facts_of(db, in_class)


def get_lesson_facts(db: Session, enrolment_id: UUID) -> LessonFacts:
    """Return the facts of one learner."""
    only = select(Enrolment.id).where(Enrolment.id == enrolment_id)
    return _facts_of(db, only).get(enrolment_id, NO_LESSONS)


def find_progress(db: Session, enrolment_id: UUID, lesson_id: str) -> ProgressRow | None:
    """Return how far the learner read this lesson, now or in an earlier class of the course."""
    lessons = get_lesson_facts(db, enrolment_id).lessons
    return next((one for one in lessons if one.lesson_id == lesson_id), None)


def find_simulator_attempt(
    db: Session, *, enrolment_id: UUID, device_id: UUID, simulator_id: str, part: Seat = ALONE
) -> UUID | None:
    """Return the leave of this learner on this device to play this part of a simulator."""
    query = select(SimulatorAttempt.id).where(
        SimulatorAttempt.enrolment_id == enrolment_id,
        SimulatorAttempt.device_id == device_id,
        SimulatorAttempt.simulator_id == simulator_id,
        SimulatorAttempt.seat_index == part.index,
        SimulatorAttempt.seat_of == part.of,
    )
    return db.scalar(query.limit(1))


def _facts_of(db: Session, enrolments: Select[UUID]) -> dict[UUID, LessonFacts]:
    """Return facts by enrolment, with what was done in earlier classes of the course."""
    own = list(db.scalars(enrolments))
    earlier, elsewhere = earlier_enrolments(db, own), work_elsewhere(db, own)
    all_ids = [*own, *(one for ids in earlier.values() for one in ids)]
    read = _progress_of(db, all_ids)
    tried, done = _tries_of(db, all_ids)
    facts = {}
    for one in own:
        ids, work = [*earlier.get(one, []), one], elsewhere.get(one, [])
        if work or any(each in read or each in tried for each in ids):
            there = frozenset().union(*(each.tasks_done for each in work))
            facts[one] = LessonFacts(
                lessons=_furthest([*_read_elsewhere(work), *(r for x in ids for r in read[x])]),
                tasks_done=there.union(*(done[each] for each in ids)),
                tasks_tried=there.union(*(tried[each] for each in ids)),
            )
    return facts


def _read_elsewhere(work: Iterable[WorkRow]) -> list[ProgressRow]:
    """Return what was read on other buses as if it had been here."""
    return [
        ProgressRow(
            lesson_id=lesson.lesson_id,
            furthest_page=lesson.page,
            completed_at=one.closed_at if lesson.is_done else None,
            updated_at=one.closed_at,
        )
        for one in work
        for lesson in one.lessons
    ]


def _progress_of(db: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, list[ProgressRow]]:
    query = (
        select(LessonProgress)
        .where(LessonProgress.enrolment_id.in_(enrolment_ids))
        .order_by(LessonProgress.updated_at)
    )
    read: dict[UUID, list[ProgressRow]] = defaultdict(list)
    for found in db.scalars(query):
        read[found.enrolment_id].append(_to_progress(found))
    return read


def _furthest(rows: Iterable[ProgressRow]) -> tuple[ProgressRow, ...]:
    """Return the furthest state of each lesson, the one touched last at the end."""
    lessons: dict[str, ProgressRow] = {}
    for row in rows:
        known = lessons.pop(row.lesson_id, row)
        lessons[row.lesson_id] = replace(
            row,
            furthest_page=max(known.furthest_page, row.furthest_page),
            completed_at=known.completed_at or row.completed_at,
        )
    return tuple(lessons.values())


def _tries_of(
    db: Session, enrolment_ids: Collection[UUID]
) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    query = (
        select(SimulatorAttempt.enrolment_id, SimulatorAttempt.simulator_id, SimulatorTry.is_done)
        .join(SimulatorTry, SimulatorTry.simulator_attempt_id == SimulatorAttempt.id)
        .where(SimulatorAttempt.enrolment_id.in_(enrolment_ids))
    )
    tried: dict[UUID, set[str]] = defaultdict(set)
    done: dict[UUID, set[str]] = defaultdict(set)
    for enrolment_id, simulator_id, is_done in db.execute(query):
        tried[enrolment_id].add(simulator_id)
        if is_done:
            done[enrolment_id].add(simulator_id)
    return tried, done


def _to_progress(found: LessonProgress) -> ProgressRow:
    return ProgressRow(
        lesson_id=found.lesson_id,
        furthest_page=found.furthest_page,
        completed_at=found.completed_at,
        updated_at=found.updated_at,
    )
