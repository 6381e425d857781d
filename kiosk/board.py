"""The present screen, for all threads."""

import threading
from collections.abc import Callable

from kiosk.screens import Event, State, after


class ScreenBoard:
    """The present state for all threads; listeners hear of each change, in order."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._state = State()
        self._version = 0
        self._listeners: list[Callable[[State], None]] = []

    def listen(self, listener: Callable[[State], None]) -> None:
        """Call ``listener`` on every change; it must return at once."""
        with self._lock:
            self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        """Take ``event`` into account."""
        with self._lock:
            state = after(self._state, event)
            if state == self._state:
                return
            self._state = state
            self._version += 1
            for listener in self._listeners:
                listener(state)

    def now(self) -> tuple[State, int]:
        """Return the state and its number, which grows with each change."""
        with self._lock:
            return self._state, self._version
