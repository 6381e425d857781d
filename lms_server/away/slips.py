"""Bringing a sitting back with its steps, by the slips that kiosks kept beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from common.wire.away import LearnerStep
from common.wire.receipts import Malformed, Receipt
from lms_server.training.models import Ending, Enrolment, Sitting
from lms_server.web.slips import SlipDesk


class SittingSlip(msgspec.Struct, frozen=True, array_like=True):
    """A sitting as it began."""

    sitting_id: UUID
    enrolment_id: UUID
    began_at: datetime


def redeem(
    db: Session,
    messages: Iterable[LearnerStep | Malformed],
    desk: SlipDesk,
    *,
    device_id: UUID,
    now: datetime,
) -> None:
    """Let the sittings that slips tell of be there, as over, at the machine that holds a slip.

    Args:
        db: the open write block.
        messages: as read from the wire; most have no slip.
        desk: opens slips.
        device_id: the machine that sends them.
        now: the server's clock.
    """
    for slip in desk.opened(messages, SittingSlip, _sitting_of, lambda one: one.sitting_id):
        is_lost = db.get(Sitting, slip.sitting_id) is None
        if is_lost and db.get(Enrolment, slip.enrolment_id) is not None:
            sitting = Sitting(
                id=slip.sitting_id,
                enrolment_id=slip.enrolment_id,
                device_id=device_id,
                began_at=slip.began_at,
                ended_at=now,
                ending=Ending.LEFT.value,
            )
            db.add(sitting)
            db.flush()


def add_slips(
    db: Session,
    messages: Sequence[LearnerStep | Malformed],
    receipts: Iterable[Receipt],
    desk: SlipDesk,
) -> list[Receipt]:
    """Return the receipts, with a slip on each of a message that is stored."""
    return desk.give(messages, receipts, _sitting_of, partial(_slip_of, db))


def _sitting_of(message: LearnerStep) -> UUID:
    return message.sitting_id


def _slip_of(db: Session, sitting_id: UUID) -> SittingSlip:
    sitting = db.get_one(Sitting, sitting_id)
    return SittingSlip(sitting.id, sitting.enrolment_id, sitting.began_at)
