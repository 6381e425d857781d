"""What is in view while the kiosk is not connected, and what keeps it from its bus."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk import screens
from kiosk.board import ScreenBoard
from kiosk.config import Address
from kiosk.finder import Found, Shut, Sighting
from kiosk.screens import BusInView, Trouble

NOT_FOUND_S = 4.0
"""Until then nobody is told to do anything: a bus is mostly found in less than one second."""
FRESH_S = 6.0
"""A shut door is met again within this time, or it is no longer there."""
OUT_OF_VIEW_S = 16.0
"""Three rounds of looking without a sighting."""
MOST_IN_VIEW = 24
"""Buses; who makes up more of them fills neither the screen nor the memory."""


@dataclass(frozen=True)
class Outside:
    """What the lookout asks about the world."""

    is_networked: Callable[[], bool]
    """Whether this laptop is in any network."""
    find_typed: Callable[[], Address | None]
    """The place somebody typed last."""
    clock: Callable[[], float] = time.monotonic
    """Seconds."""


@dataclass(frozen=True)
class _InView:
    sighting: Sighting
    """The last one; with the announcement of an earlier one, when it has none."""
    at: float
    """By the clock, of the last sighting."""


class Lookout:
    """Follows one search and tells the board."""

    def __init__(self, board: ScreenBoard, outside: Outside, *, wanted: str = "") -> None:
        """Begin.

        Args:
            board: who is told.
            outside: what else matters.
            wanted: fingerprint of our own bus, of which the caller learns by itself; empty: none.
        """
        self._board = board
        self._outside = outside
        self._wanted = wanted
        self._began_at = outside.clock()
        self._in_view: dict[str, _InView] = {}
        self._shut: dict[Address, tuple[Shut, float]] = {}

    def take(self, found: Found | None) -> None:
        """Take the next thing of the search into account; None lets time pass."""
        now = self._outside.clock()
        if isinstance(found, Shut):
            self._shut[found.address] = (found, now)
        elif found is not None and _is_plausible(found):
            self._see(found, now)
        self._forget_old(now)
        self._board.tell(screens.Troubled(self._trouble(now)))

    def find(self, fingerprint: str) -> Address | None:
        """Return where a bus in view is."""
        seen = self._in_view.get(fingerprint)
        return None if seen is None else seen.sighting.address

    def _see(self, sighting: Sighting, now: float) -> None:
        before = self._in_view.get(sighting.fingerprint)
        if before is None and self._is_crowded() and sighting.address != self._outside.find_typed():
            return
        if before is not None and sighting.announcement is None:
            sighting = replace(sighting, announcement=before.sighting.announcement)
        self._in_view[sighting.fingerprint] = _InView(sighting, now)
        self._shut.pop(sighting.address, None)
        self._board.tell(screens.BusSeen(_bus_of(sighting)))

    def _is_crowded(self) -> bool:
        return len(self._in_view) >= MOST_IN_VIEW

    def _forget_old(self, now: float) -> None:
        for fingerprint, seen in list(self._in_view.items()):
            if now - seen.at > OUT_OF_VIEW_S:
                del self._in_view[fingerprint]
                self._board.tell(screens.BusGone(fingerprint))
        self._shut = {a: (each, at) for a, (each, at) in self._shut.items() if now - at <= FRESH_S}

    def _trouble(self, now: float) -> Trouble | None:
        if not self._outside.is_networked():
            return Trouble.NO_NETWORK
        if any(self._is_ours(each) for each, _ in self._shut.values()):
            return Trouble.FIREWALL
        if typed := self._trouble_at_typed():
            return typed
        if self._in_view:
            return Trouble.OTHER_BUS if self._wanted else None
        return Trouble.NOT_FOUND if now - self._began_at > NOT_FOUND_S else None

    def _is_ours(self, shut: Shut) -> bool:
        said = shut.announcement
        return said is not None and self._wanted in {"", said.fingerprint}

    def _trouble_at_typed(self) -> Trouble | None:
        typed = self._outside.find_typed()
        if typed is None or typed not in self._shut:
            return None
        shut, _ = self._shut[typed]
        return Trouble.PLACE_SHUT if shut.is_refused else Trouble.PLACE_SILENT


def _is_plausible(sighting: Sighting) -> bool:
    """Drop servers that announce one key and show another, or are no bus at all."""
    announced = sighting.announcement
    if announced is None:
        return sighting.bus_code is not None
    return announced.fingerprint == sighting.fingerprint


def _bus_of(sighting: Sighting) -> BusInView:
    announced = sighting.announcement
    if announced is None:
        return BusInView(sighting.fingerprint, str(sighting.address), sighting.bus_code or "")
    return BusInView(sighting.fingerprint, announced.bus_name, announced.bus_code)
