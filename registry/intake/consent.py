"""Whose name the province may use: a consent taken back never loses to a wrong clock."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.intake.models import JournalLine
from registry.people.models import LearnerRecord
from sync.chain import Stream


@dataclass(frozen=True)
class _Word:
    """The last that one bus said of a learner in one epoch."""

    is_consent: bool
    written_at: datetime
    """Clock of the bus, which may be wrong."""
    arrival: int
    """The registry's own order; never that of two words alike."""


def list_consenting(db: Session, ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Return those of ``ids`` whose name may be dumped and other buses may be told.

    Args:
        db: any block.
        ids: learners, at most ``registry.tables.BATCH``.
        now: the registry's clock.
    """
    query = (
        select(
            LearnerRecord.learner_id,
            LearnerRecord.full_name.is_not(None),
            LearnerRecord.written_at,
            JournalLine.section_id,
        )
        .join(
            JournalLine,
            (JournalLine.bus_code == LearnerRecord.bus_code)
            & (JournalLine.epoch == LearnerRecord.epoch)
            & (JournalLine.stream == Stream.R.value)
            & (JournalLine.seq == LearnerRecord.seq)
            & (JournalLine.hash == LearnerRecord.line_hash),
        )
        .where(LearnerRecord.learner_id.in_(ids))
    )
    words: dict[UUID, list[_Word]] = defaultdict(list)
    for learner_id, is_consent, written_at, arrival in db.execute(query):
        words[learner_id].append(_Word(is_consent, written_at, arrival))
    return {learner_id for learner_id, said in words.items() if _is_allowed(said, now)}


def _is_allowed(words: Sequence[_Word], now: datetime) -> bool:
    """Believe a consent over a refusal only when it is later by every measure there is."""
    refusals = [word for word in words if not word.is_consent]
    return not refusals or any(
        word.written_at <= now
        and all(
            word.written_at > refusal.written_at and word.arrival > refusal.arrival
            for refusal in refusals
        )
        for word in words
        if word.is_consent
    )
