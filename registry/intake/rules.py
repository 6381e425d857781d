"""Pure decisions about what a bus sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sync.chain import Head, Stream
from sync.fields import RecordData
from sync.progress import ProgressRecorded
from sync.receipt import Hole
from sync.records import (
    CertificateIssued,
    CompletionRecorded,
    EnrolmentCreated,
    LearnerRegistered,
    TrainingSessionOpened,
)


@dataclass(frozen=True)
class Parents:
    """The records that one record needs to have come before it."""

    learner_id: UUID | None = None
    training_session_id: UUID | None = None
    enrolment_id: UUID | None = None


def parents_of(data: RecordData) -> Parents:
    """Return what ``data`` names; a record with no such needs gets an empty one."""
    if isinstance(data, EnrolmentCreated):
        return Parents(learner_id=data.learner_id, training_session_id=data.training_session_id)
    if isinstance(data, CompletionRecorded | CertificateIssued | ProgressRecorded):
        return Parents(learner_id=data.learner_id, enrolment_id=data.enrolment_id)
    return Parents()


def provided_by(data: RecordData) -> UUID | None:
    """Return the id that other records may wait for, or None."""
    if isinstance(data, LearnerRegistered):
        return data.learner_id
    if isinstance(data, TrainingSessionOpened):
        return data.training_session_id
    if isinstance(data, EnrolmentCreated):
        return data.enrolment_id
    if isinstance(data, CertificateIssued):
        return data.certificate_id
    return None


@dataclass(frozen=True)
class HeldRun:
    """Records ``first`` to ``last`` of one chain are held."""

    epoch: str
    stream: Stream
    first: int
    last: int
    is_anchored: bool
    """All before them are held too."""


def find_holes(runs: Iterable[HeldRun]) -> list[Hole]:
    """Return what is missing below runs that hang in the air.

    Where the anchored part reaches as far but leads elsewhere (a fork), nobody knows where the
    branch begins: then the whole way from record 1 is missing.
    """
    known = list(runs)
    tops: dict[tuple[str, Stream], int] = {}
    for run in known:
        if run.is_anchored:
            chain = (run.epoch, run.stream)
            tops[chain] = max(tops.get(chain, 0), run.last)
    holes = set()
    for run in known:
        if not run.is_anchored:
            top = tops.get((run.epoch, run.stream), 0)
            first = top + 1 if top < run.first - 1 else 1
            holes.add(Hole(run.epoch, run.stream, first, run.first - 1))
    return sorted(holes)


def good_lines(links: Iterable[tuple[int, bytes, bytes]], last_good: Head) -> set[bytes]:
    """Return the hashes of the records that a last good head vouches for.

    Args:
        links: (seq, hash, hash before) of all lines held of the chain, in any order.
        last_good: the end of the trustworthy part; need not be held.
    """
    before = {line_hash: previous for _, line_hash, previous in links}
    good = set()
    current = last_good.hash
    while current in before:
        good.add(current)
        current = before[current]
    return good
