"""Rows of the kiosk's queue, in a transaction that is open."""

import sqlite3
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from common.clock import to_wire
from common.wire.receipts import Receipt, ReceiptStatus
from kiosk.identity import MARK, QUEUE_OF, read_setting
from kiosk.messages import NewMessage, QueuedMessage

_NO_ID = ""


def receipt_of(raw: bytes) -> Receipt:
    """Return a receipt as it was stored."""
    return msgspec.json.decode(raw, type=Receipt)


def put(connection: sqlite3.Connection, path: str, message: NewMessage, *, now: datetime) -> int:
    """Store a message and return its number; the same one again has the number it had."""
    message_id = _NO_ID if message.id is None else str(message.id)
    known = connection.execute(
        "SELECT seq FROM queued WHERE path = ? AND id = ? AND body = ?",
        (path, message_id, message.body),
    ).fetchone()
    if known is not None:
        return int(known[0])
    cursor = connection.execute(
        "INSERT INTO queued (path, id, body, put_at, state) VALUES (?, ?, ?, ?, 'waiting')",
        (path, message_id, message.body, to_wire(now)),
    )
    seq = int(cursor.lastrowid or 0)
    if message.refusal is not None:
        status = ReceiptStatus.REJECTED
        receipt = Receipt(index=0, id=message.id, status=status, code=message.refusal)
        close(connection, seq, receipt, now=now)
    return seq


def close(connection: sqlite3.Connection, seq: int, receipt: Receipt, *, now: datetime) -> None:
    """Store the verdict on a message; the slip of an earlier one stays if it has none."""
    state = "set_aside" if receipt.status is ReceiptStatus.REJECTED else "settled"
    shown = msgspec.json.encode(replace(receipt, slip=None))
    connection.execute(
        "UPDATE queued SET state = ?, receipt = ?, settled_at = ?, slip = coalesce(?, slip)"
        " WHERE seq = ?",
        (state, shown, to_wire(now), receipt.slip, seq),
    )


def is_of(connection: sqlite3.Connection, bus: str) -> bool:
    """Tell whether all that is queued is for ``bus``; empty stands for the present one."""
    return not bus or read_setting(connection, QUEUE_OF) in {None, bus.encode()}


def keep_mark(connection: sqlite3.Connection, mark: str) -> None:
    """Store the newest mark of the bus; an empty one changes nothing."""
    if mark:
        row = (MARK, mark.encode())
        connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", row)


def queued(row: tuple[int, str, bytes, str | None]) -> QueuedMessage:
    """Return a message as it is sent, of its columns seq, id, body and slip."""
    seq, message_id, plain, slip = row
    return QueuedMessage(seq, UUID(message_id), _with_slip(bytes(plain), slip))


def _with_slip(body: bytes, slip: str | None) -> bytes:
    """Return a message, which is a JSON object with fields, with one field more."""
    return body if slip is None else body[:-1] + b',"slip":' + msgspec.json.encode(slip) + b"}"
