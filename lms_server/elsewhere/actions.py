"""Taking over what the province says of learners of other buses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from common.ids import new_id
from common.text import nfc, search_key
from lms_server.elsewhere.errors import (
    BadDocumentError,
    DocumentForOtherBusError,
    OutdatedDocumentError,
)
from lms_server.elsewhere.models import CarriedDocument, CarriedLearner, CarriedWork
from lms_server.learners.models import Learner
from sync import carried
from sync.carried import CarriedLearners
from sync.errors import DocumentError, DocumentFault


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the papers: this bus and the keys it goes by."""

    bus_code: str
    journal_key: Ed25519PrivateKey
    registry_key: bytes


@dataclass(frozen=True)
class Taken:
    """What a paper said."""

    learners: int
    is_new: bool


def apply_document(db: Session, raw: bytes, *, reader: Reader, now: datetime) -> Taken:
    """Let a paper of the province take the place of the one before; the same again is harmless.

    What was reached elsewhere by learners whom this bus knows stays, whatever later papers
    leave out: a class may have counted it.

    Args:
        db: a write block.
        raw: the file.
        reader: this bus.
        now: the server's clock.

    Raises:
        BadDocumentError: damaged, altered, or not of this province.
        DocumentForOtherBusError: of another bus.
        OutdatedDocumentError: a newer one was read.
    """
    document = read_document(db, raw, reader=reader)
    held = db.scalar(select(CarriedDocument))
    count = len(document.learners)
    if held is not None and held.content == document.content:
        held.regepoch, held.made_at = document.regepoch, document.made
        return Taken(count, is_new=False)
    db.execute(delete(CarriedDocument))
    db.add(
        CarriedDocument(
            id=new_id(),
            content=document.content,
            regepoch=document.regepoch,
            made_at=document.made,
            applied_at=now,
        )
    )
    _replace(db, document, now=now)
    return Taken(count, is_new=True)


def read_document(db: Session, raw: bytes, *, reader: Reader) -> CarriedLearners:
    """Return the paper if :func:`apply_document` would take it; raises as that does."""
    try:
        document = carried.open_carried(
            raw,
            bus=reader.bus_code,
            box_key=carried.box_key_of(reader.journal_key),
            registry_key=Ed25519PublicKey.from_public_bytes(reader.registry_key),
        )
    except DocumentError as error:
        if error.fault is DocumentFault.OTHER_BUS:
            raise DocumentForOtherBusError from error
        raise BadDocumentError(fault=error.fault.value) from error
    held = db.scalar(select(CarriedDocument))
    if held is not None and (document.regepoch, document.made) < (held.regepoch, held.made_at):
        raise OutdatedDocumentError
    return document


def _replace(db: Session, document: CarriedLearners, *, now: datetime) -> None:
    db.execute(delete(CarriedLearner))
    if document.learners:
        db.execute(insert(CarriedLearner), [_learner_row(one) for one in document.learners])
    rows = [_work_row(one, work, now=now) for one in document.learners for work in one.work]
    _store_work(db, rows)
    named = select(CarriedLearner.id)
    stale = CarriedWork.learner_id.not_in(named) & CarriedWork.learner_id.not_in(select(Learner.id))
    db.execute(delete(CarriedWork).where(stale))


def _store_work(db: Session, rows: list[dict[str, Any]]) -> None:
    """Store work; of what is held already the newer content, but the first arrival."""
    if not rows:
        return
    statement = upsert(CarriedWork)
    kept = {"enrolment_id", "arrived_at"}
    changes = {name: statement.excluded[name] for name in rows[0] if name not in kept}
    db.execute(statement.on_conflict_do_update(index_elements=["enrolment_id"], set_=changes), rows)


def _learner_row(one: carried.CarriedLearner) -> dict[str, Any]:
    full_name, usual_name, village = nfc(one.full_name), nfc(one.usual_name or ""), nfc(one.village)
    return {
        "id": one.learner_id,
        "full_name": full_name,
        "usual_name": usual_name,
        "search_name": search_key(full_name),
        "search_usual_name": search_key(usual_name),
        "birth_year": one.birth_year,
        "birth_date": one.birth_date,
        "sex": one.sex,
        "commune_code": one.commune_code,
        "village": village,
        "search_village": search_key(village),
    }


def _work_row(
    one: carried.CarriedLearner, work: carried.CarriedWork, *, now: datetime
) -> dict[str, Any]:
    return {
        "enrolment_id": work.enrolment_id,
        "learner_id": one.learner_id,
        "bus_code": work.bus,
        "course_id": work.course_id,
        "course_version": work.course_version,
        "lessons": msgspec.to_builtins(work.lessons),
        "tasks_done": work.tasks_done,
        "minutes": work.attended_minutes,
        "quiz": msgspec.to_builtins(work.quiz),
        "closed_at": work.closed_at,
        "arrived_at": now,
    }
