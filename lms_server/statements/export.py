"""All statements of a bus as one file, a line each."""

import json

from sqlalchemy.orm import Session

from courses.catalog import Catalog
from lms_server.statements.queries import list_facts
from lms_server.statements.rules import build_statement


def export_statements(db: Session, catalog: Catalog, *, bus_code: str) -> bytes:
    """Return JSON lines in the order of time; the same facts give the same bytes."""
    lines = [
        json.dumps(build_statement(fact, bus_code=bus_code), ensure_ascii=False, sort_keys=True)
        for fact in list_facts(db, catalog)
    ]
    return "".join(f"{line}\n" for line in lines).encode()
