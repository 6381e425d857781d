"""Enrolling a newcomer: what must be asked before a person is stored."""

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms_server.elsewhere import queries as elsewhere
from lms_server.elsewhere.queries import ElsewhereRow
from lms_server.learners import actions as learner_actions
from lms_server.learners import queries as learner_queries
from lms_server.learners import rules
from lms_server.learners.errors import ConsentMissingError
from lms_server.learners.forms import FormValues, RegisterForm, parse_register, person_key
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.queries import LearnerRow
from lms_server.training import actions
from lms_server.web.context import config, database


@dataclass(frozen=True)
class Question:
    """What the trainer must answer before the newcomer is stored."""

    same_number: LearnerRow | None = None
    """A learner with the same 12-digit number: it is the same person."""
    namesakes: tuple[LearnerRow, ...] = ()
    """Learners who may be the same person."""
    elsewhere: tuple[ElsewhereRow, ...] = ()
    """Learners of other buses who may be the same person."""
    person_key: str = ""
    """Sent back with the answer that they are other people."""
    warnings: frozenset[rules.NumberWarning] = frozenset()
    """In what the number disagrees with the form."""


@dataclass(frozen=True)
class KnownLearner:
    """A learner found by name, and whether they may be enrolled by one tap."""

    learner: LearnerRow
    may_learn: bool


def enrol_new(
    training_session_id: UUID, values: FormValues, *, actor: str, now: datetime
) -> UUID | Question:
    """Register and enrol the person of the form, or say what must be asked first.

    Somebody whom another bus knows keeps the id that they have there: field ``elsewhere_id``.
    Whether they are a learner of this bus is asked all the same.

    Returns:
        The enrolment's id, or a question.

    Raises:
        DomainError: a field or the consent is not as it must be.
    """
    form = parse_register(values)
    if not rules.may_learn(form.consent.purposes):
        raise ConsentMissingError
    learner_actions.check_learner(form.new, today=now.date())
    with database().write() as db:
        known_id = values.get("elsewhere_id", type=UUID)
        if known_id is None or not learner_queries.list_learners(db, [known_id]):
            question = _find_question(db, form, known_id)
            if question is not None:
                return question
            known_id = _register(db, form, known_id, actor=actor, now=now)
        return actions.enrol(
            db, training_session_id, known_id, seat=form.seat, actor=actor, now=now
        )


def values_of(row: ElsewhereRow) -> dict[str, str]:
    """Return the fields of the enrolment form that are known from another bus."""
    born = row.birth_date
    return {
        "elsewhere_id": str(row.id),
        "full_name": row.full_name,
        "usual_name": row.usual_name,
        "birth_year": str(row.birth_year),
        "birth_month": str(born.month) if born else "",
        "birth_day": str(born.day) if born else "",
        "sex": row.sex or "",
        "commune_code": row.commune_code,
        "village": row.village,
    }


def known_by_number(db: Session, number: str) -> Question | None:
    """Return the question that comes first when the bus knows a 12-digit ``number``."""
    same = learner_queries.find_by_number(db, IdNumberVault(config().database_key).mac(number))
    return None if same is None else Question(same_number=same)


def known_learners(db: Session, search: str) -> list[KnownLearner]:
    """Return learners whose name fits ``search``."""
    return [
        KnownLearner(one, rules.may_learn(learner_queries.find_purposes(db, one.id)))
        for one in learner_queries.search_learners(db, search)
    ]


def _register(
    db: Session, form: RegisterForm, known_id: UUID | None, *, actor: str, now: datetime
) -> UUID:
    if known_id is not None:
        elsewhere.get_elsewhere(db, known_id)
    return learner_actions.register_learner(
        db,
        form.new,
        consent=form.consent,
        vault=IdNumberVault(config().database_key),
        rng=random.SystemRandom(),
        actor=actor,
        now=now,
        learner_id=known_id,
    )


def _find_question(db: Session, form: RegisterForm, known_id: UUID | None) -> Question | None:
    number = form.new.id_number
    is_personal = rules.number_kind(number) is rules.NumberKind.PERSONAL_ID
    known = known_by_number(db, number) if is_personal else None
    if known is not None:
        return known
    namesakes: list[LearnerRow] = []
    strangers: list[ElsewhereRow] = []
    if not form.is_other_person:
        full_name, year, village = form.new.full_name, form.new.birth.year, form.new.village
        namesakes = learner_queries.find_same_name(
            db, full_name=full_name, birth_year=year, village=village
        )
        if known_id is None:
            strangers = elsewhere.find_same_name(
                db, full_name=full_name, birth_year=year, village=village
            )
    warnings: frozenset[rules.NumberWarning] = frozenset()
    if is_personal and form.checked_number != number:
        warnings = rules.number_warnings(number, sex=form.new.sex, birth_year=form.new.birth.year)
    if not namesakes and not strangers and not warnings:
        return None
    return Question(
        namesakes=tuple(namesakes),
        elsewhere=tuple(strangers),
        person_key=person_key(form.new),
        warnings=warnings,
    )
