"""WebKitGTK: its web view, with the ways out closed that its defaults leave open."""

import os
import time
from collections.abc import Callable
from typing import Any

from kiosk.corner_taps import CornerTaps
from kiosk.web_view import LOOK, Toolkit

_PLAYS_ALWAYS = 0
"""``WebKitAutoplayPolicy``: pages may speak before they were touched; all of them are ours."""
_BUTTON_PRESS = 4
_TOUCH_BEGIN = 37
"""``GdkEventType``."""
_KILLED_BY_US = "terminated-by-api"
_WORLD = "watch"


class GtkView:
    """A WebKitWebView as :class:`kiosk.web_view.WebView`."""

    def __init__(self, glib: Any, view: Any) -> None:  # noqa: ANN401
        """Take a view.

        Args:
            glib: the GLib of its loop.
            view: the WebKitWebView.
        """
        self._glib = glib
        self._view = view
        self._is_asking = False

    def open(self, url: str) -> None:
        """Go to an address."""
        self._is_asking = False
        self._view.load_uri(url)

    def shown_url(self) -> str:
        """Return the present address."""
        return self._view.get_uri() or ""

    def end_page(self) -> None:
        """End the renderer."""
        self._view.terminate_web_process()

    def look(self, tell: Callable[[bool], None]) -> None:
        """Ask the page whether it shows any words, one question at a time."""
        if self._is_asking:
            return
        self._is_asking = True

        def hear(view: Any, result: Any) -> None:  # noqa: ANN401
            self._is_asking = False
            try:
                tell(view.evaluate_javascript_finish(result).to_boolean())
            except self._glib.Error:  # the renderer died, or the page is just changing
                return

        self._view.evaluate_javascript(LOOK, -1, _WORLD, None, None, hear)

    def every(self, seconds: float, act: Callable[[], None]) -> None:
        """Call ``act`` again and again."""

        def turn() -> bool:
            act()
            return True

        self._glib.timeout_add(int(seconds * 1000), turn)

    def mind(self, *, died: Callable[[], None], staff_called: Callable[[], None]) -> None:
        """Hear of what happens."""
        taps = CornerTaps()

        def pressed(_view: Any, event: Any) -> bool:  # noqa: ANN401
            is_tap = int(event.type) in {_BUTTON_PRESS, _TOUCH_BEGIN}
            if is_tap and taps.tap(event.x, event.y, time.monotonic()):
                staff_called()
            return False  # the page gets it as well

        def ended(_view: Any, reason: Any) -> None:  # noqa: ANN401
            if reason.value_nick != _KILLED_BY_US:
                died()

        self._view.connect("button-press-event", pressed)
        self._view.connect("touch-event", pressed)
        self._view.connect("web-process-terminated", ended)


def use_gtk(gui: Any) -> Toolkit:  # noqa: ANN401
    """Return the toolkit.

    Args:
        gui: pywebview's module for it.
    """
    os.environ.setdefault("WEBKIT_DISABLE_COMPOSITING_MODE", "1")  # 75 MB less

    def lock_down(window: Any, origin: str) -> GtkView:  # noqa: ANN401
        view = find_web_view(window.native)
        _lock_down(view, origin=origin)
        return GtkView(gui.glib, view)

    return Toolkit("gtk", lock_down)


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


def _lock_down(view: Any, *, origin: str) -> None:  # noqa: ANN401
    speaking = type(view.get_website_policies())(autoplay=_PLAYS_ALWAYS)
    view.connect("decide-policy", lambda _, what, kind: _decide(what, kind, origin, speaking))
    for refused in ("print", "run-file-chooser", "context-menu", "show-notification"):
        view.connect(refused, lambda *_: True)
    view.connect("run-color-chooser", _cancel)
    view.connect("script-dialog", _agree)
    view.connect("permission-request", _deny)
    view.connect("load-failed", lambda *_: True)  # no page of the engine's own, in English
    view.connect("notify::zoom-level", lambda view, _: view.set_zoom_level(1.0))
    # pywebview's way from pages into the program: we need none, and it shows dialogues.
    view.get_user_content_manager().unregister_script_message_handler("jsBridge")
    view.get_context().connect("download-started", lambda _, download: download.cancel())


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


def _cancel(_view: Any, request: Any) -> bool:  # noqa: ANN401
    request.cancel()
    return True
