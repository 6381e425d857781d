"""Closing the ways out of the GTK web view that its defaults leave open."""

from collections.abc import Callable
from typing import Any

_PLAYS_ALWAYS = 0
"""``WebKitAutoplayPolicy``: pages may speak before they were touched; all of them are ours."""


def lock_down(window: Any, *, origin: str, reopen: Callable[[Any], None]) -> None:  # noqa: ANN401
    """Keep the web view inside ``window`` on pages of ``origin``.

    Refused: other sites, file addresses, new windows, downloads, the print dialogue, file
    choosers, and questions for camera or place.

    Args:
        window: the GTK window that holds a WebKitWebView.
        origin: the only scheme, host and port that may be shown.
        reopen: called with the web view when its renderer died.

    Raises:
        LookupError: no web view inside.
    """
    view = find_web_view(window)
    speaking = type(view.get_website_policies())(autoplay=_PLAYS_ALWAYS)
    view.connect("decide-policy", lambda _, what, kind: _decide(what, kind, origin, speaking))
    view.connect("print", lambda *_: True)
    view.connect("run-file-chooser", lambda *_: True)
    view.connect("permission-request", _deny)
    view.connect("web-process-terminated", lambda view, _: reopen(view))
    view.get_context().connect("download-started", lambda _, download: download.cancel())


def find_web_view(widget: Any) -> Any:  # noqa: ANN401
    """Return the web view inside a GTK widget.

    Raises:
        LookupError: none there.
    """
    if hasattr(widget, "load_uri"):
        return widget
    for child in widget.get_children() if hasattr(widget, "get_children") else ():
        try:
            return find_web_view(child)
        except LookupError:
            continue
    raise LookupError("no web view in the window")


def _decide(decision: Any, kind: Any, origin: str, speaking: Any) -> bool:  # noqa: ANN401
    """Ignore what would leave ``origin``, open its pages with sound; True when decided here."""
    if kind.value_nick == "response":
        return False
    target = decision.get_navigation_action().get_request().get_uri()
    if kind.value_nick == "navigation-action" and target.startswith(origin + "/"):
        decision.use_with_policies(speaking)
        return True
    decision.ignore()
    return True


def _deny(_view: Any, request: Any) -> bool:  # noqa: ANN401
    request.deny()
    return True
