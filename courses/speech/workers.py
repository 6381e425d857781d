"""Programs that are kept running, to which work is given one piece after the other."""

import subprocess
import sys
import threading
import weakref
from contextlib import suppress

from courses.speech.errors import VoiceFailedError
from courses.speech.messages import read_messages, write_message

_TIMEOUT_S = 60.0


class Workers:
    """Runs ``python -m MODULE`` as often as it is asked at the same time.

    A worker ends when nobody holds this object any more, or this process ends.
    """

    def __init__(self, module: str) -> None:
        """Hold the module; it is started with the first piece of work."""
        self._module = module
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[bytes]] = []
        weakref.finalize(self, _end_all, self._idle)

    def __call__(self, message: bytes) -> bytes:
        """Return what a worker answers.

        Raises:
            VoiceFailedError: it answered nothing, or has ended; the next one is new.
        """
        worker = self._take()
        # A worker that hangs is ended; then its output is closed and the reading below too.
        guard = threading.Timer(_TIMEOUT_S, worker.kill)
        guard.start()
        try:
            answer = _ask(worker, message)
        finally:
            guard.cancel()
        if not answer:
            _end(worker)
            raise VoiceFailedError(voice=self._module, reason="no sound")
        with self._lock:
            self._idle.append(worker)
        return answer

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", self._module], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )


def _ask(worker: subprocess.Popen[bytes], message: bytes) -> bytes:
    if worker.stdin is None or worker.stdout is None:
        raise ValueError("a worker has pipes")
    try:
        write_message(worker.stdin, message)
        worker.stdin.flush()
    except OSError:
        return b""
    return next(read_messages(worker.stdout), b"")


def _end_all(workers: list[subprocess.Popen[bytes]]) -> None:
    while workers:
        _end(workers.pop())


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    worker.wait()
