"""Write blocks of many threads share one transaction, and so one wait for the disk."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_LARGEST_BATCH = 64

log = logging.getLogger(__name__)


class TransactionLostError(Exception):
    """The database dropped the open transaction, so nothing of the group was stored."""


class GroupTransaction(Protocol):
    """The one transaction that a group shares."""

    def begin(self) -> None:
        """Open it."""

    def is_open(self) -> bool:
        """Tell whether the database still holds it."""

    def commit(self) -> None:
        """Put it on disk."""

    def roll_back(self) -> None:
        """Undo it."""


class CommitGroup:
    """Lets write blocks of many threads share one transaction and one commit."""

    def __init__(self, transaction: "GroupTransaction") -> None:
        self._transaction = transaction
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None
        self._inside = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Run one block alone; return when the group's commit is on disk.

        Raises:
            RuntimeError: the thread is already inside a block.
            Exception: whatever the block or the commit raised.
        """
        self._take_turn()
        try:
            batch = self._join()
        except BaseException:
            self._end_turn()
            raise
        try:
            yield
        finally:
            # Also after an error: others of the group may rest on this thread's commit.
            try:
                if self._waiting == 0 or batch.size >= _LARGEST_BATCH:
                    self._finish(batch)
            finally:
                self._end_turn()
            batch.done.wait()
        if batch.error is not None:
            raise batch.error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Run one block while no group is open; the block commits by itself."""
        while True:
            self._take_turn()
            batch = self._batch
            if batch is None:
                break
            try:
                self._finish(batch)
            finally:
                self._end_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _join(self) -> "_Batch":
        """Return the open group, or begin one; a group whose transaction was lost is failed."""
        if self._batch is not None and not self._is_open():
            self._finish(self._batch)
        if self._batch is None:
            self._transaction.begin()
            self._batch = _Batch()
        self._batch.size += 1
        return self._batch

    def _is_open(self) -> bool:
        """Tell whether the group can go on; a connection too broken to tell cannot."""
        try:
            return self._transaction.is_open()
        except Exception:
            log.exception("the open transaction cannot be asked")
            return False

    def _take_turn(self) -> None:
        if getattr(self._inside, "flag", False):
            raise RuntimeError("a write block inside a write block")
        with self._count:
            self._waiting += 1
        self._turn.acquire()
        with self._count:
            self._waiting -= 1
        self._inside.flag = True

    def _end_turn(self) -> None:
        self._inside.flag = False
        self._turn.release()

    def _finish(self, batch: "_Batch") -> None:
        """Commit for the whole group; whatever breaks, nobody of the group waits for ever."""
        self._batch = None
        try:
            self._transaction.commit()
        except BaseException as error:  # noqa: BLE001
            batch.error = error
            self._transaction.roll_back()
        finally:
            batch.done.set()


class _Batch:
    """Write blocks that share one commit."""

    def __init__(self) -> None:
        self.size = 0
        self.done = threading.Event()
        self.error: BaseException | None = None
