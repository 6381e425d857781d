"""What runs low or goes wrong unseen: battery, disk, clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

import kiosk
from kiosk.doctor.findings import Finding, amber, green, red
from kiosk.vitals import Battery
from kiosk.words import marked as _

_MEGABYTE = 1_000_000
PLENTY_MB, TIGHT_MB = 1000, 200
"""A course with its sounds takes about 50; below ``TIGHT_MB`` answers are in danger."""
FULL, LOW = 50, 20
"""Per cent of the battery without a cable: half a class, and hardly anything."""
LATE, ODD = timedelta(minutes=2), timedelta(days=1)
"""Away from the bus's clock: odd in a report, and surely wrong."""
_OLDEST = timedelta(days=10 * 365)


def judge_battery(battery: Battery | None) -> Finding:
    """Say whether the laptop lives through a class."""
    if battery is None:
        return amber(
            _("none is seen"),
            _("Leave the cable in. A laptop that has a battery needs a new one."),
        )
    percent = battery.percent
    if battery.is_charging:
        return green(_("%(percent)s %%, on the cable"), percent=percent)
    if percent >= FULL:
        return green(_("%(percent)s %%"), percent=percent)
    level = amber if percent >= LOW else red
    return level(_("%(percent)s %%, no cable"), _("Plug the cable in."), percent=percent)


def find_free_mb(folder: Path) -> int:
    """Return the free megabytes of the disk that ``folder`` is, or will be, on."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return int(psutil.disk_usage(str(there)).free) // _MEGABYTE


def judge_disk(free_mb: int) -> Finding:
    """Say whether there is room for courses and answers."""
    if free_mb >= PLENTY_MB:
        return green(_("%(gigabytes)s GB free"), gigabytes=free_mb // 1000)
    level = amber if free_mb >= TIGHT_MB else red
    return level(
        _("only %(megabytes)s MB free"),
        _("Delete what is not needed, and empty the bin. Leave the kiosk's own folder alone."),
        megabytes=free_mb,
    )


def find_installed_at() -> datetime:
    """Return when this program was put on the disk: no right clock is before that."""
    return datetime.fromtimestamp(Path(kiosk.__file__).stat().st_mtime, UTC)


def judge_clock(now: datetime, *, installed_at: datetime, bus_at: datetime | None) -> Finding:
    """Say whether this clock can be right.

    Args:
        now: this clock.
        installed_at: when the program was put here.
        bus_at: the bus's clock at the same moment; None when it could not be asked.
    """
    shown = f"{now.astimezone():%d/%m/%Y %H:%M}"
    if not installed_at - ODD <= now <= installed_at + _OLDEST:
        return red(_("%(shown)s cannot be right"), _SET, shown=shown)
    if bus_at is None:
        return green(_("%(shown)s; the bus's clock could not be asked"), shown=shown)
    away = abs(now - bus_at)
    if away <= LATE:
        return green(_("%(shown)s, as on the bus"), shown=shown)
    level = amber if away <= ODD else red
    bus = f"{bus_at.astimezone():%d/%m/%Y %H:%M}"
    return level(_("%(shown)s; on the bus it is %(bus)s"), _SET, shown=shown, bus=bus)


_SET = _("Set date and time here, or on the bus machine if that one is wrong.")
