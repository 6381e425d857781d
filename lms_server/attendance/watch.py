"""When to write a sign of life: often enough for the minutes, rarely enough for the disk."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

WRITE_EVERY = timedelta(seconds=20)
"""Well below the gap that is bridged, so a lost process costs no minutes."""


class Watch:
    """Remembers, in this process, when each learner's presence was last written."""

    def __init__(self) -> None:
        self._noted: dict[UUID, datetime] = {}
        self._lock = threading.Lock()

    def is_due(self, enrolment_id: UUID, now: datetime) -> bool:
        """Tell whether a sign of life at ``now`` must be written."""
        with self._lock:
            last = self._noted.get(enrolment_id)
        return last is None or abs(now - last) >= WRITE_EVERY

    def noted(self, enrolment_id: UUID, now: datetime) -> None:
        """Remember that presence at ``now`` is stored."""
        with self._lock:
            self._noted[enrolment_id] = now

    def forget(self) -> None:
        """Let the next sign of life of everyone be written; a class that ended shows at once."""
        with self._lock:
            self._noted.clear()
