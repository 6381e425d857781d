"""People, results, progress and certificates as canonical JSON: the same facts, the same bytes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from common.canonical import canonical_json
from common.clock import to_wire
from registry.facts import chunks
from registry.intake.consent import list_consenting
from registry.people.queries import Person, list_people
from registry.register.queries import RegisterEntry, list_entries
from registry.results.queries import Progress, Result, list_progress, list_results
from registry.tables import BATCH


def dump(db: Session, *, now: datetime) -> bytes:
    """Return what the registry knows; a bus that knows the same gives the same bytes.

    Args:
        db: any block.
        now: the registry's clock, for words that buses date ahead.
    """
    facts = {
        "certificates": _plain(list_entries(db)),
        "people": _plain(_list_known(db, now=now)),
        "progress": _plain(list_progress(db)),
        "results": _plain(list_results(db)),
    }
    return canonical_json(facts)


def _list_known(db: Session, *, now: datetime) -> list[Person]:
    """Return everybody, without the names of those who may have taken the consent back."""
    people = list_people(db, now=now)
    named = (one.id for one in people if one.full_name is not None)
    consenting: set[UUID] = set()
    for some in chunks(named, BATCH):
        consenting |= list_consenting(db, some, now=now)
    return [one if one.id in consenting else one.without_name() for one in people]


def _plain(rows: Sequence[Person | Progress | Result | RegisterEntry]) -> list[dict[str, Any]]:
    return [{name: _value(value) for name, value in asdict(row).items()} for row in rows]


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return to_wire(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
