"""Writes about learners; each one leaves its journal record in the same transaction."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from common.ids import new_id
from common.text import nfc, search_key
from lms_server.journal.actions import append
from lms_server.learners import queries, rules
from lms_server.learners.errors import (
    BirthDateError,
    CommuneCodeError,
    ConsentMissingError,
    IdNumberLengthError,
    IdNumberTakenError,
    NameMissingError,
    VillageMissingError,
)
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.models import Consent, Learner
from sync.chain import Stream

_LONGEST_NAME = 120
_LONGEST_VILLAGE = 80
_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """What a learner agreed to just now."""

    purposes: frozenset[rules.Purpose]
    means: rules.Means
    witness: str = ""
    read_aloud: bool = True
    language: str = "vi"
    text_version: str = rules.CONSENT_TEXT_VERSION


@dataclass(frozen=True, kw_only=True)
class NewLearner:
    """What the enrolment page asks about a person."""

    full_name: str
    birth: rules.BirthDate
    commune_code: str
    village: str
    usual_name: str = ""
    sex: rules.Sex | None = None
    evidence: rules.Evidence = rules.Evidence.SELF_DECLARED
    address_form: rules.AddressForm = rules.AddressForm.BAC
    is_address_guessed: bool = False
    """Nobody asked the person: the machine does, at the first sign-in."""
    id_number: str = field(default="", repr=False)


def register_learner(  # noqa: PLR0913
    db: Session,
    new: NewLearner,
    *,
    consent: ConsentGiven,
    vault: IdNumberVault,
    rng: random.Random,
    actor: str,
    now: datetime,
    learner_id: UUID | None = None,
) -> UUID:
    """Store a new learner with consent and journal it; returns the learner's id.

    Asking about namesakes comes before, with ``queries.find_same_name``: this action never
    merges and never refuses a namesake.

    Args:
        db: the open write block.
        new: the person.
        consent: must include learning.
        vault: seals the identity number.
        rng: unpredictable; gives card code and picture.
        actor: who registers, such as ``account:<uuid>``.
        now: the server's clock.
        learner_id: of somebody whom another bus knows already; None for everybody else.

    Raises:
        ConsentMissingError: learning was not ticked, so nothing may be stored.
        NameMissingError, BirthDateError, CommuneCodeError, VillageMissingError: bad fields.
        IdNumberLengthError: the number has neither 12 digits nor the 9 of an old card.
        IdNumberTakenError: the number belongs to a learner of this bus: the same person.
    """
    if not rules.may_learn(consent.purposes):
        raise ConsentMissingError
    check_learner(new, today=now.date())
    learner = _build_learner(new, rng=rng, taken=queries.count_pictures(db, new.village))
    learner.id = learner_id or new_id()
    learner.created_at, learner.created_by = now, actor
    _seal_number(db, learner, new.id_number, vault)
    db.add(learner)
    db.flush()
    _store_consent(db, learner.id, consent, actor=actor, now=now)
    journal_learner(db, learner.id, actor=actor, now=now)
    return learner.id


def record_consent(
    db: Session, learner_id: UUID, consent: ConsentGiven, *, actor: str, now: datetime
) -> None:
    """Store a newer consent; purposes not ticked now are withdrawn from now on.

    Raises:
        LearnerNotFoundError: no such learner.
    """
    queries.get_learner(db, learner_id)
    _store_consent(db, learner_id, consent, actor=actor, now=now)
    journal_learner(db, learner_id, actor=actor, now=now)


def record_evidence(
    db: Session, learner_id: UUID, evidence: rules.Evidence, *, actor: str, now: datetime
) -> None:
    """Note what was seen of the learner's identity; the journal keeps who saw it and when.

    Raises:
        LearnerNotFoundError: no such learner.
    """
    queries.get_learner(db, learner_id)
    db.execute(update(Learner).where(Learner.id == learner_id).values(evidence=evidence))
    journal_learner(db, learner_id, actor=actor, now=now)


def choose_address(db: Session, learner_id: UUID, form: rules.AddressForm) -> None:
    """Address a learner as they wish from now on; nobody outside the bus is told.

    Raises:
        LearnerNotFoundError: no such learner.
    """
    queries.get_learner(db, learner_id)
    chosen = {"address_form": form, "is_address_guessed": False}
    db.execute(update(Learner).where(Learner.id == learner_id).values(**chosen))


def change_picture(db: Session, learner_id: UUID, *, rng: random.Random) -> str:
    """Give the learner another picture, one that few in the village have; returns it.

    Raises:
        LearnerNotFoundError: no such learner.
    """
    learner = queries.get_learner(db, learner_id)
    taken = queries.count_pictures(db, learner.village)
    taken[learner.picture] += 1000
    picture = rules.choose_picture(taken, rng)
    db.execute(update(Learner).where(Learner.id == learner_id).values(picture=picture))
    return picture


def check_learner(new: NewLearner, *, today: date) -> None:
    """Raise what :func:`register_learner` would raise about the fields alone."""
    if not 1 <= len(nfc(new.full_name)) <= _LONGEST_NAME:
        raise NameMissingError
    if not new.birth.is_real(today):
        raise BirthDateError
    if not re.fullmatch(r"[0-9]{5}", new.commune_code):
        raise CommuneCodeError
    if not 1 <= len(nfc(new.village)) <= _LONGEST_VILLAGE:
        raise VillageMissingError
    if new.id_number and rules.number_kind(new.id_number) is None:
        raise IdNumberLengthError


def _build_learner(new: NewLearner, *, rng: random.Random, taken: Counter[str]) -> Learner:
    full_name, usual_name, village = nfc(new.full_name), nfc(new.usual_name), nfc(new.village)
    return Learner(
        full_name=full_name,
        usual_name=usual_name,
        search_name=search_key(full_name),
        search_usual_name=search_key(usual_name),
        birth_year=new.birth.year,
        birth_month=new.birth.month,
        birth_day=new.birth.day,
        sex=new.sex,
        commune_code=new.commune_code,
        village=village,
        search_village=search_key(village),
        evidence=new.evidence,
        address_form=new.address_form,
        is_address_guessed=new.is_address_guessed,
        picture=rules.choose_picture(taken, rng),
        card_code=rules.new_card_code(rng),
    )


def _seal_number(db: Session, learner: Learner, number: str, vault: IdNumberVault) -> None:
    if not number:
        return
    if rules.number_kind(number) is rules.NumberKind.PERSONAL_ID:
        learner.id_number_mac = vault.mac(number)
        if queries.find_by_number(db, learner.id_number_mac) is not None:
            raise IdNumberTakenError
    learner.id_number_box = vault.seal(number, learner.id)


def _store_consent(
    db: Session, learner_id: UUID, consent: ConsentGiven, *, actor: str, now: datetime
) -> None:
    # The newest row counts, also when the clock was set back since the one before.
    last = queries.find_consent(db, learner_id)
    recorded_at = now if last is None else max(now, last.recorded_at + _INSTANT)
    db.add(
        Consent(
            id=new_id(),
            learner_id=learner_id,
            text_version=consent.text_version,
            language=consent.language,
            read_aloud=consent.read_aloud,
            purposes=sorted(consent.purposes),
            means=consent.means,
            witness=nfc(consent.witness),
            recorded_at=recorded_at,
            recorded_by=actor,
        )
    )
    db.flush()


def journal_learner(db: Session, learner_id: UUID, *, actor: str, now: datetime) -> None:
    """Append the learner as they are now; without consent to "province" only id and evidence."""
    learner = queries.get_learner(db, learner_id)
    purposes = queries.find_purposes(db, learner_id)
    data = _journal_data(learner, purposes)
    append(db, stream=Stream.R, kind="learner.registered", data=data, actor=actor, now=now)


def _journal_data(learner: queries.LearnerRow, purposes: frozenset[str]) -> dict[str, Any]:
    birth_date = None
    if learner.birth_month is not None and learner.birth_day is not None:
        birth_date = date(learner.birth_year, learner.birth_month, learner.birth_day).isoformat()
    personal = {
        "full_name": learner.full_name,
        "usual_name": learner.usual_name or None,
        "birth_year": learner.birth_year,
        "birth_date": birth_date,
        "sex": learner.sex,
        "commune_code": learner.commune_code,
        "village": learner.village,
    }
    if rules.Purpose.PROVINCE not in purposes:
        personal = dict.fromkeys(personal)
    always = {"learner_id": str(learner.id), "evidence": learner.evidence}
    return {**personal, **always, "purposes": sorted(purposes)}
