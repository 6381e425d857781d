"""From lines to facts: every slice takes its kinds, and every line that fails gets a verdict."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.facts import Fact, Refusal, Source, known_ids
from registry.intake.rules import Parents, parents_of
from registry.intake.verdicts import take_dated, take_waiting, write_verdicts
from registry.people.actions import accept_learners
from registry.people.models import LearnerRecord
from registry.register.actions import accept_certificates, accept_revocations
from registry.register.judge import CredentialJudge
from registry.results.actions import (
    accept_closings,
    accept_completions,
    accept_enrolments,
    accept_progress,
    accept_sessions,
)
from registry.results.models import Enrolment, TrainingSession
from sync.chain import Stream
from sync.fields import RecordData
from sync.progress import ProgressRecorded
from sync.records import (
    CertificateIssued,
    CertificateRevoked,
    CompletionRecorded,
    EnrolmentCreated,
    LearnerRegistered,
    RecordError,
    TrainingSessionClosed,
    TrainingSessionOpened,
    VerdictCode,
    parse_line,
)

Accept = Callable[[Session, Sequence[Fact]], list[Refusal]]


def read_facts(
    stream: Stream, lines: Iterable[tuple[Source, bytes]]
) -> tuple[list[Fact], list[Refusal]]:
    """Read lines; only those of stream R become facts, the others are only looked through."""
    facts, refusals = [], []
    for source, raw in lines:
        try:
            record = parse_line(raw)
        except RecordError as error:
            refusals.append(Refusal(source, error.verdict, error.record_id))
            continue
        if stream is Stream.R and record.data is not None:
            facts.append(Fact(source, record, record.data))
        elif stream is Stream.R:
            refusals.append(Refusal(source, VerdictCode.VERSION, record.id))
    return facts, refusals


def fold(db: Session, facts: Sequence[Fact], *, judge: CredentialJudge) -> None:
    """Store facts of one bus, then those that had waited for them.

    Args:
        db: a write block.
        facts: all of one bus, in any order.
        judge: looks at every credential.
    """
    while facts:
        write_verdicts(db, Stream.R, _fold_once(db, facts, judge))
        lines = take_waiting(db, facts)
        facts, _ = read_facts(Stream.R, lines)


def fold_dated(db: Session, bus_code: str, *, judge: CredentialJudge) -> None:
    """Judge anew the certificates that were dated too far ahead: their day may have come."""
    facts, _ = read_facts(Stream.R, take_dated(db, bus_code))
    fold(db, facts, judge=judge)


def _fold_once(db: Session, facts: Sequence[Fact], judge: CredentialJudge) -> list[Refusal]:
    by_kind: dict[type[RecordData], list[Fact]] = defaultdict(list)
    for fact in facts:
        by_kind[type(fact.data)].append(fact)
    refusals = []
    for kind, accept in _steps(judge):
        ready, waiting = _split(db, by_kind[kind])
        refusals += waiting
        refusals += accept(db, ready)
    return refusals


def _steps(judge: CredentialJudge) -> list[tuple[type[RecordData], Accept]]:
    """Return the kinds in an order in which parents come first."""
    return [
        (LearnerRegistered, accept_learners),
        (TrainingSessionOpened, accept_sessions),
        (TrainingSessionClosed, accept_closings),
        (EnrolmentCreated, accept_enrolments),
        (CompletionRecorded, accept_completions),
        (ProgressRecorded, accept_progress),
        (CertificateIssued, partial(accept_certificates, judge=judge)),
        (CertificateRevoked, accept_revocations),
    ]


def _split(db: Session, facts: Sequence[Fact]) -> tuple[list[Fact], list[Refusal]]:
    """Return facts whose parents are known, and verdicts on the others."""
    needs = [parents_of(fact.data) for fact in facts]
    known = _known_parents(db, facts, needs)
    ready, waiting = [], []
    for fact, parents in zip(facts, needs, strict=True):
        missing = next((one for one in _ids_of(parents) if one not in known), None)
        if missing is None:
            ready.append(fact)
        else:
            refusal = Refusal(fact.source, VerdictCode.PARENT, fact.record.id, missing)
            waiting.append(refusal)
    return ready, waiting


def _known_parents(db: Session, facts: Sequence[Fact], needs: Sequence[Parents]) -> set[UUID]:
    if not facts:
        return set()
    bus_code = facts[0].source.bus_code
    wanted: list[tuple[InstrumentedAttribute[UUID], set[UUID | None]]] = [
        (LearnerRecord.learner_id, {one.learner_id for one in needs}),
        (TrainingSession.training_session_id, {one.training_session_id for one in needs}),
        (Enrolment.enrolment_id, {one.enrolment_id for one in needs}),
    ]
    known: set[UUID] = set()
    for key, ids in wanted:
        known |= known_ids(db, key, bus_code=bus_code, ids=[one for one in ids if one])
    return known


def _ids_of(parents: Parents) -> list[UUID]:
    ids = (parents.learner_id, parents.training_session_id, parents.enrolment_id)
    return [one for one in ids if one is not None]
