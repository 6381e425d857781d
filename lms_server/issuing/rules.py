"""Decisions of the register: who completed, who may approve, when a key may sign."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from certificates.model import local_day
from courses.model import CompletionRule
from lms_server.issuing.errors import (
    BadDecisionError,
    ClockBehindError,
    IdentityUnseenError,
    NoConsentError,
    NotApprovedError,
    NotCompletedError,
    OwnClassError,
)
from lms_server.learners.rules import Evidence, may_learn

PROGRAMME = "KNS"
"""First part of every certificate number: kỹ năng số."""
MOST_LOST = 5000
"""Certificates that a bus could have forgotten; more is a slip of the pen."""
UNLOCKED_FOR = timedelta(minutes=15)
MOST_SIGNATURES = 60
"""Of one unlocking; then the passphrase is asked again."""
CLOCK_ERROR = timedelta(days=1)
"""How far the province's clock may run ahead of the bus's."""
LONGEST_DECISION_NO = 60


class Shortfall(StrEnum):
    """What a learner still lacks."""

    ATTENDANCE = "attendance"
    TASKS = "tasks"
    QUIZ = "quiz"


class Readiness(StrEnum):
    """Where a learner stands on the way to the certificate."""

    LACKING = "lacking"
    NO_CONSENT = "no_consent"
    WAITING = "waiting"
    """Completed, but nobody has seen a document: "chờ xác minh"."""
    READY = "ready"
    APPROVED = "approved"
    ISSUED = "issued"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What completion is decided from."""

    attended_minutes: int
    course_minutes: int
    tasks_done: frozenset[str]
    best_scaled_score: float | None
    """0.0 to 1.0; None while no quiz was submitted."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the officer's decision rests on."""

    shortfalls: frozenset[Shortfall]
    purposes: frozenset[str]
    evidence: str
    approved_at: datetime | None
    revoked_at: datetime | None
    """Of the learner's newest revoked certificate of this course."""
    is_issued: bool


def shortfalls(progress: Progress, rule: CompletionRule) -> frozenset[Shortfall]:
    """Return what is missing; an empty set means completed."""
    missing = set()
    if progress.attended_minutes < rule.min_attendance * progress.course_minutes:
        missing.add(Shortfall.ATTENDANCE)
    if not progress.tasks_done.issuperset(rule.required_tasks):
        missing.add(Shortfall.TASKS)
    if (progress.best_scaled_score or 0.0) < rule.pass_mark:
        missing.add(Shortfall.QUIZ)
    return frozenset(missing)


def is_identity_seen(evidence: str) -> bool:
    """Tell whether somebody saw a document; what a learner only says must be verified first."""
    return evidence in {Evidence.CARD_SEEN, Evidence.VNEID_SEEN}


def readiness(standing: Standing) -> Readiness:
    """Return where a learner stands."""
    if standing.is_issued:
        return Readiness.ISSUED
    if standing.shortfalls:
        return Readiness.LACKING
    if not may_learn(standing.purposes):
        return Readiness.NO_CONSENT
    if not is_identity_seen(standing.evidence):
        return Readiness.WAITING
    return Readiness.APPROVED if _is_approved(standing) else Readiness.READY


def check_may_approve(standing: Standing) -> None:
    """Raise unless the learner may have a certificate.

    Raises:
        NotCompletedError, NoConsentError, IdentityUnseenError: what stands in the way.
    """
    if standing.shortfalls:
        raise NotCompletedError
    if not may_learn(standing.purposes):
        raise NoConsentError
    if not is_identity_seen(standing.evidence):
        raise IdentityUnseenError


def check_may_issue(standing: Standing) -> None:
    """Raise unless the learner may have a certificate and an officer approved it.

    Raises:
        NotCompletedError, NoConsentError, IdentityUnseenError, NotApprovedError: what stands
            in the way.
    """
    check_may_approve(standing)
    if not _is_approved(standing):
        raise NotApprovedError


def check_separation(*, officer_id: UUID, trainer_id: UUID) -> None:
    """Raise when an officer would judge a class of their own.

    Raises:
        OwnClassError: the officer taught the class.
    """
    if officer_id == trainer_id:
        raise OwnClassError


def check_clock(now: datetime, *, last_issued_at: datetime | None, list_made_at: datetime) -> None:
    """Raise when the clock runs before what is already known.

    Raises:
        ClockBehindError: a certificate dated now would precede an earlier one, or the list of
            keys the bus holds.
    """
    is_before_last = last_issued_at is not None and now < last_issued_at
    if is_before_last or now < list_made_at - CLOCK_ERROR:
        raise ClockBehindError


def check_decision(decision_no: str, decided_on: date | None, now: datetime) -> date:
    """Return the date of a decision that can withdraw a certificate.

    Raises:
        BadDecisionError: no number, no date, or a date in the future.
    """
    is_numbered = 1 <= len(decision_no) <= LONGEST_DECISION_NO
    if not is_numbered or decided_on is None or decided_on > local_day(now):
        raise BadDecisionError
    return decided_on


def register_no(sequence: int, year: int, unit_code: str) -> str:
    """Return the number in the register book: ``000123/2026/GCN-79B03``."""
    return f"{sequence:06}/{year}/GCN-{unit_code}"


def residence_text(village: str, commune: str, province: str) -> str:
    """Return where a learner lives as printed; unknown parts are left out."""
    return ", ".join(part for part in (village, commune, province) if part)


def _is_approved(standing: Standing) -> bool:
    # A revocation uses the approval up: a new certificate needs a new decision.
    if standing.approved_at is None:
        return False
    return standing.revoked_at is None or standing.approved_at > standing.revoked_at
