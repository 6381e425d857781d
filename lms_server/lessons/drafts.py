"""Tries that are not finished yet: a learner goes on with them at this machine or another."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common.canonical import canonical_json
from lms_server.lessons.errors import (
    MalformedTraceError,
    SimulatorAttemptNotFoundError,
    WrongDeviceError,
)
from lms_server.lessons.models import SimulatorAttempt, SimulatorDraft

MOST_BYTES = 256 * 1024
"""Of one unfinished try."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The events of a try so far, as the page sends them."""

    simulator_attempt_id: UUID
    events: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=2000)]


def parse_draft(raw: bytes) -> Draft:
    """Read the body of a request.

    Raises:
        MalformedTraceError: it is no draft, or too long.
    """
    if len(raw) > MOST_BYTES:
        raise MalformedTraceError
    try:
        return msgspec.json.decode(raw, type=Draft)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedTraceError from error


def keep_draft(db: Session, draft: Draft, *, device_id: UUID) -> None:
    """Keep the newest state of an unfinished try, which is worth nothing yet; none forgets it.

    Raises:
        SimulatorAttemptNotFoundError: the page names a practice this server never opened.
        WrongDeviceError: the practice was opened on another device.
        MalformedTraceError: the events cannot be kept.
    """
    attempt = db.get(SimulatorAttempt, draft.simulator_attempt_id)
    if attempt is None:
        raise SimulatorAttemptNotFoundError
    if attempt.device_id != device_id:
        raise WrongDeviceError
    if not draft.events:
        forget_draft(db, attempt)
        return
    try:
        events = canonical_json(draft.events)
    except (ValueError, UnicodeError, RecursionError) as error:
        raise MalformedTraceError from error
    db.merge(SimulatorDraft(**_place_of(attempt), events=events))
    db.flush()


def find_draft(db: Session, simulator_attempt_id: UUID) -> list[dict[str, Any]]:
    """Return the events with which a try goes on, kept at whichever machine; none begin anew."""
    attempt = db.get_one(SimulatorAttempt, simulator_attempt_id)
    found = db.get(SimulatorDraft, tuple(_place_of(attempt).values()))
    return [] if found is None else msgspec.json.decode(found.events)


def forget_draft(db: Session, attempt: SimulatorAttempt) -> None:
    """Forget the unfinished try: it is finished."""
    db.execute(delete(SimulatorDraft).filter_by(**_place_of(attempt)))


def move_drafts(db: Session, *, from_enrolment: UUID, enrolment_id: UUID) -> None:
    """Make unfinished tries of one enrolment another one's, which keeps those it has itself."""
    moving = select(SimulatorDraft).where(SimulatorDraft.enrolment_id == from_enrolment)
    for draft in db.scalars(moving).all():
        place = (enrolment_id, draft.simulator_id, draft.seat_index, draft.seat_of)
        if db.get(SimulatorDraft, place) is None:
            draft.enrolment_id = enrolment_id
        else:
            db.delete(draft)


def _place_of(attempt: SimulatorAttempt) -> dict[str, Any]:
    """Return the key of a draft, in the order of the table; it does not depend on the machine."""
    return {
        "enrolment_id": attempt.enrolment_id,
        "simulator_id": attempt.simulator_id,
        "seat_index": attempt.seat_index,
        "seat_of": attempt.seat_of,
    }
