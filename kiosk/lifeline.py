"""What ties a kiosk to the parent that starts it again when it dies.

The parent writes one line, where the learner was, and keeps the pipe open as long as it lives.
The kiosk writes a line each time the learner gets somewhere else. Nothing of it is on a disk.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO

import msgspec

from kiosk.whereabouts import Whereabouts


class Lifeline:
    """The kiosk's end of both pipes."""

    @classmethod
    def of_this_process(cls) -> "Lifeline":
        """Return the lifeline on standard input and output; nothing else may use them.

        Without buffers: a thread that waits in one would not let the program end.
        """
        # They are used as long as the process lives.
        return cls(
            open(0, "rb", buffering=0, closefd=False),
            open(1, "wb", buffering=0, closefd=False),
        )

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        """Read where the learner was; waits for the parent's first line.

        Args:
            reading: from the parent.
            writing: to the parent.
        """
        self._reading = reading
        self._writing = writing
        self.last = parse_line(reading.readline())

    def tell(self, whereabouts: Whereabouts) -> None:
        """Let the parent know; a parent that is gone ends this kiosk by itself."""
        try:
            self._writing.write(to_line(whereabouts))
            self._writing.flush()
        except (OSError, ValueError):
            return

    def watch(self, act: Callable[[], None]) -> None:
        """Call ``act`` from a thread of its own when the parent is gone."""
        threading.Thread(target=self._wait, args=(act,), name="lifeline", daemon=True).start()

    def _wait(self, act: Callable[[], None]) -> None:
        with suppress(OSError, ValueError):  # a broken pipe says the same as one that ended
            while self._reading.readline():
                pass
        act()


def to_line(whereabouts: Whereabouts) -> bytes:
    """Return one line for the other end."""
    return msgspec.json.encode(whereabouts) + b"\n"


def parse_line(line: bytes) -> Whereabouts | None:
    """Return what the other end wrote, or None for any other line."""
    try:
        return msgspec.json.decode(line, type=Whereabouts)
    except msgspec.DecodeError:
        return None
