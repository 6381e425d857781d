"""Reads about the people of the province."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.people.models import LearnerRecord


@dataclass(frozen=True)
class Person:
    """One person; so far one learner id is one person, and nothing is matched by machine."""

    id: UUID
    full_name: str | None
    usual_name: str | None
    birth_year: int | None
    birth_date: date | None
    sex: str | None
    commune_code: str | None
    village: str | None
    evidence: str

    def without_name(self) -> "Person":
        """Return what may be kept of somebody who took the consent back."""
        return Person(self.id, None, None, None, None, None, None, None, self.evidence)


def list_people(db: Session, ids: Collection[UUID] | None = None, *, now: datetime) -> list[Person]:
    """Return everybody, or those of ``ids``, by id; what the last record says counts.

    One written later than ``now``, by a clock that is wrong, counts only where there is no other.
    """
    newest = func.row_number().over(
        partition_by=LearnerRecord.learner_id,
        order_by=(
            LearnerRecord.written_at > now,
            LearnerRecord.written_at.desc(),
            LearnerRecord.epoch.desc(),
            LearnerRecord.bus_code.desc(),
        ),
    )
    records = select(LearnerRecord, newest.label("place"))
    if ids is not None:
        records = records.where(LearnerRecord.learner_id.in_(ids))
    ranked = records.subquery()
    columns = ranked.c
    query = (
        select(
            columns.learner_id,
            columns.full_name,
            columns.usual_name,
            columns.birth_year,
            columns.birth_date,
            columns.sex,
            columns.commune_code,
            columns.village,
            columns.evidence,
        )
        .where(columns.place == 1)
        .order_by(columns.learner_id)
    )
    return [Person(*row) for row in db.execute(query)]
