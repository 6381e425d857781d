"""Writes to the certificate register."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.canonical import canonical_json
from registry.facts import Fact, Refusal, Row, Source, accept_facts, chunks, known_ids, row_of
from registry.register.judge import CredentialJudge
from registry.register.models import Certificate, Revocation
from registry.tables import BATCH, insert_absent
from sync.records import CertificateIssued, CertificateRevoked, VerdictCode


def accept_certificates(
    db: Session, facts: Sequence[Fact], *, judge: CredentialJudge
) -> list[Refusal]:
    """Register certificates whose signature stands; return the others, and doubled numbers."""
    rows, refusals = [], []
    for fact in facts:
        if isinstance(fact.data, CertificateIssued):
            code = judge.judge(fact, fact.data)
            if code is None:
                rows.append(_certificate_row(fact, fact.data))
            else:
                refusals.append(Refusal(fact.source, code, fact.record.id))
    refusals += accept_facts(db, Certificate, rows, key=Certificate.certificate_id)
    return refusals + _doubled_numbers(db, rows)


def accept_revocations(db: Session, facts: Sequence[Fact]) -> list[Refusal]:
    """Register revocations, also of certificates that have not come yet; return those."""
    pairs = [(f, f.data) for f in facts if isinstance(f.data, CertificateRevoked)]
    if not pairs:
        return []
    insert_absent(db, Revocation, [_revocation_row(fact, data) for fact, data in pairs])
    known = known_ids(
        db,
        Certificate.certificate_id,
        bus_code=pairs[0][0].source.bus_code,
        ids=[data.certificate_id for _, data in pairs],
    )
    return [
        Refusal(fact.source, VerdictCode.PARENT, fact.record.id, waits_for=data.certificate_id)
        for fact, data in pairs
        if data.certificate_id not in known
    ]


def _doubled_numbers(db: Session, rows: Sequence[Row]) -> list[Refusal]:
    """Return all but the first certificate of each number that more than one carries."""
    refusals = []
    for some in chunks((row["certificate_no"] for row in rows), BATCH):
        query = (
            select(
                Certificate.certificate_no,
                Certificate.bus_code,
                Certificate.epoch,
                Certificate.seq,
                Certificate.line_hash,
            )
            .where(Certificate.certificate_no.in_(some))
            .order_by(
                Certificate.certificate_no,
                Certificate.epoch,
                Certificate.seq,
                Certificate.line_hash,
            )
        )
        previous = None
        for number, bus_code, epoch, seq, line_hash in db.execute(query):
            if number == previous:
                source = Source(bus_code, epoch, seq, line_hash)
                refusals.append(Refusal(source, VerdictCode.DUPLICATE_NUMBER))
            previous = number
    return refusals


def _certificate_row(fact: Fact, issued: CertificateIssued) -> Row:
    credential = issued.credential
    return row_of(
        fact,
        certificate_id=issued.certificate_id,
        certificate_no=issued.certificate_no,
        lookup_code=issued.lookup_code,
        learner_id=issued.learner_id,
        enrolment_id=issued.enrolment_id,
        course_id=issued.course_id,
        issued_at=issued.issued_at,
        officer_key_id=issued.officer_key_id,
        credential_sha256=issued.credential_sha256,
        credential=None if credential is None else canonical_json(credential).decode(),
    )


def _revocation_row(fact: Fact, revoked: CertificateRevoked) -> Row:
    return row_of(
        fact,
        certificate_id=revoked.certificate_id,
        reason=revoked.reason.value,
        decision_no=revoked.decision_no,
        decided_on=revoked.decided_on,
        revoked_at=revoked.revoked_at,
    )
