"""Writes about imported activities."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from common.clock import to_wire
from common.ids import derive_id, new_id
from courses.importers.activity import ActivityPackage
from lms_server.activities.errors import (
    ActivityNotFoundError,
    ClassOverError,
    MovedError,
)
from lms_server.activities.messages import Answer, Commit, hash_of, state_of
from lms_server.activities.models import (
    Activity,
    ActivityAnswer,
    ActivityPlay,
    ActivityProgress,
    ClassActivity,
)
from lms_server.activities.queries import PlayRow
from lms_server.activities.rules import Order, Status, final_status, is_done, order_of, scaled_score
from lms_server.activities.storage import Stored
from lms_server.journal.actions import append
from lms_server.training.queries import get_training_session
from sync.chain import Stream

PLAY_LASTS = timedelta(hours=12)
"""How long the address of an opening works at most; it ends when the learner leaves."""
MOST_ANSWERS = 3000
"""Kept of one learner in one part: no package may fill the disk of the bus."""


def add_activity(
    db: Session, package: ActivityPackage, stored: Stored, *, actor: str, now: datetime
) -> UUID:
    """Note an imported package and return its id; the same package again changes nothing."""
    activity_id = derive_id("activity", stored.package_hash)
    if db.get(Activity, activity_id) is not None:
        return activity_id
    activity = Activity(
        id=activity_id,
        package_hash=stored.package_hash,
        kind=package.kind.value,
        title=package.title,
        items=msgspec.to_builtins(package.items),
        notes=[[note.place, note.reason.value] for note in package.notes],
        file_count=stored.file_count,
        size=stored.size,
        imported_at=now,
        imported_by=actor,
    )
    db.add(activity)
    db.flush()
    data = {
        "activity_id": str(activity_id),
        "package_hash": stored.package_hash,
        "kind": package.kind.value,
    }
    append(db, stream=Stream.A, kind="activity.imported", data=data, actor=actor, now=now)
    return activity_id


def open_for_class(
    db: Session, activity_id: UUID, training_session_id: UUID, *, actor: str, now: datetime
) -> None:
    """Let the learners of a class open an activity.

    Raises:
        ActivityNotFoundError: there is no such activity.
        TrainingSessionNotFoundError: there is no such class.
    """
    if db.get(Activity, activity_id) is None:
        raise ActivityNotFoundError
    get_training_session(db, training_session_id)
    found = db.get(ClassActivity, (training_session_id, activity_id))
    if found is None:
        found = ClassActivity(
            training_session_id=training_session_id, activity_id=activity_id, opened_at=now
        )
        db.add(found)
    found.closed_at = None
    db.flush()
    _journal_class(db, "activity.opened", found, actor=actor, now=now)


def close_for_class(
    db: Session, activity_id: UUID, training_session_id: UUID, *, actor: str, now: datetime
) -> None:
    """Take an activity from a class again; what learners did stays."""
    found = db.get(ClassActivity, (training_session_id, activity_id))
    if found is None or found.closed_at is not None:
        return
    found.closed_at = now
    db.flush()
    _journal_class(db, "activity.closed", found, actor=actor, now=now)


def open_play(  # noqa: PLR0913
    db: Session,
    *,
    enrolment_id: UUID,
    activity_id: UUID,
    part_key: str,
    device_id: UUID,
    token_hash: bytes,
    now: datetime,
) -> None:
    """Begin an opening of a part; from now on no older opening of it may store.

    Args:
        db: the open write block.
        enrolment_id: who, in which class.
        activity_id: the activity.
        part_key: its part.
        device_id: where the learner sits.
        token_hash: SHA-256 of the secret address.
        now: the server's clock.
    """
    db.execute(delete(ActivityPlay).where(ActivityPlay.expires_at <= now))
    progress = _begin_progress(db, enrolment_id, activity_id, part_key, now=now)
    play = ActivityPlay(
        id=new_id(),
        token_hash=token_hash,
        progress_id=progress.id,
        play_no=progress.play_no,
        device_id=device_id,
        opened_at=now,
        expires_at=now + PLAY_LASTS,
    )
    db.add(play)
    db.flush()


def accept_commit(
    db: Session, play: PlayRow, commit: Commit, *, now: datetime
) -> tuple[Order, int]:
    """Store what an opening has to keep, unless something newer is stored.

    Returns:
        What became of it, and the number of the commit that is stored now.

    Raises:
        ClassOverError: the class was closed.
        MovedError: the part was opened again, here or elsewhere.
    """
    progress = db.get_one(ActivityProgress, play.progress_id)
    if not play.is_class_open:
        raise ClassOverError
    if progress.play_no != play.play_no:
        raise MovedError
    commit_hash = hash_of(commit)
    order = order_of(
        commit.seq, commit_hash, stored_seq=progress.seq, stored_hash=progress.commit_hash
    )
    if order is Order.NEW:
        before = _reached(progress)
        _apply(progress, commit, mastery_score=play.part.mastery_score, now=now)
        progress.seq, progress.commit_hash = commit.seq, commit_hash
        _store_answers(db, play, commit.answers, now=now)
        db.flush()
        if before != _reached(progress):
            _journal_result(db, progress, play, now=now)
    return order, progress.seq


def _begin_progress(
    db: Session, enrolment_id: UUID, activity_id: UUID, part_key: str, *, now: datetime
) -> ActivityProgress:
    """Return the row of a part, with the number of a new opening."""
    progress_id = derive_id("activity_progress", enrolment_id, activity_id, part_key)
    progress = db.get(ActivityProgress, progress_id)
    if progress is None:
        progress = ActivityProgress(
            id=progress_id,
            enrolment_id=enrolment_id,
            activity_id=activity_id,
            part_key=part_key,
            play_no=0,
            status=Status.NOT_ATTEMPTED.value,
            seconds_before=0,
            seconds=0,
            exit_kind="",
            state=b"",
            opened_at=now,
        )
        db.add(progress)
    progress.play_no += 1
    progress.seq, progress.commit_hash = 0, ""
    progress.seconds_before += progress.seconds
    progress.seconds = 0
    db.flush()
    return progress


def _apply(
    progress: ActivityProgress, commit: Commit, *, mastery_score: float | None, now: datetime
) -> None:
    status = final_status(
        commit.status, is_end=commit.is_end, raw=commit.raw, mastery_score=mastery_score
    )
    score = scaled_score(commit.raw, least=commit.least, most=commit.most, scaled=commit.scaled)
    progress.status = status.value
    progress.score = score
    if score is not None:
        progress.best_score = max(score, progress.best_score or 0.0)
    progress.seconds = commit.seconds
    # A part that ends without a word of how is left in good order.
    progress.exit_kind = (commit.exit_kind or "normal") if commit.is_end else ""
    progress.state = state_of(commit)
    progress.committed_at = now
    if is_done(status) and progress.completed_at is None:
        progress.completed_at = now


def _reached(progress: ActivityProgress) -> tuple[bool, int | None]:
    """Return what only ever grows, in whole percent: the journal cannot be filled by a package."""
    best = progress.best_score
    return progress.completed_at is not None, None if best is None else round(best * 100)


def _store_answers(db: Session, play: PlayRow, answers: Sequence[Answer], *, now: datetime) -> None:
    """Store answers, and leave out new ones beyond ``MOST_ANSWERS``."""
    if not answers:
        return
    of_part = ActivityAnswer.progress_id == play.progress_id
    room = MOST_ANSWERS - (db.scalar(select(func.count()).where(of_part)) or 0)
    for answer in answers:
        key = (play.progress_id, play.play_no, answer.position)
        if db.get(ActivityAnswer, key) is None:
            if room <= 0:
                continue
            room -= 1
        db.merge(_to_answer(play, answer, now=now))
    db.flush()


def _to_answer(play: PlayRow, answer: Answer, *, now: datetime) -> ActivityAnswer:
    scaled = None if answer.scaled is None else max(0.0, answer.scaled)
    return ActivityAnswer(
        progress_id=play.progress_id,
        play_no=play.play_no,
        position=answer.position,
        verb=answer.verb,
        item=answer.item,
        response=answer.response,
        result=answer.result,
        scaled=scaled,
        stored_at=now,
    )


def _journal_class(
    db: Session, kind: str, found: ClassActivity, *, actor: str, now: datetime
) -> None:
    data = {
        "training_session_id": str(found.training_session_id),
        "activity_id": str(found.activity_id),
    }
    append(db, stream=Stream.A, kind=kind, data=data, actor=actor, now=now)


def _journal_result(
    db: Session, progress: ActivityProgress, play: PlayRow, *, now: datetime
) -> None:
    data = {
        "progress_id": str(progress.id),
        "enrolment_id": str(progress.enrolment_id),
        "activity_id": str(progress.activity_id),
        "play_no": progress.play_no,
        "status": progress.status,
        "score": progress.score,
        "seconds": progress.seconds_before + progress.seconds,
        "received_at": to_wire(now),
    }
    actor = f"device:{play.device_id}"
    append(db, stream=Stream.D, kind="activity.result", data=data, actor=actor, now=now)
