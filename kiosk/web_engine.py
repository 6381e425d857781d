"""Which of the toolkits that draw pages this machine has, and what to do when it has none."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from webview.errors import WebViewException
from webview.guilib import initialize

from kiosk.edge_view import use_edge
from kiosk.gtk_view import use_gtk
from kiosk.qt_view import use_qt
from kiosk.web_view import Toolkit

if sys.platform == "win32":
    import winreg

_CLIENT = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
_PLACES = (
    ("machine", rf"SOFTWARE\WOW6432Node\{_CLIENT}"),
    ("machine", rf"SOFTWARE\{_CLIENT}"),
    ("user", rf"SOFTWARE\{_CLIENT}"),
)
"""Where Microsoft says to look: "Detect if a WebView2 Runtime is already installed"."""
_OLDEST = (86, 0, 622, 0)
"""What pywebview asks for; with less it would fall back to Internet Explorer."""

Registry = Callable[[str, str], str | None]
"""Gives the ``pv`` value of a key of "machine" or "user", or None."""

NO_GTK = (
    "no web engine: on Debian or Ubuntu run\n"
    "  apt-get install python3-gi gir1.2-webkit2-4.1\n"
    "or bring Qt instead: pip install bus-lms[kiosk,kiosk-qt]\n"
    "or start with --no-window and open the printed address in a browser"
)
NO_WEBVIEW2 = (
    "no web engine: Microsoft Edge WebView2 is missing on this machine.\n"
    "  Bring MicrosoftEdgeWebView2RuntimeInstallerX64.exe on a stick (from\n"
    "  https://developer.microsoft.com/microsoft-edge/webview2/, 'Evergreen Standalone'),\n"
    "  run it as administrator, then start bus-kiosk again"
)
OLD_WEBVIEW2 = "the web engine is too old: update Microsoft Edge WebView2, version {version}"

_TOOLKITS: dict[str, Callable[[Any], Toolkit]] = {
    "gtkwebkit2": use_gtk,
    "qtwebengine": use_qt,
    "edgechromium": use_edge,
}
"""By the renderer as pywebview calls it: those that the window can be locked down in."""


class EngineMissingError(Exception):
    """No web engine is here; the text says how to bring one."""


def load_toolkit() -> Toolkit:
    """Return what the window is made with. Call on the main thread, before any window.

    Raises:
        EngineMissingError: nothing suitable is here.
    """
    if (lacking := explain_engine()) is not None:
        raise EngineMissingError(lacking)
    try:
        gui = load_gui()
        return _TOOLKITS[gui.renderer](gui)
    except (WebViewException, KeyError) as error:
        raise EngineMissingError(NO_GTK) from error


def load_gui() -> Any:  # noqa: ANN401
    """Return pywebview's module of the best toolkit here: GTK is smaller than Qt.

    Raises:
        WebViewException: there is none.
    """
    os.environ.setdefault("QT_API", "pyqt6")  # QtPy: or PySide6, and never Qt 5
    return initialize("gtk")  # on Linux Qt where there is no GTK; on Windows it means nothing


def webview2_version(registry: Registry) -> str | None:
    """Return the version of the WebView2 runtime, or None where there is none."""
    return next(_versions(registry), None)


def explain_webview2(version: str | None) -> str | None:
    """Return what is wrong with the runtime and how it is mended; None when it will do."""
    if version is None:
        return NO_WEBVIEW2
    if _numbers(version) < _OLDEST:
        return OLD_WEBVIEW2.format(version=version)
    return None


def explain_engine() -> str | None:
    """Return what this machine lacks and how it is mended, as far as it can be told beforehand."""
    if sys.platform == "win32":
        return explain_webview2(webview2_version(_read_registry))
    return None


def _versions(registry: Registry) -> Iterator[str]:
    """An uninstalled runtime leaves the key with nothing or 0.0.0.0 in it."""
    for hive, key in _PLACES:
        version = registry(hive, key)
        if version and any(_numbers(version)):
            yield version


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


if sys.platform == "win32":

    def _read_registry(hive: str, key: str) -> str | None:
        root = winreg.HKEY_LOCAL_MACHINE if hive == "machine" else winreg.HKEY_CURRENT_USER
        try:
            with winreg.OpenKey(root, key) as opened:
                return str(winreg.QueryValueEx(opened, "pv")[0])
        except OSError:
            return None
