"""In which networks this laptop is, and how well it hears the access point."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from common.interfaces import Networks
from kiosk.doctor.findings import Finding, amber, green, red
from kiosk.words import marked as _

GOOD_DBM, WEAK_DBM = -67, -75
"""Above the first one sound flows; below the second one packets get lost all the time."""
_INTERFACES = Path("/sys/class/net")
_LEVELS = Path("/proc/net/wireless")
_ANSWER_S = 5.0


@dataclass(frozen=True)
class Radio:
    """One Wi-Fi adapter."""

    name: str
    dbm: int | None
    """Strength of what it hears from its access point; None without one."""


def judge_networks(networks: Networks) -> Finding:
    """Say whether this laptop is in any network."""
    usable = [str(each) for each in sorted(networks) if not each.is_link_local]
    if usable:
        return green(_("%(addresses)s"), addresses=", ".join(usable))
    if networks:
        return red(
            _("in one, but the access point gave no address"),
            _("Switch the access point off and on, then this laptop's Wi-Fi."),
        )
    return red(
        _("in none"),
        _("Switch the Wi-Fi on and choose the bus's one, or plug the cable in."),
    )


def judge_radios(radios: list[Radio]) -> Finding:
    """Say how well the access point is heard, by the best of ``radios``."""
    if not radios:
        return green(_("none, so by cable"))
    heard = [radio.dbm for radio in radios if radio.dbm is not None]
    if not heard:
        return amber(
            _("it is there, but in no network"),
            _("Choose the bus's Wi-Fi. With a cable nothing need be done."),
        )
    best = max(heard)
    if best >= GOOD_DBM:
        return green(_("%(dbm)s dBm, good"), dbm=best)
    level = amber if best >= WEAK_DBM else red
    return level(
        _("%(dbm)s dBm, weak"),
        _("Bring the laptop nearer to the access point; no metal in between."),
        dbm=best,
    )


def find_radios(interfaces: Path = _INTERFACES, levels: Path = _LEVELS) -> list[Radio]:
    """Return the Wi-Fi adapters of this laptop."""
    if sys.platform == "win32":
        return read_netsh(_ask("netsh", "wlan", "show", "interfaces"))
    names = sorted(path.parent.name for path in interfaces.glob("*/phy80211"))
    told = read_levels(levels.read_text() if levels.exists() else "")
    return [Radio(name, told.get(name) or _ask_iw(name)) for name in names]


def read_levels(table: str) -> Mapping[str, int]:
    """Return dBm by adapter out of ``/proc/net/wireless``."""
    rows = re.findall(r"^\s*(\S+):\s+\S+\s+\S+\s+(-\d+)", table, re.MULTILINE)
    return {name: int(level) for name, level in rows}


def read_netsh(told: str) -> list[Radio]:
    """Return the adapters of ``netsh wlan show interfaces``, in whatever language it speaks.

    Only the strength is a percentage there: 100 % is -50 dBm, 0 % is -100 dBm.
    """
    percents = re.findall(r":\s*(\d{1,3})\s*%", told)
    return [Radio("Wi-Fi", int(percent) // 2 - 100) for percent in percents]


def _ask_iw(name: str) -> int | None:
    """Return what ``iw`` says: newer Linux no longer keeps the table."""
    found = re.search(r"signal:\s*(-\d+)", _ask("iw", "dev", name, "link"))
    return None if found is None else int(found[1])


def _ask(program: str, *arguments: str) -> str:
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if path is None:
        return ""
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(  # noqa: S603
            [path, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_S,
            check=False,
        ).stdout
    return ""
