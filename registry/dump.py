"""People, results, progress and certificates as canonical JSON: the same facts, the same bytes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from common.canonical import canonical_json
from common.clock import to_wire
from registry.people.queries import Person, list_people
from registry.register.queries import RegisterEntry, list_entries
from registry.results.queries import Progress, Result, list_progress, list_results


def dump(db: Session) -> bytes:
    """Return what the registry knows; a bus that knows the same gives the same bytes."""
    facts = {
        "certificates": _plain(list_entries(db)),
        "people": _plain(list_people(db)),
        "progress": _plain(list_progress(db)),
        "results": _plain(list_results(db)),
    }
    return canonical_json(facts)


def _plain(rows: Sequence[Person | Progress | Result | RegisterEntry]) -> list[dict[str, Any]]:
    return [{name: _value(value) for name, value in asdict(row).items()} for row in rows]


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return to_wire(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
