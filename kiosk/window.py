"""The one window: full screen, shows the gateway, leads nowhere else."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import webview

from kiosk.entrance import STAFF_PATH
from kiosk.lockdown import find_web_view, lock_down, mind_view
from kiosk.page_watch import PageWatch
from kiosk.screens import OWN_PATH, Screen, ScreenBoard
from kiosk.shutdown import let_windows_end
from kiosk.watchdog import Cure
from kiosk.whereabouts import Trail

_SIZE = (1366, 768)
_GROUND = "#f4f1ea"
_IS_LINUX = sys.platform.startswith("linux")
_SETTINGS = {
    "ALLOW_DOWNLOADS": False,
    "ALLOW_FILE_URLS": False,
    "OPEN_EXTERNAL_LINKS_IN_BROWSER": False,
    "OPEN_DEVTOOLS_IN_DEBUG": False,
    "SHOW_DEFAULT_MENUS": False,
}


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
            webview.errors.WebViewException: no web engine is installed.
        """
        os.environ.setdefault("WEBKIT_DISABLE_COMPOSITING_MODE", "1")  # 75 MB less
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
        window.events.before_show += self._lock_down
        window.events.shown += self._close_if_told
        self._window = window
        self._board.listen(lambda _: self._changed.set())
        threading.Thread(target=self._follow, name="window", daemon=True).start()
        # Private mode: cookies of learners stay in memory.
        webview.start(gui="gtk" if _IS_LINUX else None, debug=False, private_mode=True)

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

    def _lock_down(self, window: webview.Window) -> None:
        if not _IS_LINUX:
            form: Any = window.native
            form.FormClosing += let_windows_end
            return
        view = find_web_view(window.native)
        gui: Any = window.gui
        watch = PageWatch(gui.glib, view, lambda cure: self._reopen(view, cure))
        lock_down(view, origin=self._origin)
        mind_view(
            view,
            died=watch.note_death,
            staff_called=lambda: view.load_uri(self._origin + STAFF_PATH),
        )

    def _reopen(self, view: Any, cure: Cure) -> None:  # noqa: ANN401
        shown = view.get_uri() or ""
        if cure is Cure.START_OVER:
            self._trail.start_over()
        is_same = cure is Cure.REOPEN and self._is_shown(shown)
        view.load_uri(shown if is_same else self._new_entry_url())

    def _is_shown(self, url: str) -> bool:
        return url.startswith(self._origin + "/") and "?ticket=" not in url

    def _follow(self) -> None:
        """Pages of the kiosk follow the board themselves; pages of the bus are called back."""
        while True:
            self._changed.wait()
            self._changed.clear()
            state, _ = self._board.now()
            if state.screen is Screen.LEARNING or self._window is None:
                continue
            if not (self._window.get_current_url() or "").startswith(self._origin + OWN_PATH):
                self._window.load_url(self._origin + state.path)
