"""Asks the page in the GTK web view how it is, and opens it anew when it is lost."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from kiosk.watchdog import Cure, Watchdog

PERIOD_S = 0.5
LOOP_SILENCE_S = 8.0
"""A window whose own loop stands still so long is killed; the parent starts it again."""
_LOOK = "Boolean(document.body && document.body.innerText.trim())"
_WORLD = "watch"
"""Pages cannot see or change what is asked here."""

log = logging.getLogger(__name__)


class PageWatch:
    """Lives in the window's own loop; one thread beside it watches that loop."""

    def __init__(self, glib: Any, view: Any, reopen: Callable[[Cure], None]) -> None:  # noqa: ANN401
        """Begin to watch; call in the window's loop.

        Args:
            glib: the GLib of the loop.
            view: the WebKitWebView.
            reopen: opens the page again; called in the window's loop.
        """
        self._glib = glib
        self._view = view
        self._reopen = reopen
        self._watchdog = Watchdog(time.monotonic(), period_s=PERIOD_S)
        self._is_asking = False
        self._turned_at = time.monotonic()
        glib.timeout_add(int(PERIOD_S * 1000), self._tick)
        threading.Thread(target=self._watch_loop, name="loop watch", daemon=True).start()

    def note_death(self) -> None:
        """The renderer died."""
        self._mend(self._watchdog.lose(time.monotonic()))

    def _tick(self) -> bool:
        now = self._turned_at = time.monotonic()
        cure = self._watchdog.tick(now)
        if cure is not None:
            # A page that hangs would never let another one in.
            self._view.terminate_web_process()
            self._mend(cure)
        elif not self._is_asking:
            self._is_asking = True
            self._view.evaluate_javascript(_LOOK, -1, _WORLD, None, None, self._hear)
        return True

    def _mend(self, cure: Cure) -> None:
        log.warning("page lost", extra={"cure": cure})
        self._is_asking = False
        self._reopen(cure)

    def _hear(self, view: Any, result: Any) -> None:  # noqa: ANN401
        self._is_asking = False
        try:
            is_well = view.evaluate_javascript_finish(result).to_boolean()
        except self._glib.Error:  # the renderer died, or the page is just changing
            return
        if is_well:
            self._watchdog.note_well(time.monotonic())

    def _watch_loop(self) -> None:
        before = time.monotonic()
        while True:
            time.sleep(PERIOD_S)
            now = time.monotonic()
            if now - before > LOOP_SILENCE_S / 2:  # the whole machine slept
                self._turned_at = now
            before = now
            if now - self._turned_at > LOOP_SILENCE_S:
                log.error("window stands still")
                os.kill(os.getpid(), signal.SIGKILL)
