"""The small parent: starts the kiosk, and starts it again when it dies."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import IO

from kiosk.lifeline import parse_line, to_line
from kiosk.whereabouts import Whereabouts

SETTLED_S = 15.0
"""A kiosk that lived so long did not die at once."""
GRACE_S = 10.0
"""Time to end in order."""
_PAUSES_S = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
_CANNOT_RUN = (1, 2)

log = logging.getLogger(__name__)


def pause_before(deaths: int) -> float:
    """Return the seconds to wait before the next start.

    Args:
        deaths: how often in a row it died at once, 1 or more.
    """
    return _PAUSES_S[min(deaths, len(_PAUSES_S)) - 1]


def is_final(status: int, *, is_first: bool, lived_s: float) -> bool:
    """Tell whether a kiosk that ended with ``status`` is left alone.

    Args:
        status: 0 is an orderly end, by the staff or by a signal; 1 and 2 are refusals to run.
        is_first: nothing ran before it.
        lived_s: how long it ran.
    """
    if status == 0:
        return True
    return is_first and status in _CANNOT_RUN and lived_s < SETTLED_S


class Supervisor:
    """Runs one kiosk after the other; the main thread of its process."""

    def __init__(self, command: Sequence[str]) -> None:
        """Prepare.

        Args:
            command: starts a kiosk that keeps to :class:`kiosk.lifeline.Lifeline`.
        """
        self._command = command
        self._last = Whereabouts()
        self._ending = threading.Event()
        self._kiosk: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Return the last kiosk's status once it is not to be started again."""
        deaths, is_first = 0, True
        while not self._ending.is_set():
            started = time.monotonic()
            status = self._run_once()
            lived_s = time.monotonic() - started
            if self._ending.is_set():
                return 0 if status in {0, -signal.SIGTERM} else 1
            if is_final(status, is_first=is_first, lived_s=lived_s):
                return status
            deaths = 1 if lived_s >= SETTLED_S else deaths + 1
            is_first = False
            log.warning("kiosk died", extra={"status": status})
            self._ending.wait(pause_before(deaths))
        return 0

    def end(self) -> None:
        """End the kiosk in order, and do not start another; may be called from a signal."""
        self._ending.set()
        kiosk = self._kiosk
        if kiosk is not None:
            kiosk.terminate()
            killer = threading.Timer(GRACE_S, kiosk.kill)
            killer.daemon = True
            killer.start()

    def _run_once(self) -> int:
        with subprocess.Popen(  # noqa: S603
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as kiosk:
            self._kiosk = kiosk
            if self._ending.is_set():
                kiosk.terminate()
            if kiosk.stdin is None or kiosk.stdout is None:
                raise RuntimeError("no pipes")
            self._send(kiosk.stdin)
            listener = threading.Thread(target=self._listen, args=(kiosk.stdout,), daemon=True)
            listener.start()
            return kiosk.wait()

    def _send(self, writing: IO[bytes]) -> None:
        try:
            writing.write(to_line(self._last))
            writing.flush()
        except OSError:
            return  # it died already

    def _listen(self, reading: IO[bytes]) -> None:
        for line in reading:
            self._last = parse_line(line) or self._last


def supervise(arguments: Sequence[str]) -> int:
    """Run ``bus-kiosk`` with ``arguments`` until it ends in order; return its status."""
    return supervise_command([sys.executable, "-m", "kiosk", "--supervised", *arguments])


def supervise_command(command: Sequence[str]) -> int:
    """Run ``command`` until it ends in order; SIGTERM and SIGINT end both."""
    supervisor = Supervisor(command)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.end())
    return supervisor.run()
