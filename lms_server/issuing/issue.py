"""Issuing one certificate: claim, two signatures, register row and journal record."""

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.credential import build_credential
from certificates.keys import OfficerKey
from certificates.model import (
    CompletionClaim,
    IssuerProfile,
    PartialDate,
    SignedCredential,
    Signer,
    local_day,
)
from certificates.numbering import certificate_no, new_lookup_code
from certificates.pdf.render import check_printable
from certificates.signing import sign_credential
from certificates.trust import TrustStore
from common.canonical import canonical_json
from common.clock import to_wire
from common.ids import new_id
from common.text import visible
from courses.model import Course
from lms_server.accounts.actions import actor_of
from lms_server.issuing import doubt, profiles, queries, register, rules
from lms_server.issuing.actions import get_facts
from lms_server.issuing.errors import KeyNotListedError, NotCompletedError
from lms_server.issuing.models import CertificateRecord, CertificateStatus, Completion
from lms_server.issuing.queries import LearnerFacts
from lms_server.issuing.rules import PROGRAMME
from lms_server.journal.actions import append
from lms_server.learners.queries import LearnerRow
from lms_server.learners.rules import Purpose
from sync.chain import Stream


@dataclass(frozen=True, kw_only=True)
class Press:
    """What issuing needs besides the learner: whose key, which lists, which bus."""

    bus_code: str
    officer_id: UUID
    key: OfficerKey
    trust: TrustStore
    rng: random.Random
    """Unpredictable; gives lookup codes."""


def issue_certificate(
    db: Session, enrolment_id: UUID, *, course: Course, press: Press, now: datetime
) -> UUID:
    """Issue a learner's certificate of a course, or return the one in force.

    The number, the row and the journal record stand or fall together, so numbers have no gap
    and two officers at once make one certificate.

    Returns:
        The certificate's id.

    Raises:
        EnrolmentNotFoundError: no such enrolment.
        OwnClassError: the officer taught the class.
        RegisterInDoubtError: certificates may have been lost with an older copy.
        NotCompletedError, NoConsentError, IdentityUnseenError, NotApprovedError: what stands
            in the way.
        KeyNotListedError: the province does not list the key for now.
        ClockBehindError: the clock is before what is already known.
        ProfileMissingError: nobody has entered the issuing unit.
        CannotPrintError: the paper would have a letter that no printing font knows.
    """
    facts = get_facts(db, enrolment_id, course=course, officer_id=press.officer_id)
    held = register.find_issued(db, facts.learner.id, course.course_id)
    if held is not None:
        return held.id
    doubt.check_no_doubt(db)
    rules.check_may_issue(facts.standing)
    check_key_listed(press.trust, press.key.key_id, bus_code=press.bus_code, now=now)
    rules.check_clock(
        now, last_issued_at=register.last_issued_at(db), list_made_at=press.trust.made_at
    )
    completion = queries.find_completion(db, enrolment_id)
    if completion is None:
        raise NotCompletedError
    sequence = doubt.last_sequence(db, local_day(now).year) + 1
    claim = _build_claim(
        db, facts, completion, course=course, press=press, sequence=sequence, now=now
    )
    check_printable(claim)
    url = press.trust.registry_url
    signed = sign_credential(build_credential(claim), press.key, registry_url=url)
    _store(db, claim, signed, facts=facts, press=press, sequence=sequence)
    _journal(db, claim, signed, facts=facts, press=press)
    return claim.certificate_id


def check_key_listed(trust: TrustStore, key_id: str, *, bus_code: str, now: datetime) -> None:
    """Raise unless a certificate signed now with this key could be verified.

    Raises:
        KeyNotListedError: not listed, for another bus, revoked, or outside its time.
    """
    key = trust.find_key(key_id)
    is_good = (
        key is not None
        and key.bus_code == bus_code
        and key.revoked_at is None
        and key.valid_from <= now <= key.valid_until
    )
    if not is_good:
        raise KeyNotListedError


def _build_claim(  # noqa: PLR0913
    db: Session,
    facts: LearnerFacts,
    completion: Completion,
    *,
    course: Course,
    press: Press,
    sequence: int,
    now: datetime,
) -> CompletionClaim:
    profile = profiles.get_profile(db)
    training_session = queries.class_of(db, facts.enrolment_id)
    learner, year = facts.learner, local_day(now).year
    commune = profile.commune_name(learner.commune_code)
    place_commune = profile.commune_name(training_session.commune_code)
    return CompletionClaim(
        certificate_id=new_id(),
        certificate_no=certificate_no(PROGRAMME, year, press.bus_code, sequence),
        register_no=rules.register_no(sequence, year, profile.unit_code),
        lookup_code=new_lookup_code(press.rng),
        full_name=visible(learner.full_name),
        birth=_birth(learner),
        residence=rules.residence_text(visible(learner.village), commune, profile.province_name),
        course_id=course.course_id,
        course_version=completion.course_version,
        course_title=visible(course.title),
        minutes=course.minutes,
        started_on=local_day(min(training_session.opened_at, completion.completed_at)),
        finished_on=local_day(completion.completed_at),
        place=rules.residence_text(visible(training_session.place), place_commune, ""),
        quiz_score=completion.quiz_score,
        quiz_items=completion.quiz_items,
        tasks_done=completion.tasks_done,
        tasks_required=completion.tasks_required,
        issued_at=now,
        issued_place=profile.issued_place,
        issuer=IssuerProfile(
            did=press.trust.issuer_did, unit=profile.unit, parent_unit=profile.parent_unit
        ),
        signer=Signer(
            authority=profile.signer_authority,
            title=profile.signer_title,
            name=profile.signer_name,
        ),
    )


def _birth(learner: LearnerRow) -> PartialDate:
    return PartialDate(learner.birth_year, learner.birth_month, learner.birth_day)


def _store(  # noqa: PLR0913
    db: Session,
    claim: CompletionClaim,
    signed: SignedCredential,
    *,
    facts: LearnerFacts,
    press: Press,
    sequence: int,
) -> None:
    db.add(
        CertificateRecord(
            id=claim.certificate_id,
            certificate_no=claim.certificate_no,
            lookup_code=claim.lookup_code,
            programme=PROGRAMME,
            year=claim.issued_on.year,
            sequence=sequence,
            learner_id=facts.learner.id,
            enrolment_id=facts.enrolment_id,
            course_id=claim.course_id,
            status=CertificateStatus.ISSUED,
            issued_at=claim.issued_at,
            issued_by=press.officer_id,
            officer_key_id=press.key.key_id,
            credential=canonical_json(signed.document),
            credential_sha256=signed.sha256,
            qr_text=signed.qr_text,
        )
    )
    db.flush()


def _journal(
    db: Session,
    claim: CompletionClaim,
    signed: SignedCredential,
    *,
    facts: LearnerFacts,
    press: Press,
) -> None:
    """Tell the province; without consent only that such a certificate exists (decision 0005)."""
    may_send = Purpose.PROVINCE in facts.standing.purposes
    data = {
        "certificate_id": str(claim.certificate_id),
        "certificate_no": claim.certificate_no,
        "lookup_code": claim.lookup_code,
        "learner_id": str(facts.learner.id),
        "enrolment_id": str(facts.enrolment_id),
        "course_id": claim.course_id,
        "issued_at": to_wire(claim.issued_at),
        "officer_key_id": press.key.key_id,
        "credential_sha256": signed.sha256,
        "credential": signed.document if may_send else None,
        "qr": signed.qr_text if may_send else None,
    }
    actor = actor_of(press.officer_id)
    append(
        db, stream=Stream.R, kind="certificate.issued", data=data, actor=actor, now=claim.issued_at
    )
