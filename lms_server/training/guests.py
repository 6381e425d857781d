"""Guests: somebody tries lessons and practice without a name. See decision 0016.

A guest is an enrolment of the open class and a learner without personal data, so that all that
a screen needs works as for everybody. ``NOT_A_GUEST`` keeps them out of lists and reports.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from common.ids import derive_id, new_id
from lms_server.learners.models import Learner
from lms_server.learners.queries import get_learner
from lms_server.learners.rules import PICTURES, AddressForm, Evidence
from lms_server.training.errors import TrainingSessionClosedError
from lms_server.training.models import Enrolment, GuestVisit
from lms_server.training.queries import EnrolmentRow, get_training_session

ASKED_FOR = timedelta(hours=3)
"""How long after a guest began the next learner at the machine is asked whether it was they."""
_NAME = "Khách"
_NO_BIRTH_YEAR = 1900
_PICTURE = PICTURES[4]


@dataclass(frozen=True)
class VisitRow:
    """What one guest began, and whose it became."""

    enrolment_id: UUID
    training_session_id: UUID
    device_id: UUID
    began_at: datetime
    claimed_by: UUID | None


def begin_visit(
    db: Session, training_session_id: UUID, *, device_id: UUID, now: datetime
) -> EnrolmentRow:
    """Let somebody without a name try; nothing of it enters the journal.

    Raises:
        TrainingSessionNotFoundError, TrainingSessionClosedError: no such class, or it ended.
    """
    training_session = get_training_session(db, training_session_id)
    if not training_session.is_open:
        raise TrainingSessionClosedError
    learner = _guest(training_session.commune_code, training_session.village, now)
    db.add(learner)
    db.flush()
    enrolment_id = derive_id("enrolment", training_session_id, learner.id)
    db.add(
        Enrolment(
            id=enrolment_id,
            training_session_id=training_session_id,
            learner_id=learner.id,
            created_at=now,
            created_by="guest",
        )
    )
    db.flush()
    db.add(GuestVisit(enrolment_id=enrolment_id, device_id=device_id, began_at=now))
    db.flush()
    return EnrolmentRow(
        id=enrolment_id,
        training_session_id=training_session_id,
        seat="",
        created_at=now,
        learner=get_learner(db, learner.id),
        has_namesake=False,
    )


def is_guest(db: Session, enrolment_id: UUID) -> bool:
    """Tell whether nobody's name stands behind this enrolment."""
    return db.get(GuestVisit, enrolment_id) is not None


def find_visit(db: Session, enrolment_id: UUID) -> VisitRow | None:
    """Return a guest's visit."""
    return _newest(db, GuestVisit.enrolment_id == enrolment_id)


def find_fresh_visit(db: Session, device_id: UUID, *, now: datetime) -> VisitRow | None:
    """Return what a guest did last at this machine, when nobody was asked about it yet."""
    return _newest(
        db,
        GuestVisit.device_id == device_id,
        GuestVisit.claimed_by.is_(None),
        GuestVisit.asked_at.is_(None),
        GuestVisit.began_at > now - ASKED_FOR,
        GuestVisit.began_at <= now,
    )


def list_visits(
    db: Session,
    training_session_id: UUID,
    *conditions: ColumnElement[bool],
    skip: int = 0,
    most: int,
) -> list[VisitRow]:
    """Return visits of a class that nobody claimed, the newest first."""
    query = _visits().where(
        Enrolment.training_session_id == training_session_id,
        GuestVisit.claimed_by.is_(None),
        *conditions,
    )
    newest_first = (GuestVisit.began_at.desc(), GuestVisit.enrolment_id)
    rows = db.execute(query.order_by(*newest_first).offset(skip).limit(most))
    return [VisitRow(*row) for row in rows]


def note_asked(db: Session, device_id: UUID, *, now: datetime) -> None:
    """Ask nobody else at this machine about the visits until now; the desk still may."""
    db.execute(
        update(GuestVisit)
        .where(GuestVisit.device_id == device_id, GuestVisit.asked_at.is_(None))
        .values(asked_at=now)
    )


def _guest(commune_code: str, village: str, now: datetime) -> Learner:
    guest_id = new_id()
    return Learner(
        id=guest_id,
        full_name=_NAME,
        usual_name="",
        search_name="",  # no search and no namesake finds it
        search_usual_name="",
        birth_year=_NO_BIRTH_YEAR,
        birth_month=None,
        birth_day=None,
        sex=None,
        commune_code=commune_code,
        village=village,
        search_village="",
        evidence=Evidence.NONE,
        address_form=AddressForm.BAC,
        picture=_PICTURE,
        card_code=f"g{guest_id.hex[-9:]}",  # a card has digits only, so none is this one
        created_at=now,
        created_by="guest",
    )


def _newest(db: Session, *conditions: ColumnElement[bool]) -> VisitRow | None:
    query = _visits().where(*conditions)
    newest_first = (GuestVisit.began_at.desc(), GuestVisit.enrolment_id.desc())
    row = db.execute(query.order_by(*newest_first).limit(1)).one_or_none()
    return None if row is None else VisitRow(*row)


def _visits() -> Select[UUID, UUID, UUID, datetime, UUID | None]:
    return select(
        GuestVisit.enrolment_id,
        Enrolment.training_session_id,
        GuestVisit.device_id,
        GuestVisit.began_at,
        GuestVisit.claimed_by,
    ).join(Enrolment, Enrolment.id == GuestVisit.enrolment_id)
