"""Watching what may have cut us off: interfaces that come and go, and sleep of the laptop."""

import logging
import threading
import time
from collections.abc import Callable

from common.interfaces import Networks, own_networks

PERIOD_S = 1.0
SLEPT_S = 5.0
"""A wall clock this far from where it should be means sleep, or somebody set it."""

log = logging.getLogger(__name__)


class NetworkWatch:
    """Polls; tells when everything learnt about the network should be doubted."""

    def __init__(
        self,
        on_change: Callable[[], None],
        *,
        find_networks: Callable[[], Networks] = own_networks,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take a first look.

        Args:
            on_change: called when addresses or links changed, and after sleep; returns at once.
            find_networks: where we are now.
            clock: the wall clock, in seconds. The monotonic one stands still while Linux sleeps.
        """
        self._on_change = on_change
        self._find_networks = find_networks
        self._clock = clock
        self._looked_at = clock()
        self._networks = find_networks()

    @property
    def networks(self) -> Networks:
        """Where we were at the last look."""
        return self._networks

    def look_once(self) -> bool:
        """Compare with the last look; return whether ``on_change`` was called."""
        now, networks = self._clock(), self._find_networks()
        slept = not 0 <= now - self._looked_at < PERIOD_S + SLEPT_S
        moved = networks != self._networks
        self._looked_at, self._networks = now, networks
        if slept or moved:
            log.info("network changed", extra={"slept": slept, "moved": moved})
            self._on_change()
        return slept or moved

    def run(self, stop: threading.Event) -> None:
        """Look every ``PERIOD_S`` until ``stop`` is set."""
        while not stop.wait(PERIOD_S):
            try:
                self.look_once()
            except Exception:
                log.exception("network not readable")
