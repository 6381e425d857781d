"""Reads about learners of other buses and their work."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from common.text import search_key
from lms_server.elsewhere.errors import NotCarriedError
from lms_server.elsewhere.models import CarriedDocument, CarriedLearner, CarriedWork
from lms_server.learners.models import Learner
from lms_server.learners.queries import name_sort_key
from sync.progress import LessonReached, QuizPassed

_MOST_FOUND = 30


@dataclass(frozen=True)
class WorkRow:
    """What was reached in one class of another bus."""

    enrolment_id: UUID
    bus_code: str
    course_id: str
    minutes: int
    lessons: tuple[LessonReached, ...]
    tasks_done: frozenset[str]
    quiz: QuizPassed | None
    closed_at: datetime


@dataclass(frozen=True)
class ElsewhereRow:
    """A learner of another bus who was never here."""

    id: UUID
    full_name: str
    usual_name: str
    birth_year: int
    birth_date: date | None
    sex: str | None
    commune_code: str
    village: str
    work: tuple[WorkRow, ...] = field(default=())

    @property
    def birth_text(self) -> str:
        """The birth date as precisely as it is known."""
        return f"{self.birth_date:%d/%m/%Y}" if self.birth_date else str(self.birth_year)

    def minutes_of(self, course_id: str) -> int:
        """Return the minutes of a course on other buses."""
        return sum(one.minutes for one in self.work if one.course_id == course_id)


_COLUMNS = (
    CarriedLearner.id,
    CarriedLearner.full_name,
    CarriedLearner.usual_name,
    CarriedLearner.birth_year,
    CarriedLearner.birth_date,
    CarriedLearner.sex,
    CarriedLearner.commune_code,
    CarriedLearner.village,
)
_STRANGERS = select(*_COLUMNS).where(CarriedLearner.id.not_in(select(Learner.id)))


def search_elsewhere(db: Session, text: str) -> list[ElsewhereRow]:
    """Return up to 30 learners of other buses whose full or usual name holds every word.

    Those whom this bus knows by now are not among them.
    """
    words = search_key(text).split(" ") if search_key(text) else []
    if not words:
        return []
    query = _STRANGERS
    for word in words:
        in_full = CarriedLearner.search_name.contains(word, autoescape=True)
        in_usual = CarriedLearner.search_usual_name.contains(word, autoescape=True)
        query = query.where(in_full | in_usual)
    return _fetch(db, query.limit(_MOST_FOUND))


def find_same_name(
    db: Session, *, full_name: str, birth_year: int, village: str
) -> list[ElsewhereRow]:
    """Return learners of other buses who may be the same person."""
    query = _STRANGERS.where(
        CarriedLearner.search_name == search_key(full_name),
        CarriedLearner.birth_year == birth_year,
        CarriedLearner.search_village == search_key(village),
    )
    return _fetch(db, query)


def get_elsewhere(db: Session, learner_id: UUID) -> ElsewhereRow:
    """Return one learner of another bus.

    Raises:
        NotCarriedError: the province names no such learner, or this bus knows them by now.
    """
    rows = _fetch(db, _STRANGERS.where(CarriedLearner.id == learner_id))
    if not rows:
        raise NotCarriedError
    return rows[0]


def list_work(db: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, WorkRow]:
    """Return work by the id that its enrolment has on the other bus."""
    query = select(CarriedWork).where(CarriedWork.enrolment_id.in_(enrolment_ids))
    return {one.enrolment_id: _to_work(one) for one in db.scalars(query)}


def find_content(db: Session) -> str | None:
    """Return the hash of what the newest paper said; None before the first."""
    return db.scalar(select(CarriedDocument.content))


def _fetch(db: Session, query: Select[*tuple[Any, ...]]) -> list[ElsewhereRow]:
    rows = list(db.execute(query))
    work = _work_of(db, [row.id for row in rows])
    found = [ElsewhereRow(**row._mapping, work=tuple(work[row.id])) for row in rows]  # noqa: SLF001
    return sorted(found, key=lambda one: (name_sort_key(one.full_name), one.birth_year))


def _work_of(db: Session, learner_ids: Collection[UUID]) -> dict[UUID, list[WorkRow]]:
    query = select(CarriedWork).where(CarriedWork.learner_id.in_(learner_ids))
    found: dict[UUID, list[WorkRow]] = defaultdict(list)
    for one in db.scalars(query.order_by(CarriedWork.closed_at)):
        found[one.learner_id].append(_to_work(one))
    return found


def _to_work(found: CarriedWork) -> WorkRow:
    return WorkRow(
        enrolment_id=found.enrolment_id,
        bus_code=found.bus_code,
        course_id=found.course_id,
        minutes=found.minutes,
        lessons=msgspec.convert(found.lessons, tuple[LessonReached, ...]),
        tasks_done=frozenset(found.tasks_done),
        quiz=msgspec.convert(found.quiz, QuizPassed | None),
        closed_at=found.closed_at,
    )
