"""Writes of the register; each decision and its journal record in one block."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from certificates.revocation import RevocationReason
from common.clock import to_wire
from common.ids import derive_id, new_id
from common.text import nfc
from courses.model import Course
from lms_server.accounts.actions import actor_of
from lms_server.issuing import queries, register, rules
from lms_server.issuing.errors import AlreadyRevokedError
from lms_server.issuing.models import (
    Approval,
    CertificateRecord,
    CertificateStatus,
    Completion,
    Revocation,
)
from lms_server.issuing.queries import LearnerFacts
from lms_server.issuing.rules import Readiness
from lms_server.journal.actions import append
from lms_server.training.continuing import note_completed
from sync.chain import Stream


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Why and by which paper a certificate is withdrawn."""

    reason: RevocationReason
    decision_no: str
    decided_on: date | None


def record_completions(
    db: Session, training_session_id: UUID, *, course: Course, now: datetime
) -> int:
    """Record who newly meets the completion rule; safe to repeat.

    Called before the officer's list, when a class is closed and before anything is sent.

    Returns:
        How many were new.
    """
    facts = queries.learner_facts(db, training_session_id, course)
    known = queries.completed_enrolments(db, [one.enrolment_id for one in facts])
    fresh = [one for one in facts if one.is_completed and one.enrolment_id not in known]
    for one in fresh:
        _record_completion(db, one, course=course, now=now)
    return len(fresh)


def approve(
    db: Session, enrolment_id: UUID, *, course: Course, officer_id: UUID, now: datetime
) -> None:
    """Approve one learner's certificate; doing it twice changes nothing.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
        OwnClassError: the officer taught the class.
        NotCompletedError, NoConsentError, IdentityUnseenError: what stands in the way.
    """
    facts = get_facts(db, enrolment_id, course=course, officer_id=officer_id)
    if facts.readiness in {Readiness.APPROVED, Readiness.ISSUED}:
        return
    rules.check_may_approve(facts.standing)
    approval_id = new_id()
    db.add(
        Approval(id=approval_id, enrolment_id=enrolment_id, approved_by=officer_id, approved_at=now)
    )
    db.flush()
    data = {"approval_id": str(approval_id), "enrolment_id": str(enrolment_id)}
    actor = actor_of(officer_id)
    append(db, stream=Stream.A, kind="certificate.approved", data=data, actor=actor, now=now)


def revoke_certificate(
    db: Session, certificate_id: UUID, decision: Decision, *, officer_id: UUID, now: datetime
) -> None:
    """Withdraw a certificate for ever; its row and its number stay.

    Raises:
        CertificateNotFoundError: no such certificate.
        AlreadyRevokedError: it is withdrawn already.
        BadDecisionError: no decision number, no date, or a date in the future.
    """
    if register.get_certificate(db, certificate_id).is_revoked:
        raise AlreadyRevokedError
    decision_no = nfc(decision.decision_no)
    decided_on = rules.check_decision(decision_no, decision.decided_on, now)
    db.add(
        Revocation(
            certificate_id=certificate_id,
            reason=decision.reason,
            decision_no=decision_no,
            decided_on=decided_on,
            revoked_at=now,
            revoked_by=officer_id,
        )
    )
    db.execute(
        update(CertificateRecord)
        .where(CertificateRecord.id == certificate_id)
        .values(status=CertificateStatus.REVOKED)
    )
    db.flush()
    data = {
        "certificate_id": str(certificate_id),
        "reason": decision.reason.value,
        "decision_no": decision_no,
        "decided_on": decided_on.isoformat(),
        "revoked_at": to_wire(now),
    }
    actor = actor_of(officer_id)
    append(db, stream=Stream.R, kind="certificate.revoked", data=data, actor=actor, now=now)


def note_key(db: Session, kind: str, key_id: str, *, officer_id: UUID, now: datetime) -> None:
    """Leave an audit record about a signing key, such as ``key.unlocked``."""
    data = {"key_id": key_id, "account_id": str(officer_id)}
    append(db, stream=Stream.A, kind=kind, data=data, actor=actor_of(officer_id), now=now)


def get_facts(db: Session, enrolment_id: UUID, *, course: Course, officer_id: UUID) -> LearnerFacts:
    """Return one learner's facts for an officer who may judge them.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
        OwnClassError: the officer taught the class.
    """
    training_session = queries.class_of(db, enrolment_id)
    rules.check_separation(officer_id=officer_id, trainer_id=training_session.trainer_id)
    (facts,) = queries.learner_facts(db, training_session.id, course, only=enrolment_id)
    return facts


def _record_completion(db: Session, facts: LearnerFacts, *, course: Course, now: datetime) -> None:
    best = facts.quiz.best
    if best is None:
        raise ValueError("a completion without a quiz result")
    completed_at = min(now, max(best.submitted_at, facts.last_seen_at or best.submitted_at))
    completion = Completion(
        id=derive_id("completion", facts.enrolment_id),
        enrolment_id=facts.enrolment_id,
        learner_id=facts.learner.id,
        course_id=course.course_id,
        course_version=course.version,
        quiz_score=best.correct,
        quiz_items=best.item_count,
        tasks_done=facts.tasks_done,
        tasks_required=facts.tasks_required,
        attended_minutes=facts.attended_minutes,
        completed_at=completed_at,
    )
    db.add(completion)
    note_completed(db, facts.enrolment_id)
    db.flush()
    data = {
        "completion_id": str(completion.id),
        "enrolment_id": str(completion.enrolment_id),
        "learner_id": str(completion.learner_id),
        "course_id": completion.course_id,
        "course_version": completion.course_version,
        "quiz_score": completion.quiz_score,
        "quiz_items": completion.quiz_items,
        "tasks_done": completion.tasks_done,
        "tasks_required": completion.tasks_required,
        "attended_minutes": completion.attended_minutes,
        "completed_at": to_wire(completed_at),
    }
    append(db, stream=Stream.R, kind="completion.recorded", data=data, actor="system", now=now)
