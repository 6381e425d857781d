"""Reads for the paper about learners of other buses."""

import itertools
from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy.orm import Session

from registry.intake.consent import list_consenting
from registry.people.queries import Person, list_people
from registry.results.queries import Progress, iterate_unfinished
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


def list_carried(
    db: Session, *, but_bus: str, now: datetime, most: int = MAX_LEARNERS, batch: int = BATCH
) -> list[CarriedLearner]:
    """Return learners with a course that they left unfinished on other buses, by id.

    Only those who allow the purpose "province", see :func:`list_consenting`. When there are
    more than a paper holds, those of the newest classes are in it, and older classes are not
    looked at any more.

    Args:
        db: any block.
        but_bus: whom the paper is for.
        now: the registry's clock.
        most: learners in the paper.
        batch: classes that are read at a time.
    """
    newest = _collect(db, but_bus=but_bus, now=now, most=most, batch=batch)
    ends = itertools.accumulate(size_of(one) for one in newest)
    fitting = [one for one, end in zip(newest, ends, strict=True) if end <= SAFE_SIZE]
    return sorted(fitting, key=lambda one: one.learner_id)


def _collect(
    db: Session, *, but_bus: str, now: datetime, most: int, batch: int
) -> list[CarriedLearner]:
    """Return at most ``most`` learners, those of the newest classes first."""
    people: dict[UUID, Person | None] = {}
    found: dict[UUID, CarriedLearner] = {}
    since = now - KEPT_FOR
    with closing(iterate_unfinished(db, but_bus=but_bus, since=since, batch=batch)) as batches:
        for rows in batches:
            new = {one.learner_id for _, one in rows} - people.keys()
            people |= _find_people(db, new, now=now)
            for bus_code, one in rows:
                _add(found, people[one.learner_id], bus_code, one, most=most)
            if len(found) >= most:
                break
    return [replace(one, work=sorted(one.work, key=_id_of)) for one in found.values()]


def _add(
    found: dict[UUID, CarriedLearner],
    person: Person | None,
    bus_code: str,
    one: Progress,
    *,
    most: int,
) -> None:
    """Put one class to those of its learner; of ``most`` and more learners no new one."""
    held = found.get(one.learner_id)
    if held is not None and len(held.work) < MAX_WORK:
        held.work.append(_work_of(bus_code, one))
    elif held is None and person is not None and len(found) < most:
        learner = _learner_of(person, _work_of(bus_code, one))
        if learner is not None:
            found[person.id] = learner


def _find_people(db: Session, ids: set[UUID], *, now: datetime) -> dict[UUID, Person | None]:
    """Return each of ``ids``; None for whom the province may not know."""
    allowed = list_people(db, list_consenting(db, ids, now=now), now=now)
    return {**dict.fromkeys(ids), **{one.id: one for one in allowed}}


def _learner_of(person: Person, work: CarriedWork) -> CarriedLearner | None:
    """Return None for somebody whom nobody could find again."""
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
        "work": [work],
    }
    try:
        return msgspec.convert(fields, CarriedLearner)
    except msgspec.ValidationError:
        return None


def _id_of(work: CarriedWork) -> UUID:
    return work.enrolment_id


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
