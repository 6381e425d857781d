"""Writing recordings; each change leaves a record in the audit stream."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.accounts.actions import actor_of
from lms_server.journal.actions import append
from lms_server.narration.errors import RecordingNotFoundError
from lms_server.narration.models import ListeningChoice, Recording
from lms_server.narration.queries import Listening
from sync.chain import Stream


@dataclass(frozen=True)
class NewRecording:
    """A sentence as somebody spoke it, ready to be heard."""

    language: str
    key: str
    text: str
    audio: bytes
    """Ogg Opus."""
    seconds: float
    speaker: str


def keep_recordings(
    db: Session, recordings: Iterable[NewRecording], *, account_id: UUID, now: datetime
) -> int:
    """Store recordings; an older one of the same sentence is kept but no longer heard."""
    count = 0
    for one in recordings:
        _take_back(db, one.language, one.key, now)
        db.add(
            Recording(
                id=new_id(),
                language=one.language,
                key=one.key,
                text=one.text,
                audio=one.audio,
                seconds=one.seconds,
                speaker=one.speaker,
                recorded_by=account_id,
                recorded_at=now,
                taken_back_at=None,
            )
        )
        count += 1
    _note(db, "narration.recorded", {"count": count}, account_id, now)
    return count


def take_back(db: Session, *, language: str, key: str, account_id: UUID, now: datetime) -> None:
    """Let a sentence be read by the machine's voice again.

    Raises:
        RecordingNotFoundError: it has no recording.
    """
    if _take_back(db, language, key, now) == 0:
        raise RecordingNotFoundError
    _note(db, "narration.taken_back", {"language": language, "key": key}, account_id, now)


def choose_listening(
    db: Session, device_id: UUID, listening: Listening, *, account_id: UUID, now: datetime
) -> None:
    """Set how a device reads aloud."""
    db.merge(
        ListeningChoice(
            device_id=device_id,
            language=listening.language,
            reads_by_itself=listening.reads_by_itself,
        )
    )
    data = {"device_id": str(device_id), "language": listening.language}
    _note(db, "narration.listening_chosen", data, account_id, now)


def _take_back(db: Session, language: str, key: str, now: datetime) -> int:
    is_heard = (
        Recording.language == language,
        Recording.key == key,
        Recording.taken_back_at.is_(None),
    )
    done = db.execute(update(Recording).where(*is_heard).values(taken_back_at=now))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _note(db: Session, kind: str, data: dict[str, Any], account_id: UUID, now: datetime) -> None:
    append(db, stream=Stream.A, kind=kind, data=data, actor=actor_of(account_id), now=now)
