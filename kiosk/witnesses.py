"""How long an acknowledged message is kept, in case the bus is restored from an older copy."""

import sqlite3
from datetime import timedelta

from kiosk.identity import read_setting

WITNESS_TIME = timedelta(days=7)
"""Counted while the kiosk runs.

A laptop's clock may stand in 2015 and be set right in between, or fall back at each start. Time
that the kiosk ran is never more than what has passed, so nothing goes too early; and a kiosk that
runs at all forgets in the end.
"""
_RAN = "witness_ran_s"
"""Setting: for how many seconds this kiosk ran, all runs together."""
_SEEN = "ran "
"""Before the number of seconds, in place of the moment of the receipt."""


def forget(connection: sqlite3.Connection, *, ran_s: float) -> int:
    """Drop the witnesses of all buses that were seen here ``WITNESS_TIME`` ago.

    Args:
        connection: inside a block of the store.
        ran_s: seconds for which the kiosk ran since the call before; 0 for the first of a run.

    Returns:
        How many were dropped.
    """
    ran = int(read_setting(connection, _RAN) or b"0") + int(ran_s)
    row = (_RAN, str(ran).encode())
    connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", row)
    return sum(_forget_in(connection, table, ran) for table in ("queued", "parked"))


def _forget_in(connection: sqlite3.Connection, table: str, ran: int) -> int:
    connection.execute(
        f"UPDATE {table} SET settled_at = ?"  # noqa: S608
        f" WHERE state = 'settled' AND settled_at NOT LIKE '{_SEEN}%'",
        (f"{_SEEN}{ran}",),
    )
    gone = connection.execute(
        f"DELETE FROM {table} WHERE state = 'settled'"  # noqa: S608
        f" AND CAST(substr(settled_at, {len(_SEEN) + 1}) AS INTEGER) <= ?",
        (ran - int(WITNESS_TIME.total_seconds()),),
    )
    return int(gone.rowcount)
