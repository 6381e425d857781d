"""Asks the web engine in a process of its own: a broken one ends only that."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from webview.errors import WebViewException

from kiosk.doctor.findings import Finding, green, red
from kiosk.web_engine import load_gui
from kiosk.words import marked as _

_LONGEST_S = 20.0
_NAMES = {
    "gtkwebkit2": "WebKit GTK",
    "qtwebengine": "Qt WebEngine",
    "edgechromium": "Edge WebView2",
}
"""Those that the kiosk's window is locked down in. Windows always has ``mshtml``, too old."""
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Where Linux says that there is one."""

Size = tuple[int, int]
"""Width and height as pages see them."""


@dataclass(frozen=True)
class Engine:
    """What the process said before it ended."""

    kind: str | None = None
    """The renderer as pywebview calls it; None when there is none."""
    screens: tuple[Size, ...] = ()
    """The first is the main one; empty when none was seen from here."""

    @property
    def plays_by_gstreamer(self) -> bool:
        """Whether it plays sound by plugins of the system; others bring their own."""
        return self.kind == "gtkwebkit2"


def find_engine() -> Engine:
    """Return what this laptop's web engine says of itself."""
    command = [sys.executable, "-m", __name__]
    with suppress(OSError, subprocess.TimeoutExpired):
        ended = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=_LONGEST_S, check=False
        )
        return read_engine(ended.stdout.decode(errors="replace").splitlines())
    return Engine()


def read_engine(lines: Sequence[str]) -> Engine:
    """Read the lines of :func:`tell`; the process may have died after any of them."""
    kind, *screens = [json.loads(line) for line in lines] or [None]
    return Engine(kind, tuple((width, height) for width, height in next(iter(screens), [])))


def judge_engine(engine: Engine, platform: str = sys.platform) -> Finding:
    """Say whether lessons can be shown."""
    name = _NAMES.get(engine.kind or "")
    if name is not None:
        return green(_("%(name)s is there"), name=name)
    if platform == "win32":
        return red(
            _("there is none that can show the lessons"),
            _("Install the Microsoft Edge WebView2 Runtime (Evergreen Standalone, also offline)."),
        )
    return red(
        _("there is none that can show the lessons"),
        _("Run as root: apt-get install python3-gi gir1.2-webkit2-4.1"),
    )


def tell() -> None:
    """Print the engine, then the screens it sees, each as a line of JSON."""
    is_blind = sys.platform == "linux" and not any(os.environ.get(name) for name in _SCREENS)
    if is_blind:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # else Qt would end this process
    try:
        guilib = load_gui()
    except WebViewException:
        _print(None)
        return
    _print(guilib.renderer)
    if not is_blind:
        _print([(screen.width, screen.height) for screen in guilib.get_screens()])


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tell()
