"""Closing the ways out of the GTK web view that its defaults leave open."""

import time
from collections.abc import Callable
from typing import Any

from kiosk.corner_taps import CornerTaps

_PLAYS_ALWAYS = 0
"""``WebKitAutoplayPolicy``: pages may speak before they were touched; all of them are ours."""
_BUTTON_PRESS = 4
_TOUCH_BEGIN = 37
"""``GdkEventType``."""
_KILLED_BY_US = "terminated-by-api"


def lock_down(view: Any, *, origin: str) -> None:  # noqa: ANN401
    """Keep the web view on pages of ``origin``.

    Refused: other sites, file addresses, new windows, downloads, the print dialogue, file
    choosers, menus, dialogues of scripts, larger and smaller by key, wheel or fingers, and
    questions for camera or place.

    Args:
        view: a WebKitWebView.
        origin: the only scheme, host and port that may be shown.
    """
    speaking = type(view.get_website_policies())(autoplay=_PLAYS_ALWAYS)
    view.connect("decide-policy", lambda _, what, kind: _decide(what, kind, origin, speaking))
    for refused in ("print", "run-file-chooser", "context-menu", "show-notification"):
        view.connect(refused, lambda *_: True)
    view.connect("script-dialog", _agree)
    view.connect("permission-request", _deny)
    view.connect("load-failed", lambda *_: True)  # no page of the engine's own, in English
    view.connect("notify::zoom-level", lambda view, _: view.set_zoom_level(1.0))
    # pywebview's way from pages into the program: we need none, and it shows dialogues.
    view.get_user_content_manager().unregister_script_message_handler("jsBridge")
    view.get_context().connect("download-started", lambda _, download: download.cancel())


def mind_view(
    view: Any,  # noqa: ANN401
    *,
    died: Callable[[], None],
    staff_called: Callable[[], None],
) -> None:
    """Hear of what happens to the web view.

    Args:
        view: a WebKitWebView.
        died: its renderer is gone, not by our own hand.
        staff_called: somebody made the gesture of the staff, on whatever page.
    """
    taps = CornerTaps()

    def pressed(_view: Any, event: Any) -> bool:  # noqa: ANN401
        is_tap = int(event.type) in {_BUTTON_PRESS, _TOUCH_BEGIN}
        if is_tap and taps.tap(event.x, event.y, time.monotonic()):
            staff_called()
        return False  # the page gets it as well

    def ended(_view: Any, reason: Any) -> None:  # noqa: ANN401
        if reason.value_nick != _KILLED_BY_US:
            died()

    view.connect("button-press-event", pressed)
    view.connect("touch-event", pressed)
    view.connect("web-process-terminated", ended)


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


def _agree(_view: Any, dialog: Any) -> bool:  # noqa: ANN401
    """Show nothing, and let a page that asks before it is left be left."""
    if dialog.get_dialog_type().value_nick == "before-unload-confirm":
        dialog.confirm_set_confirmed(True)  # noqa: FBT003
    return True


def _deny(_view: Any, request: Any) -> bool:  # noqa: ANN401
    request.deny()
    return True
