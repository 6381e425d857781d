"""Edge WebView2: pywebview closes its ways out; here is what else a window on Windows needs."""

from typing import Any

from kiosk.web_view import Toolkit

_FREE = frozenset({"WindowsShutDown", "TaskManagerClosing"})


def use_edge(_gui: object) -> Toolkit:
    """Return the toolkit; its page cannot be watched yet."""
    return Toolkit("edgechromium", _lock_down)


def let_windows_end(_form: object, closing: Any) -> None:  # noqa: ANN401
    """Take the veto back when Windows ends, as a ``FormClosing`` handler after pywebview's own.

    Without it a window that may not be closed keeps the laptop from being switched off.

    Args:
        closing: ``System.Windows.Forms.FormClosingEventArgs``.
    """
    if str(closing.CloseReason) in _FREE:
        closing.Cancel = False


def _lock_down(window: Any, _origin: str) -> None:  # noqa: ANN401
    window.native.FormClosing += let_windows_end
