"""Reads for the paper about learners of other buses."""

import itertools
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from registry.carried.consent import list_consenting
from registry.facts import chunks
from registry.people.queries import Person, list_people
from registry.results.queries import Progress, list_unfinished
from registry.tables import BATCH
from sync.carried import (
    MAX_LEARNERS,
    MAX_WORK,
    SAFE_SIZE,
    CarriedLearner,
    CarriedWork,
    size_of,
)

KEPT_FOR = timedelta(days=365)
"""How long after its class a course left unfinished is offered to other buses."""


def list_carried(db: Session, *, but_bus: str, now: datetime) -> list[CarriedLearner]:
    """Return learners with a course that they left unfinished on other buses, by id.

    Only those who allow the purpose "province", see :func:`list_consenting`. When there are
    more than a paper holds, those of the newest classes are in it.

    Args:
        db: any block.
        but_bus: whom the paper is for.
        now: the registry's clock.
    """
    work: dict[UUID, list[CarriedWork]] = defaultdict(list)
    for bus_code, one in list_unfinished(db, but_bus=but_bus, since=now - KEPT_FOR):
        if len(work[one.learner_id]) < MAX_WORK:
            work[one.learner_id].append(_work_of(bus_code, one))
    people = [
        one
        for ids in chunks(work, BATCH)
        for one in list_people(db, list_consenting(db, ids, now=now))
    ]
    found = {one.id: _learner_of(one, work[one.id]) for one in people}
    newest = [one for one in map(found.get, work) if one is not None][:MAX_LEARNERS]
    ends = itertools.accumulate(size_of(one) for one in newest)
    fitting = [one for one, end in zip(newest, ends, strict=True) if end <= SAFE_SIZE]
    return sorted(fitting, key=lambda one: one.learner_id)


def _learner_of(person: Person, work: list[CarriedWork]) -> CarriedLearner | None:
    """Return None for somebody whom the province may not know, or could not find again."""
    if not (person.full_name and person.village):
        return None
    fields = {
        "learner_id": person.id,
        "full_name": person.full_name,
        "usual_name": person.usual_name,
        "birth_year": person.birth_year,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "commune_code": person.commune_code,
        "village": person.village,
        "work": sorted(work, key=lambda one: one.enrolment_id),
    }
    try:
        return msgspec.convert(fields, CarriedLearner)
    except msgspec.ValidationError:
        return None


def _work_of(bus_code: str, progress: Progress) -> CarriedWork:
    fields = {
        "enrolment_id": progress.id,
        "bus": bus_code,
        "course_id": progress.course_id,
        "course_version": progress.course_version,
        "lessons": progress.lessons,
        "tasks_done": progress.tasks_done,
        "attended_minutes": progress.attended_minutes,
        "quiz": progress.quiz,
        "closed_at": progress.closed_at,
    }
    return msgspec.convert(fields, CarriedWork)
