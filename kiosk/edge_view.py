"""Edge WebView2: closes the ways out that pywebview leaves open. Not tried on Windows yet."""

from typing import Any

from kiosk.web_view import Toolkit

_WAYS_OUT = (
    "AreBrowserAcceleratorKeysEnabled",
    "AreDefaultContextMenusEnabled",
    "AreDefaultScriptDialogsEnabled",
    "AreDevToolsEnabled",
    "AreHostObjectsAllowed",
    "IsBuiltInErrorPageEnabled",
    "IsGeneralAutofillEnabled",
    "IsPasswordAutosaveEnabled",
    "IsPinchZoomEnabled",
    "IsStatusBarEnabled",
    "IsSwipeNavigationEnabled",
    "IsWebMessageEnabled",
    "IsZoomControlEnabled",
)
"""Of ``CoreWebView2Settings``: none of them is for learners."""
_NO_DIALOGUES = """
window.print = () => {};
addEventListener("click", (event) => {
  if (event.composedPath()[0].matches?.("input[type=file], input[type=color]")) {
    event.preventDefault();
  }
}, true);
for (const way of ["showOpenFilePicker", "showSaveFilePicker", "showDirectoryPicker"]) {
  delete window[way];
}
"""
"""Runs before each page, in all frames: WebView2 has no switch for these."""
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


def _lock_down(window: Any, origin: str) -> None:  # noqa: ANN401
    form = window.native
    form.FormClosing += let_windows_end

    def keep_inside(_view: object, navigation: Any) -> None:  # noqa: ANN401
        navigation.Cancel = not str(navigation.Uri).startswith(origin + "/")

    form.webview.NavigationStarting += keep_inside
    # After pywebview's own handler, which opens some of these ways.
    form.webview.CoreWebView2InitializationCompleted += _close_ways_out


def _close_ways_out(view: Any, _done: object) -> None:  # noqa: ANN401
    core = view.CoreWebView2
    for way in _WAYS_OUT:
        setattr(core.Settings, way, False)
    core.ScriptDialogOpening += _let_be_left
    core.PermissionRequested += _deny
    core.AddScriptToExecuteOnDocumentCreatedAsync(_NO_DIALOGUES)


def _let_be_left(_core: object, dialog: Any) -> None:  # noqa: ANN401
    """Let a page that asks before it is left be left; nothing is shown for the others."""
    if str(dialog.Kind) == "Beforeunload":
        dialog.Accept()


def _deny(_core: object, request: Any) -> None:  # noqa: ANN401
    request.State = type(request.State).Deny
