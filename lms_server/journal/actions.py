"""Writing the journal: one line a decision, in the same write block as its rows."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.journal import queries
from lms_server.journal.errors import NoEpochError
from lms_server.journal.models import End, Epoch
from sync.chain import Head, Stream, genesis_hash, next_hash
from sync.records import encode_line

# Written by hand and sent as it is: this runs for every answer of every learner.
_FIND_LAST = """
SELECT e.id, e.bus_code, j.seq, j.hash FROM epochs e
LEFT JOIN journal j ON j.epoch = e.id AND j.stream = ?
WHERE e.number = (SELECT max(number) FROM epochs)
ORDER BY j.seq DESC LIMIT 1
"""
_INSERT = "INSERT INTO journal (epoch, stream, seq, raw, hash) VALUES (?, ?, ?, ?, ?)"


def append(  # noqa: PLR0913
    db: Session, *, stream: Stream, kind: str, data: dict[str, Any], actor: str, now: datetime
) -> UUID:
    """Write one record at the end of ``stream`` and return its id.

    Args:
        db: the session of a write block, so that the record and its rows stand or fall together.
        stream: R for the province's register, D for detail, A for audit.
        kind: what happened, such as ``completion.recorded``.
        data: JSON values; in stream A ids only, never names.
        actor: ``account:<uuid>``, ``device:<uuid>`` or ``system``.
        now: the server's clock.

    Raises:
        NoEpochError: no epoch was started.
        ValueError: the province could not read such a record.
    """
    connection = db.connection()
    last = connection.exec_driver_sql(_FIND_LAST, (stream.value,)).first()
    if last is None:
        raise NoEpochError
    epoch, bus_code, seq, previous = last
    if seq is None:
        seq, previous = 0, genesis_hash(bus_code, epoch, stream)
    record_id = new_id()
    raw = encode_line(
        stream=stream, record_id=record_id, kind=kind, data=data, actor=actor, now=now
    )
    row = (epoch, stream.value, seq + 1, raw, next_hash(previous, raw))
    connection.exec_driver_sql(_INSERT, row)
    return record_id


def begin_anew(db: Session, epoch: str, *, seen: Sequence[End] = (), now: datetime) -> str:
    """Let all later records belong to a new epoch when ``epoch`` is the present one.

    For a database that came back from an older copy: what the lost records were called is
    used for no other ones. Asked again, it changes nothing.

    Args:
        db: the session of a write block.
        epoch: the one that was written until now.
        seen: what others saw of this bus and is not here; kept with the new epoch.
        now: the server's clock.

    Returns:
        The epoch being written.
    """
    newest = db.scalars(select(Epoch).order_by(Epoch.number.desc()).limit(1)).one()
    if newest.id != epoch:
        return newest.id
    new = secrets.token_hex(4)
    own = [end_of(head) for head in queries.heads(db) if head.epoch == epoch]
    parents = [*own, *seen]
    start_epoch(db, bus_code=newest.bus_code, epoch=new, parents=parents, now=now)
    return new


def note_seen(db: Session, ends: Sequence[End], *, now: datetime) -> None:
    """Remember results that others saw of this bus and that are lost here, each once.

    Of stream R alone: a note is itself a record of stream A, and two copies of one bus would
    note each other's notes for ever.
    """
    results = [end for end in ends if end[1] == Stream.R]
    if not results:
        return
    known = queries.seen_elsewhere(db, Stream.R)
    fresh = [end for end in results if end[2] > known.get(end[0], 0)]
    if fresh:
        data = {"ends": [list(end) for end in fresh]}
        kind = queries.SEEN_ELSEWHERE
        append(db, stream=Stream.A, kind=kind, data=data, actor="system", now=now)


def start_epoch(
    db: Session, *, bus_code: str, epoch: str, parents: Sequence[End], now: datetime
) -> None:
    """Let all later records belong to a new epoch.

    Args:
        db: the session of a write block.
        bus_code: whose journal this is.
        epoch: 8 random hex digits.
        parents: what was there before; empty on a new bus.
        now: the server's clock.
    """
    number = (db.scalar(select(func.max(Epoch.number))) or 0) + 1
    listed = [list(end) for end in parents]
    db.add(Epoch(number=number, id=epoch, bus_code=bus_code, started_at=now, parents=listed))
    db.flush()
    append(
        db,
        stream=Stream.A,
        kind="epoch.started",
        data={"epoch": epoch, "parents": listed},
        actor="system",
        now=now,
    )


def end_of(head: Head) -> End:
    """Return a head as epochs and records name it."""
    return head.epoch, head.stream.value, head.seq, head.hash.hex()
