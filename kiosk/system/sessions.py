"""What has to be written so that bus-kiosk starts with the laptop, in three ways."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.system.errors import ProgramMissingError
from kiosk.system.own_files import MARK, OwnFile

UNIT = "bus-kiosk.service"
_TEMPLATES = Path(__file__).parent / "linux"
_TRY_AGAIN = 'for try in 1 2 3 4 5; do "$@" && exit 0; sleep 1; done; exit 1'
"""Starts the program again when it dies: cage 0.1.4 (Debian 12) always ends with 0 itself."""


class Session(StrEnum):
    """Where the kiosk's window lives."""

    DESKTOP = "desktop"
    """In the desktop of the present user, from signing in on."""
    CAGE = "cage"
    """In a session of its own under cage, which shows one window and nothing else (Wayland)."""
    OPENBOX = "openbox"
    """The same with an X server, and openbox without any key or menu."""


@dataclass(frozen=True)
class Places:
    """Where files go."""

    root: Path = Path("/")
    home: Path = Path()

    @property
    def desktop(self) -> tuple[Path, Path]:
        """Return where unit and autostart entry of a user go."""
        config = self.home / ".config"
        return config / "systemd/user" / UNIT, config / "autostart/bus-kiosk.desktop"

    @property
    def session(self) -> tuple[Path, Path, Path]:
        """Return where the unit of the laptop, openbox's and the X server's settings go."""
        etc = self.root / "etc"
        return (
            etc / "systemd/system" / UNIT,
            etc / "bus-kiosk/openbox.xml",
            etc / "X11/xorg.conf.d/90-bus-kiosk.conf",
        )


def desktop_files(places: Places, command: Sequence[str]) -> list[OwnFile]:
    """Return what starts ``command`` when the present user signs in."""
    unit, entry = places.desktop
    return [
        OwnFile(unit, _fill("desktop.service", PROGRAM=_words(command))),
        OwnFile(entry, _fill("desktop.desktop")),
    ]


def cage_files(
    places: Places, command: Sequence[str], *, user: str, find: Callable[[str], str | None]
) -> list[OwnFile]:
    """Return what starts ``command`` for ``user`` under cage.

    Raises:
        ProgramMissingError: cage is not installed.
    """
    # Without -d the window gets a title bar, with a button to close it.
    whole = [_found("cage", find), "-d", "--", "/bin/sh", "-c", _TRY_AGAIN, "bus-kiosk", *command]
    return [_session_unit(places, whole, user)]


def openbox_files(
    places: Places, command: Sequence[str], *, user: str, find: Callable[[str], str | None]
) -> list[OwnFile]:
    """Return what starts ``command`` for ``user`` under an X server and openbox.

    Raises:
        ProgramMissingError: one of the programs is not installed.
    """
    _unit, settings, server = places.session
    xinit, openbox, x = (_found(name, find) for name in ("xinit", "openbox", "X"))
    manage = f'"$0" --sm-disable --config-file {settings} & {_TRY_AGAIN}'
    client = ["/bin/sh", "-c", manage, openbox, *command]
    whole = [xinit, *client, "--", x, ":0", "vt7", "-keeptty", "-nolisten", "tcp", "-noreset"]
    return [
        _session_unit(places, whole, user),
        OwnFile(settings, _fill("openbox.xml")),
        OwnFile(server, _fill("xorg.conf")),
    ]


def _session_unit(places: Places, command: Sequence[str], user: str) -> OwnFile:
    return OwnFile(places.session[0], _fill("session.service", USER=user, SESSION=_words(command)))


def _found(name: str, find: Callable[[str], str | None]) -> str:
    path = find(name)
    if path is None:
        raise ProgramMissingError(program=name)
    return path


def _fill(template: str, **values: str) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8").replace("@MARK@", MARK)
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _words(command: Sequence[str]) -> str:
    """Return ``command`` as systemd reads it back, word for word."""
    program, *arguments = command
    # Nothing is looked up in the name of the program itself, so it keeps its dollar signs.
    return " ".join([_quoted(program), *(_quoted(each).replace("$", "$$") for each in arguments)])


def read_words(command: str) -> list[str]:
    """Return the words that an ``ExecStart`` of ours holds."""
    return [word.replace("$$", "$").replace("%%", "%") for word in shlex.split(command)]


def _quoted(word: str) -> str:
    if any(not letter.isprintable() for letter in word):
        raise ValueError(f"not printable: {word!r}")
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'
