"""Bringing leave for a task back with its tries, by the slips that kiosks kept beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.wire.receipts import Malformed, Receipt
from common.wire.traces import SimulatorTrace
from lms_server.lessons.models import SimulatorAttempt
from lms_server.training.models import Enrolment
from lms_server.web.slips import SlipDesk


class TaskSlip(msgspec.Struct, frozen=True, array_like=True):
    """A leave as it was given."""

    simulator_attempt_id: UUID
    enrolment_id: UUID
    learner_id: UUID
    course_id: str
    simulator_id: str
    seat_index: int
    seat_of: int
    opened_at: datetime


def redeem(
    db: Session,
    messages: Iterable[SimulatorTrace | Malformed],
    desk: SlipDesk,
    *,
    device_id: UUID,
) -> None:
    """Let the leaves that slips tell of be there, for the machine that holds a slip.

    Args:
        db: the open write block.
        messages: as read from the wire; most have no slip.
        desk: opens slips.
        device_id: the machine that sends them.
    """
    for slip in desk.opened(messages, TaskSlip, _leave_of, lambda one: one.simulator_attempt_id):
        is_lost = db.get(SimulatorAttempt, slip.simulator_attempt_id) is None
        if is_lost and _is_enrolled(db, slip):
            facts = msgspec.structs.asdict(slip)
            attempt_id = facts.pop("simulator_attempt_id")
            db.add(SimulatorAttempt(id=attempt_id, device_id=device_id, **facts))
            db.flush()


def add_slips(
    db: Session,
    messages: Sequence[SimulatorTrace | Malformed],
    receipts: Iterable[Receipt],
    desk: SlipDesk,
) -> list[Receipt]:
    """Return the receipts, with a slip on each of a message that is stored."""
    return desk.give(messages, receipts, _leave_of, partial(_slip_of, db))


def _leave_of(message: SimulatorTrace) -> UUID:
    return message.simulator_attempt_id


def _is_enrolled(db: Session, slip: TaskSlip) -> bool:
    learner_id = db.scalar(select(Enrolment.learner_id).where(Enrolment.id == slip.enrolment_id))
    return learner_id == slip.learner_id


def _slip_of(db: Session, attempt_id: UUID) -> TaskSlip:
    attempt = db.get_one(SimulatorAttempt, attempt_id)
    return TaskSlip(
        simulator_attempt_id=attempt.id,
        enrolment_id=attempt.enrolment_id,
        learner_id=attempt.learner_id,
        course_id=attempt.course_id,
        simulator_id=attempt.simulator_id,
        seat_index=attempt.seat_index,
        seat_of=attempt.seat_of,
        opened_at=attempt.opened_at,
    )
