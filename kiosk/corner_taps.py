"""The gesture of the staff: five taps in the upper left corner of the screen."""

CORNER_PX = 40
TAPS = 5
WITHIN_S = 4.0
_SAME_TAP_S = 0.02
"""A finger may be told twice, as touch and as button."""


class CornerTaps:
    """Counts taps of mouse or finger; nothing on the screen shows that it does."""

    def __init__(self) -> None:
        self._taps: list[float] = []

    def tap(self, x: float, y: float, now: float) -> bool:
        """Take one tap; return whether it completes the gesture.

        Args:
            x: pixels from the left edge of the window.
            y: pixels from its upper edge.
            now: seconds that only grow.
        """
        if x >= CORNER_PX or y >= CORNER_PX:
            self._taps = []
            return False
        if self._taps and now - self._taps[-1] < _SAME_TAP_S:
            return False
        self._taps = [*(at for at in self._taps if now - at < WITHIN_S), now]
        if len(self._taps) < TAPS:
            return False
        self._taps = []
        return True
