"""Asks the page how it is, and opens it anew when it is lost."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from kiosk.watchdog import Cure, Watchdog
from kiosk.web_view import WebView

PERIOD_S = 0.5
LOOP_SILENCE_S = 8.0
"""A window whose own loop stands still so long is killed; the parent starts it again."""

log = logging.getLogger(__name__)


class PageWatch:
    """Lives in the window's own loop; one thread beside it watches that loop."""

    def __init__(self, view: WebView, reopen: Callable[[Cure], None]) -> None:
        """Begin to watch; call in the window's loop.

        Args:
            view: what shows the page.
            reopen: opens the page again; called in the window's loop.
        """
        self._view = view
        self._reopen = reopen
        self._watchdog = Watchdog(time.monotonic(), period_s=PERIOD_S)
        self._turned_at = time.monotonic()
        view.every(PERIOD_S, self._tick)
        threading.Thread(target=self._watch_loop, name="loop watch", daemon=True).start()

    def note_death(self) -> None:
        """The renderer died."""
        self._mend(self._watchdog.lose(time.monotonic()))

    def _tick(self) -> None:
        now = self._turned_at = time.monotonic()
        cure = self._watchdog.tick(now)
        if cure is None:
            self._view.look(self._hear)
        else:
            self._view.end_page()
            self._mend(cure)

    def _mend(self, cure: Cure) -> None:
        log.warning("page lost", extra={"cure": cure})
        self._reopen(cure)

    def _hear(self, is_well: bool) -> None:  # noqa: FBT001 - the page's answer
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
