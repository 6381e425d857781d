"""On Windows: a window that may not be closed must not keep the laptop from being switched off."""

from typing import Any

_FREE = frozenset({"WindowsShutDown", "TaskManagerClosing"})


def let_windows_end(_form: object, closing: Any) -> None:  # noqa: ANN401
    """Take the veto back when Windows ends, as a ``FormClosing`` handler after pywebview's own.

    Args:
        closing: ``System.Windows.Forms.FormClosingEventArgs``.
    """
    if str(closing.CloseReason) in _FREE:
        closing.Cancel = False
