"""Threads without which a kiosk is none: when one ends before its time, so does the program."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


def begin_vital(
    name: str,
    run: Callable[[threading.Event], None],
    stop: threading.Event,
    *,
    die: Callable[[], None],
) -> threading.Thread:
    """Start ``run`` in a thread of its own and return that thread.

    Args:
        name: for the log.
        run: ends soon after ``stop`` is set, and never before.
        stop: when to end.
        die: ends the whole program at once, so that its parent starts another.
    """

    def run_to_the_end() -> None:
        try:
            run(stop)
        except Exception:
            log.exception("thread failed", extra={"thread_name": name})
        if not stop.is_set():
            log.critical("a kiosk without this thread is none", extra={"thread_name": name})
            die()

    thread = threading.Thread(target=run_to_the_end, name=name, daemon=True)
    thread.start()
    return thread
