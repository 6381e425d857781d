"""Reads about recordings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.speech.folder import VIETNAMESE
from lms_server.narration.models import ListeningChoice, Recording


@dataclass(frozen=True)
class RecordingRow:
    """A recording that is heard."""

    id: UUID
    key: str
    text: str
    seconds: float
    speaker: str
    recorded_at: datetime


@dataclass(frozen=True)
class Listening:
    """How a device reads aloud."""

    language: str = VIETNAMESE
    reads_by_itself: bool = False


def list_recordings(db: Session, language: str) -> dict[str, RecordingRow]:
    """Return what is heard in ``language``, by key."""
    query = (
        select(
            Recording.id,
            Recording.key,
            Recording.text,
            Recording.seconds,
            Recording.speaker,
            Recording.recorded_at,
        )
        .where(Recording.language == language, Recording.taken_back_at.is_(None))
        .order_by(Recording.recorded_at, Recording.id)
    )
    return {row.key: RecordingRow(*row) for row in db.execute(query)}


def list_heard(db: Session) -> set[tuple[str, str]]:
    """Return (language, key) of every sentence that has a recording."""
    query = select(Recording.language, Recording.key).where(Recording.taken_back_at.is_(None))
    return {(row.language, row.key) for row in db.execute(query)}


def last_change(db: Session) -> str:
    """Return a text that changes with every recording made or taken back."""
    query = select(
        func.count(), func.max(Recording.recorded_at), func.max(Recording.taken_back_at)
    ).select_from(Recording)
    return "|".join(str(one) for one in db.execute(query).one())


def find_audio(db: Session, language: str, key: str) -> bytes | None:
    """Return the newest recording of a sentence."""
    query = (
        select(Recording.audio)
        .where(
            Recording.language == language,
            Recording.key == key,
            Recording.taken_back_at.is_(None),
        )
        .order_by(Recording.recorded_at.desc(), Recording.id.desc())
        .limit(1)
    )
    return db.scalar(query)


def list_listening(db: Session) -> dict[UUID, Listening]:
    """Return how each device reads aloud; devices nobody set are left out."""
    return {
        row.device_id: Listening(row.language, row.reads_by_itself)
        for row in db.scalars(select(ListeningChoice))
    }
