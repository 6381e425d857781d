"""Recording completions while the bus works, so that they travel even if no officer looks.

And what was left unfinished, when something of it came late.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from common.clock import utc_now
from common.sql import Database
from courses.catalog import Catalog
from lms_server.issuing.actions import record_completions
from lms_server.progress.actions import record_progress
from lms_server.training.queries import TrainingSessionRow, list_training_sessions

log = logging.getLogger(__name__)
_WAIT_S = 60.0
_STOP_S = 2.0
LOOKED_AT_FOR = timedelta(days=14)
"""After its end a class may still change: minutes marked by hand, answers that came late."""


def record_once(database: Database, catalog: Catalog, *, now: datetime) -> int:
    """Record the new completions of open and lately closed classes; return how many.

    A class whose course this bus no longer carries in its version is left alone. One that cannot
    be recorded is logged and keeps no other from it; its completions stay whatever becomes of
    its progress.
    """
    with database.read() as db:
        rows = [one for one in list_training_sessions(db) if _is_looked_at(one, now)]
    count = 0
    for row in rows:
        course = catalog.find_course(row.course_id, row.course_version)
        if course is not None:
            try:
                with database.write() as db:
                    count += record_completions(db, row.id, course=course, now=now)
                with database.write() as db:
                    record_progress(db, row.id, course=course, actor="system", now=now)
            except Exception:
                log.exception("class not recorded", extra={"training_session_id": str(row.id)})
    return count


def run(database: Database, catalog: Catalog, stop: Event) -> None:
    """Record completions every minute until ``stop`` is set."""
    while not stop.wait(_WAIT_S):
        try:
            count = record_once(database, catalog, now=utc_now())
        except Exception:
            log.exception("completions not recorded")
        else:
            if count:
                log.info("completions recorded", extra={"count": count})


@contextmanager
def in_background(database: Database, catalog: Catalog) -> Iterator[None]:
    """Record completions in a thread of its own while the block runs."""
    stop = Event()
    arguments = (database, catalog, stop)
    thread = Thread(target=run, args=arguments, name="completions", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_STOP_S)


def _is_looked_at(row: TrainingSessionRow, now: datetime) -> bool:
    return row.closed_at is None or now - row.closed_at < LOOKED_AT_FOR
