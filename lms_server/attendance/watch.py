"""When to write a sign of life: often enough for the minutes, rarely enough for the disk."""

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from common.uptime import Uptime
from lms_server.attendance.rules import Sign

WRITE_EVERY = timedelta(seconds=20)
"""Well below the gap that is bridged, so a lost process costs no minutes."""
_WRITE_EVERY_MS = WRITE_EVERY // timedelta(milliseconds=1)


class Watch:
    """Remembers, in this process, the last sign of life of each learner that was written."""

    def __init__(self) -> None:
        self._signs: dict[UUID, Sign] = {}
        self._seen: set[UUID] = set()
        self._writing: set[UUID] = set()
        self._lock = threading.Lock()

    def take_due(self, enrolment_ids: Iterable[UUID], uptime: Uptime) -> dict[UUID, Sign | None]:
        """Return whose sign of life must be written now, each with the one before.

        They are the caller's until :meth:`put_back`, so that no time is counted twice.
        """
        with self._lock:
            due = {one: self._signs.get(one) for one in enrolment_ids if self._is_due(one, uptime)}
            self._writing.update(due)
        return due

    def put_back(self, taken: Iterable[UUID], written: Mapping[UUID, Sign]) -> None:
        """Remember what was written of those who were taken."""
        with self._lock:
            self._writing.difference_update(taken)
            self._signs.update(written)
            self._seen.update(written)

    def forget(self) -> None:
        """Let the next sign of life of everyone be written; a class that ended shows at once."""
        with self._lock:
            self._seen.clear()

    def _is_due(self, enrolment_id: UUID, uptime: Uptime) -> bool:
        if enrolment_id in self._writing:
            return False
        if enrolment_id not in self._seen:
            return True
        return uptime.ms - self._signs[enrolment_id].uptime.ms >= _WRITE_EVERY_MS
