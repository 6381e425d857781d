"""Messages of the learner's page, durable before the page hears "saved"."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from common.clock import to_wire
from common.wire.receipts import Receipt, ReceiptStatus
from kiosk.identity import MARK, QUEUE_OF, read_setting
from kiosk.messages import Answer, NewMessage, QueuedMessage, SetAside
from kiosk.store import Store

WITNESS_TIME = timedelta(days=7)
"""How long an acknowledged message is kept, in case the bus is restored from an older copy."""

_NO_ID = ""
_WAITS_AGAIN = "state = 'waiting', receipt = NULL, settled_at = NULL"


class ResponseQueue:
    """First in, first out, one line a wire path; nothing leaves it without a receipt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settled = threading.Condition()
        self._arrived: dict[int, Receipt] = {}
        """Verdicts that are being stored: the page need not wait for the disk twice."""

    def put(self, path: str, messages: Iterable[NewMessage], *, now: datetime) -> list[int]:
        """Store ``messages`` durably, all or none; return the number of each.

        The same message once more (same id, same bytes) gets the number it had.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing is stored.
        """
        with self._store.write() as connection:
            return [_put(connection, path, message, now=now) for message in messages]

    def oldest(self, path: str, *, most: int, most_bytes: int) -> list[QueuedMessage]:
        """Return the oldest waiting messages of ``path`` that fit into one request."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT seq, id, body, slip FROM queued WHERE state = 'waiting' AND path = ?"
                " ORDER BY seq LIMIT ?",
                (path, most),
            ).fetchall()
        batch: list[QueuedMessage] = []
        size = 0
        for seq, message_id, plain, slip in rows:
            body = _with_slip(bytes(plain), slip)
            size += len(body) + 1
            if batch and size > most_bytes:
                break
            batch.append(QueuedMessage(seq, UUID(message_id), body))
        return batch

    def oldest_in_turn(self, path: str, *, most: int, most_bytes: int) -> list[QueuedMessage]:
        """Return the same, but nothing that came after a message of another path still waiting."""
        with self._store.read() as connection:
            first = connection.execute(
                "SELECT min(seq) FROM queued WHERE state = 'waiting' AND path != ?", (path,)
            ).fetchone()[0]
        batch = self.oldest(path, most=most, most_bytes=most_bytes)
        return [message for message in batch if first is None or message.seq < first]

    def settle(
        self,
        batch: Sequence[QueuedMessage],
        receipts: Iterable[Receipt],
        *,
        now: datetime,
        mark: str = "",
        bus: str = "",
    ) -> int:
        """Take the verdicts on ``batch``; return how many messages are done.

        Accepted and duplicate ones are kept as witness, rejected ones set aside. A receipt that
        does not belong to the batch is ignored, and a message without one keeps waiting. Nobody
        waits for the disk: verdicts lost with the power are told again by the bus.

        Args:
            batch: what was sent.
            receipts: what came back.
            now: the kiosk's clock.
            mark: of the bus, as it came with the receipts; empty when none came.
            bus: fingerprint of who sent them; late news of a former bus change nothing.
        """
        verdicts = {}
        for receipt in receipts:
            if 0 <= receipt.index < len(batch):
                message = batch[receipt.index]
                if receipt.id in {None, message.id}:
                    verdicts[message.seq] = receipt
        self._announce(verdicts)
        try:
            with self._store.write(waits_for_disk=False) as connection:
                if not _is_of(connection, bus):
                    return 0
                _keep_mark(connection, mark)
                for seq, receipt in verdicts.items():
                    _close(connection, seq, receipt, now=now)
        finally:
            self._announce({})
        return len(verdicts)

    def find_mark(self) -> str:
        """Return the newest mark of the bus; empty before the first."""
        with self._store.read() as connection:
            return (read_setting(connection, MARK) or b"").decode()

    def find_owner(self) -> str:
        """Return the fingerprint of the bus that all messages are for; empty before the first."""
        with self._store.read() as connection:
            return (read_setting(connection, QUEUE_OF) or b"").decode()

    def keep_mark(self, mark: str, *, bus: str = "") -> None:
        """Remember the newest mark of ``bus``, and bring the verdicts before it to the disk."""
        if mark != self.find_mark():
            with self._store.write() as connection:
                if _is_of(connection, bus):
                    _keep_mark(connection, mark)
        self._store.catch_up()

    def renew(self, mark: str, *, bus: str = "") -> int:
        """Let all witnesses wait again, for a bus that was restored; return how many.

        Also those that it took once and refused after an earlier restore: now it may know whose.

        Args:
            mark: of the bus as it is now.
            bus: its fingerprint; late news of a former bus change nothing.
        """
        with self._store.write() as connection:
            if not _is_of(connection, bus):
                return 0
            _keep_mark(connection, mark)
            again = connection.execute(
                f"UPDATE queued SET {_WAITS_AGAIN}"  # noqa: S608
                " WHERE state = 'settled' OR (state = 'set_aside' AND slip IS NOT NULL)"
            )
            return int(again.rowcount)

    def wait_for_receipts(self, seqs: Sequence[int], *, timeout_s: float) -> Mapping[int, Receipt]:
        """Return the receipts of ``seqs`` known within ``timeout_s``; 0 only looks."""
        end = time.monotonic() + timeout_s
        with self._settled:
            while True:
                known = self._known(seqs)
                left = end - time.monotonic()
                if len(known) == len(set(seqs)) or left <= 0:
                    return known
                self._settled.wait(left)

    def wait_until_sent(self, *, timeout_s: float) -> bool:
        """Return whether nothing waits any more, as soon as that is so or the time is over."""
        with self._settled:
            return self._settled.wait_for(lambda: self.count_waiting() == 0, timeout_s)

    def list_answers(self, path: str, mark: str) -> list[Answer]:
        """Return the messages of ``path`` that contain ``mark`` and were not refused, in order."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT body, receipt FROM queued WHERE path = ? AND state != 'set_aside'"
                " AND instr(CAST(body AS TEXT), ?) ORDER BY seq",
                (path, mark),
            ).fetchall()
        return [Answer(bytes(b), None if r is None else _receipt(r)) for b, r in rows]

    def count_waiting(self) -> int:
        """Return how many messages have no receipt yet."""
        return self._count("waiting")

    def count_set_aside(self) -> int:
        """Return how many messages a trainer has to look at."""
        return self._count("set_aside")

    def list_set_aside(self) -> list[SetAside]:
        """Return the messages that were refused, oldest first."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT seq, put_at, path, receipt, body FROM queued"
                " WHERE state = 'set_aside' ORDER BY seq"
            ).fetchall()
        return [SetAside(s, at, p, _receipt(r).code or "", bytes(b)) for s, at, p, r, b in rows]

    def release_set_aside(self) -> int:
        """Let all refused messages wait again, in their old order; return how many.

        The bus refuses once more what is still wrong. What never had an id cannot be sent.
        """
        with self._store.write() as connection:
            again = connection.execute(
                f"UPDATE queued SET {_WAITS_AGAIN} WHERE state = 'set_aside' AND id != ''"  # noqa: S608
            )
            return int(again.rowcount)

    def forget_settled(self, *, now: datetime) -> int:
        """Drop witnesses older than ``WITNESS_TIME``, of all buses; return how many."""
        before = (to_wire(now - WITNESS_TIME),)
        old = "WHERE state = 'settled' AND settled_at < ?"
        with self._store.write() as connection:
            gone = connection.execute(f"DELETE FROM queued {old}", before).rowcount  # noqa: S608
            gone += connection.execute(f"DELETE FROM parked {old}", before).rowcount  # noqa: S608
        return int(gone)

    def _announce(self, verdicts: dict[int, Receipt]) -> None:
        with self._settled:
            self._arrived = {s: replace(one, slip=None) for s, one in verdicts.items()}
            self._settled.notify_all()

    def _known(self, seqs: Sequence[int]) -> dict[int, Receipt]:
        arrived = {seq: self._arrived[seq] for seq in seqs if seq in self._arrived}
        return arrived if len(arrived) == len(set(seqs)) else self._receipts(seqs)

    def _receipts(self, seqs: Sequence[int]) -> dict[int, Receipt]:
        marks = ",".join("?" * len(seqs))
        with self._store.read() as connection:
            rows = connection.execute(
                f"SELECT seq, receipt FROM queued WHERE seq IN ({marks})"  # noqa: S608
                " AND receipt IS NOT NULL",
                tuple(seqs),
            ).fetchall()
        return {seq: _receipt(raw) for seq, raw in rows}

    def _count(self, state: str) -> int:
        with self._store.read() as connection:
            row = connection.execute("SELECT count(*) FROM queued WHERE state = ?", (state,))
            return int(row.fetchone()[0])


def _receipt(raw: bytes) -> Receipt:
    return msgspec.json.decode(raw, type=Receipt)


def _put(connection: sqlite3.Connection, path: str, message: NewMessage, *, now: datetime) -> int:
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
        _close(connection, seq, receipt, now=now)
    return seq


def _close(connection: sqlite3.Connection, seq: int, receipt: Receipt, *, now: datetime) -> None:
    state = "set_aside" if receipt.status is ReceiptStatus.REJECTED else "settled"
    shown = msgspec.json.encode(replace(receipt, slip=None))
    connection.execute(
        "UPDATE queued SET state = ?, receipt = ?, settled_at = ?, slip = coalesce(?, slip)"
        " WHERE seq = ?",
        (state, shown, to_wire(now), receipt.slip, seq),
    )


def _is_of(connection: sqlite3.Connection, bus: str) -> bool:
    """Tell whether all that is queued is for ``bus``; empty stands for the present one."""
    return not bus or read_setting(connection, QUEUE_OF) in {None, bus.encode()}


def _keep_mark(connection: sqlite3.Connection, mark: str) -> None:
    if mark:
        row = (MARK, mark.encode())
        connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", row)


def _with_slip(body: bytes, slip: str | None) -> bytes:
    """Return a message, which is a JSON object with fields, with one field more."""
    return body if slip is None else body[:-1] + b',"slip":' + msgspec.json.encode(slip) + b"}"
