"""Taking over what the province says of learners of other buses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import bindparam, delete, select, text
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
from sync import carried
from sync.carried import CarriedLearners
from sync.errors import DocumentError, DocumentFault

# By the names of their tables: classes are a slice above this one, and read it.
_FORGET_WORK = text(
    """
    DELETE FROM carried_work
    WHERE enrolment_id NOT IN (SELECT value FROM json_each(:named))
    AND NOT EXISTS (
        SELECT 1 FROM enrolments e
        JOIN training_sessions t ON t.id = e.training_session_id
        WHERE e.learner_id = carried_work.learner_id AND t.course_id = carried_work.course_id
        AND (t.closed_at IS NULL OR carried_work.arrived_at <= t.closed_at))
    """
)


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


def read_document(raw: bytes, *, reader: Reader) -> CarriedLearners:
    """Return a paper that is for this bus; it takes a second for a large one, so do it first.

    Raises:
        BadDocumentError: damaged, altered, or not of this province.
        DocumentForOtherBusError: of another bus.
    """
    try:
        return carried.open_carried(
            raw,
            bus=reader.bus_code,
            box_key=carried.box_key_of(reader.journal_key),
            registry_key=Ed25519PublicKey.from_public_bytes(reader.registry_key),
        )
    except DocumentError as error:
        if error.fault is DocumentFault.OTHER_BUS:
            raise DocumentForOtherBusError from error
        raise BadDocumentError(fault=error.fault.value) from error


def check_document(db: Session, document: CarriedLearners) -> Taken:
    """Return what :func:`finish_document` would return; raises as that does."""
    held = db.scalar(select(CarriedDocument))
    if held is not None and (document.regepoch, document.made) < (held.regepoch, held.made_at):
        raise OutdatedDocumentError
    is_new = held is None or held.content != document.content
    return Taken(len(document.learners), is_new=is_new)


def store_learners(
    db: Session, learners: Sequence[carried.CarriedLearner], *, now: datetime
) -> None:
    """Store what a part of a paper says; of what is held the newer content, the first arrival.

    Args:
        db: a write block.
        learners: a few hundred, so that no kiosk waits long for the writer.
        now: the server's clock.
    """
    people = [_learner_row(one) for one in learners]
    work = [_work_row(one, work, now=now) for one in learners for work in one.work]
    for table, rows, key in (
        (CarriedLearner, people, "id"),
        (CarriedWork, work, "enrolment_id"),
    ):
        statement, kept = upsert(table), {key, "arrived_at"}
        changes = {name: statement.excluded[name] for name in rows[0] if name not in kept}
        db.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes), rows)


def finish_document(db: Session, document: CarriedLearners, *, now: datetime) -> Taken:
    """Let the paper take the place of the one before, once all of it is stored.

    Of what it leaves out, only the work stays that a class of this bus may have counted.

    Args:
        db: a write block.
        document: the paper.
        now: the server's clock.

    Raises:
        OutdatedDocumentError: a newer one was read.
    """
    taken = check_document(db, document)
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
    if taken.is_new:
        _forget_others(db, document)
    return taken


def _forget_others(db: Session, document: CarriedLearners) -> None:
    named = {one.learner_id for one in document.learners}
    gone = set(db.scalars(select(CarriedLearner.id))) - named
    if gone:
        forget = delete(CarriedLearner).where(CarriedLearner.id == bindparam("gone"))
        db.connection().execute(forget, [{"gone": one} for one in gone])
    work = [work.enrolment_id.hex for one in document.learners for work in one.work]
    db.execute(_FORGET_WORK, {"named": json.dumps(work)})


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
