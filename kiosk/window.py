"""The one window: full screen, shows the gateway, leads nowhere else."""

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial

import webview
from webview.errors import WebViewException

from kiosk.board import ScreenBoard
from kiosk.entrance import STAFF_PATH
from kiosk.page_watch import PageWatch
from kiosk.screens import OWN_PATH, Screen
from kiosk.watchdog import Cure
from kiosk.web_engine import load_toolkit
from kiosk.web_view import Toolkit, WebView
from kiosk.whereabouts import Trail

_SIZE = (1366, 768)
_GROUND = "#f4f1ea"
_SETTINGS = {
    "ALLOW_DOWNLOADS": False,
    "ALLOW_FILE_URLS": False,
    "OPEN_EXTERNAL_LINKS_IN_BROWSER": False,
    "OPEN_DEVTOOLS_IN_DEBUG": False,
    "SHOW_DEFAULT_MENUS": False,
}
_CANNOT_RUN = 1
"""Exit code that the parent takes as final when it is the first."""
_AGAIN_AFTER_S = 1.0

log = logging.getLogger(__name__)


class KioskWindow:
    """A pywebview window whose loop owns the main thread."""

    def __init__(
        self, board: ScreenBoard, trail: Trail, *, origin: str, new_entry_url: Callable[[], str]
    ) -> None:
        """Prepare; nothing is on the screen yet.

        Args:
            board: what to show.
            trail: where the learner is.
            origin: of the gateway.
            new_entry_url: an address that lets one browser in, once.
        """
        self._board = board
        self._trail = trail
        self._origin = origin
        self._new_entry_url = new_entry_url
        self._may_close = False
        self._changed = threading.Event()
        self._window: webview.Window | None = None

    def run(self, *, windowed: bool) -> None:
        """Show the window; returns when it is closed. Call on the main thread.

        Raises:
            EngineMissingError: no web engine is installed.
        """
        toolkit = load_toolkit()
        webview.settings.update(_SETTINGS)
        window = webview.create_window(
            "bus-kiosk",
            self._new_entry_url(),
            width=_SIZE[0],
            height=_SIZE[1],
            fullscreen=not windowed,
            easy_drag=False,
            background_color=_GROUND,
        )
        if window is None:
            raise RuntimeError("no window")
        window.events.closing += self._may_really_close
        window.events.before_show += partial(self._lock_down_or_end, toolkit, window)
        window.events.shown += self._close_if_told
        self._window = window
        self._board.listen(lambda _: self._changed.set())
        threading.Thread(target=self._follow, name="window", daemon=True).start()
        # Private mode: cookies of learners stay in memory.
        webview.start(gui=toolkit.gui, debug=False, private_mode=True)

    def close(self) -> None:
        """Close the window; nothing else can."""
        self._may_close = True
        if self._window is not None:
            self._window.destroy()

    def _close_if_told(self) -> None:
        """Before the window was shown nothing could be closed."""
        if self._may_close:
            self.close()

    def _may_really_close(self) -> bool | None:
        return None if self._may_close else False

    def _lock_down_or_end(self, toolkit: Toolkit, window: webview.Window) -> None:
        """An engine too old for us must not be shown with its ways out open."""
        try:
            self._lock_down(toolkit, window)
        except Exception:  # pywebview would log it and show the window
            log.exception("window cannot be locked down")
            os._exit(_CANNOT_RUN)

    def _lock_down(self, toolkit: Toolkit, window: webview.Window) -> None:
        view = toolkit.lock_down(window, self._origin)
        if view is None:
            return
        watch = PageWatch(view, lambda cure: self._reopen(view, cure))
        view.mind(
            died=watch.note_death,
            staff_called=lambda: view.open(self._origin + STAFF_PATH),
        )

    def _reopen(self, view: WebView, cure: Cure) -> None:
        shown = view.shown_url()
        if cure is Cure.START_OVER:
            self._trail.start_over()
        is_same = cure is Cure.REOPEN and self._is_shown(shown)
        view.open(shown if is_same else self._new_entry_url())

    def _is_shown(self, url: str) -> bool:
        return url.startswith(self._origin + "/") and "?ticket=" not in url

    def _follow(self) -> None:
        """Pages of the kiosk follow the board themselves; pages of the bus are called back."""
        while True:
            self._changed.wait()
            self._changed.clear()
            try:
                self._call_back()
            except WebViewException:  # a slow laptop shows its first page late
                log.warning("page not called back yet")
                time.sleep(_AGAIN_AFTER_S)
                self._changed.set()

    def _call_back(self) -> None:
        if self._window is None:
            return
        # Asked first: it waits for the first page, and meanwhile the bus may be found.
        shown = self._window.get_current_url() or ""
        state, _ = self._board.now()
        if state.screen is Screen.LEARNING or shown.startswith(self._origin + OWN_PATH):
            return
        self._window.load_url(self._origin + state.path)
