"""Where the kiosk that starts with this laptop keeps its data."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kiosk.system.own_files import is_ours
from kiosk.system.sessions import Places, read_words

if sys.platform != "win32":
    import pwd

_IN_HOME = Path(".local/share/bus-kiosk")
"""As platformdirs has it for a user whose session sets nothing else; ours does not."""


def installed_data() -> Path | None:
    """Return what :func:`find_data` finds on the machine we run on."""
    return find_data(Places(home=Path.home()), _find_home)


def find_data(places: Places, find_home: Callable[[str], Path | None]) -> Path | None:
    """Return the data folder of the kiosk that :mod:`kiosk.system.installing` made of a laptop.

    Whoever looks after it is mostly another user than the one its session runs as.

    Args:
        places: where our units are.
        find_home: gives the home of a user by name; None when there is no such user.

    Returns:
        None where nothing tells: no unit of ours, or one of the present user's own desktop.
    """
    units = (places.session[0], places.desktop[0])
    unit = next((path for path in units if is_ours(path)), None)
    if unit is None:
        return None
    lines = unit.read_text(encoding="utf-8").splitlines()
    settings = {name: value for name, _, value in (line.partition("=") for line in lines)}
    words = read_words(settings.get("ExecStart", ""))
    if "--data" in words[:-1]:
        return Path(words[words.index("--data") + 1])
    home = find_home(settings["User"]) if "User" in settings else None
    return None if home is None else home / _IN_HOME


def _find_home(name: str) -> Path | None:
    with suppress(KeyError):
        return Path(pwd.getpwnam(name).pw_dir)
    return None
