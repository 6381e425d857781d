"""Opening a TCP connection where packets get lost: TCP itself waits a second before it repeats."""

import os
import selectors
import socket
import time
from typing import Self

from kiosk.config import Address

AGAIN_S = 0.3
"""Another try is begun after this time without an answer; the first that is answered counts."""


def knock(address: Address, *, timeout_s: float) -> socket.socket:
    """Return an open connection; it blocks, without a time limit.

    Args:
        address: where to; of a name with several addresses each is tried in turn.
        timeout_s: how long in all.

    Raises:
        OSError: nobody is there, or the name is unknown; ``TimeoutError``: nothing answers.
    """
    places = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    with _Tries() as tries:
        end = time.monotonic() + timeout_s
        while (left := end - time.monotonic()) > 0:
            if len(tries.failed) == len(places):
                raise tries.failed[-1]
            tries.begin(*places[tries.begun % len(places)])
            answered = tries.wait(min(AGAIN_S, left))
            if answered is not None:
                return answered
    raise TimeoutError


class _Tries:
    """Connections that are being opened; those that are left over are closed."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._open: list[socket.socket] = []
        self.begun = 0
        self.failed: list[OSError] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for each in self._open:
            each.close()

    def begin(
        self, family: int, kind: int, protocol: int, _name: str, place: tuple[str | int, ...]
    ) -> None:
        """Begin one more."""
        self.begun += 1
        one = socket.socket(family, kind, protocol)
        self._open.append(one)
        one.settimeout(0.0)
        try:
            one.connect(place)
        except BlockingIOError:
            pass
        except OSError as error:
            self.failed.append(error)
            return
        self._selector.register(one, selectors.EVENT_WRITE)

    def wait(self, seconds: float) -> socket.socket | None:
        """Return one that was answered within ``seconds``; None: none yet, or one failed."""
        if not self._selector.get_map():
            return None
        for key, _ in self._selector.select(seconds):
            one = key.fileobj
            self._selector.unregister(one)
            assert isinstance(one, socket.socket)  # noqa: S101 - only sockets are registered
            if number := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.failed.append(OSError(number, os.strerror(number)))
                continue
            self._open.remove(one)
            one.settimeout(None)
            return one
        return None
