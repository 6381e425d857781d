"""Messages of the learner's page, durable before the page hears "saved"."""

import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from common.wire.receipts import Receipt
from kiosk import queue_rows, witnesses
from kiosk.identity import MARK, QUEUE_OF, read_setting
from kiosk.messages import Answer, NewMessage, QueuedMessage, SetAside
from kiosk.store import Store
from kiosk.stumbles import Stumbles

_WAITS_AGAIN = "state = 'waiting', receipt = NULL, settled_at = NULL"
_FRESH = "state = 'waiting' AND seq NOT IN (SELECT value FROM json_each(:stumbled))"
_AHEAD = (
    f"{_FRESH} AND NOT EXISTS"  # noqa: S608
    " (SELECT 1 FROM json_each(:quizzes) WHERE instr(CAST(body AS TEXT), value))"
)
_IN_TURN = (
    f"{_AHEAD} AND seq < coalesce("  # noqa: S608
    f"(SELECT min(seq) FROM queued WHERE path != :path AND {_AHEAD}), seq + 1)"
)


class ResponseQueue:
    """First in, first out, one line a wire path; nothing leaves it without a receipt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settled = threading.Condition()
        self._stumbles = Stumbles()
        self._arrived: dict[int, Receipt] = {}
        """Verdicts that are being stored: the page need not wait for the disk twice."""

    def put(self, path: str, messages: Iterable[NewMessage], *, now: datetime) -> list[int]:
        """Store ``messages`` durably, all or none; return the number of each.

        The same message once more (same id, same bytes) gets the number it had.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing is stored.
        """
        with self._store.write() as connection:
            return [queue_rows.put(connection, path, message, now=now) for message in messages]

    def oldest(self, path: str, *, most: int, most_bytes: int) -> list[QueuedMessage]:
        """Return the oldest waiting messages of ``path`` that fit into one request.

        Those that stumbled are not among them: :meth:`next_stumbled` has them.
        """
        return self._oldest(_FRESH, path, most=most, most_bytes=most_bytes)

    def oldest_in_turn(self, path: str, *, most: int, most_bytes: int) -> list[QueuedMessage]:
        """Return the same, but nothing that came after a message of another path still ahead."""
        return self._oldest(_IN_TURN, path, most=most, most_bytes=most_bytes)

    def note_stumble(self, message: QueuedMessage) -> None:
        """Remember that the bus failed at this message alone: it waits, and holds up no other.

        Its quiz stands apart with it: the end waits for its answers, nobody waits for that quiz.
        """
        self._stumbles.note(message)
        with self._settled:
            self._settled.notify_all()

    def next_stumbled(self) -> tuple[str, QueuedMessage] | None:
        """Return the message whose last try is longest ago, and its path; None without any."""
        for seq in self._stumbles.list_seqs():
            with self._store.read() as connection:
                row = connection.execute(
                    "SELECT path, seq, id, body, slip FROM queued"
                    " WHERE state = 'waiting' AND seq = ?",
                    (seq,),
                ).fetchone()
            if row is not None:  # else another bus was paired, and it waits for its own
                return row[0], queue_rows.queued(row[1:])
        return None

    def is_held(self, told: bytes) -> bool:
        """Tell whether a step, told in these words, has to stay behind what waits."""
        return self._stumbles.hold(told) or self._is_any_ahead()

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
                if not queue_rows.is_of(connection, bus):
                    return 0
                queue_rows.keep_mark(connection, mark)
                for seq, receipt in verdicts.items():
                    queue_rows.close(connection, seq, receipt, now=now)
        finally:
            self._announce({})
        self._stumbles.forget_after(verdicts)
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
                if queue_rows.is_of(connection, bus):
                    queue_rows.keep_mark(connection, mark)
        self._store.catch_up()

    def renew(self, mark: str, *, bus: str = "") -> int:
        """Let all witnesses wait again, for a bus that was restored; return how many.

        Also those that it took once and refused after an earlier restore: now it may know whose.

        Args:
            mark: of the bus as it is now.
            bus: its fingerprint; late news of a former bus change nothing.
        """
        with self._store.write() as connection:
            if not queue_rows.is_of(connection, bus):
                return 0
            queue_rows.keep_mark(connection, mark)
            again = connection.execute(
                f"UPDATE queued SET {_WAITS_AGAIN}"  # noqa: S608
                " WHERE state = 'settled' OR (state = 'set_aside' AND slip IS NOT NULL)"
            )
        self._stumbles = Stumbles()  # all in turn, as it came
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
        """Return whether nothing is ahead any more, as soon as that is so or the time is over.

        What stumbled, and the quiz of it, is not waited for.
        """
        with self._settled:
            return self._settled.wait_for(lambda: not self._is_any_ahead(), timeout_s)

    def list_answers(self, path: str, mark: str) -> list[Answer]:
        """Return the messages of ``path`` that contain ``mark`` and were not refused, in order."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT body, receipt FROM queued WHERE path = ? AND state != 'set_aside'"
                " AND instr(CAST(body AS TEXT), ?) ORDER BY seq",
                (path, mark),
            ).fetchall()
        return [Answer(bytes(b), None if r is None else queue_rows.receipt_of(r)) for b, r in rows]

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
        return [
            SetAside(s, at, p, queue_rows.receipt_of(r).code or "", bytes(b))
            for s, at, p, r, b in rows
        ]

    def release_set_aside(self) -> int:
        """Let all refused messages wait again, in their old order; return how many.

        The bus refuses once more what is still wrong. What never had an id cannot be sent.
        """
        with self._store.write() as connection:
            again = connection.execute(
                f"UPDATE queued SET {_WAITS_AGAIN} WHERE state = 'set_aside' AND id != ''"  # noqa: S608
            )
            return int(again.rowcount)

    def forget_settled(self, *, ran_s: float) -> int:
        """Drop old witnesses, see :func:`kiosk.witnesses.forget`; return how many."""
        with self._store.write() as connection:
            return witnesses.forget(connection, ran_s=ran_s)

    def _oldest(self, which: str, path: str, *, most: int, most_bytes: int) -> list[QueuedMessage]:
        with self._store.read() as connection:
            rows = connection.execute(
                f"SELECT seq, id, body, slip FROM queued WHERE path = :path AND {which}"  # noqa: S608
                " ORDER BY seq LIMIT :most",
                {**self._apart(), "path": path, "most": most},
            ).fetchall()
        batch: list[QueuedMessage] = []
        size = 0
        for message in map(queue_rows.queued, rows):
            size += len(message.body) + 1
            if batch and size > most_bytes:
                break
            batch.append(message)
        return batch

    def _is_any_ahead(self) -> bool:
        with self._store.read() as connection:
            query = f"SELECT EXISTS (SELECT 1 FROM queued WHERE {_AHEAD})"  # noqa: S608
            return bool(connection.execute(query, self._apart()).fetchone()[0])

    def _apart(self) -> dict[str, str]:
        seqs, quizzes = self._stumbles.list_seqs(), self._stumbles.list_attempts()
        return {"stumbled": json.dumps(seqs), "quizzes": json.dumps(quizzes)}

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
        return {seq: queue_rows.receipt_of(raw) for seq, raw in rows}

    def _count(self, state: str) -> int:
        with self._store.read() as connection:
            row = connection.execute("SELECT count(*) FROM queued WHERE state = ?", (state,))
            return int(row.fetchone()[0])
