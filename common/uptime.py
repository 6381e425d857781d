"""How long this machine has been running: time that nobody can set, for durations."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.ids import new_id

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_WITH_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux stops its monotonic clock while the machine sleeps, Windows does not."""


@dataclass(frozen=True)
class Uptime:
    """One reading; only readings of the same start of the machine can be compared."""

    boot_id: str
    """Names one start of the machine, or of this program where the system names none."""
    ms: int
    """Never goes back while ``boot_id`` stays the same."""


def uptime() -> Uptime:
    """Return the present reading; setting the wall clock changes nothing in it."""
    return Uptime(_boot_id(), time.monotonic_ns() // 1_000_000)


def uptime_with_sleep() -> Uptime:
    """Return the present reading, with the time the machine slept: how long nobody came.

    Not to be compared with readings of :func:`uptime`.
    """
    if _WITH_SLEEP is None:
        return uptime()
    return Uptime(_boot_id(), time.clock_gettime_ns(_WITH_SLEEP) // 1_000_000)


@cache
def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(new_id())
