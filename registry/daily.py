"""What a registry does every day though nobody asks: fresh lists, and dates that have come."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from common.clock import utc_now
from common.sql import Database
from registry.keys import RegistryKeys
from registry.office import judge_dated
from registry.register.lists import publish_revocations
from registry.tables import take_turn

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
AFTER_A_FAULT = timedelta(minutes=5)
_STOP_S = 2.0
"""A pass cut off at the end of the program is made good at its next start."""


def do_daily(database: Database, keys: RegistryKeys, *, now: datetime) -> None:
    """Take certificates whose day has come, and renew the revocation list when it grows old.

    The list comes last, so that it names what the others withdrew.
    """
    judge_dated(database, keys=keys, now=now)
    with database.write() as db:
        take_turn(db)
        publish_revocations(db, keys=keys, now=now)


def run(
    database: Database,
    keys: RegistryKeys,
    wait: Callable[[float], bool],
    *,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Do the day's work once a day, sooner after a fault, until ``wait`` says it is over.

    Args:
        database: of the registry.
        keys: of the registry.
        wait: waits so many seconds; True ends the loop.
        clock: gives the present instant.
    """
    pause = EVERY
    while not wait(pause.total_seconds()):
        try:
            do_daily(database, keys, now=clock())
        except Exception:
            log.exception("the day's work failed")
            pause = AFTER_A_FAULT
        else:
            pause = EVERY


@contextmanager
def in_background(database: Database, keys: RegistryKeys) -> Iterator[None]:
    """Do the day's work at once, then daily in a thread of its own while the block runs."""
    do_daily(database, keys, now=utc_now())
    stop = Event()
    thread = Thread(target=run, args=(database, keys, stop.wait), name="daily", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_STOP_S)
