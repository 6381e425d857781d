"""How long the bus may be silent before it counts as away: as the network has been lately."""

from collections import deque

SHORTEST_S = 2.5
"""On a good network a bus that lets a heartbeat wait longer is looked for anew."""
LONGEST_S = 6.0
_TIMES = 4
_REMEMBERED = 8


class Patience:
    """Grows where packets are lost, and shrinks when the network is good again."""

    def __init__(self) -> None:
        self._took: deque[float] = deque(maxlen=_REMEMBERED)

    def note(self, seconds: float) -> None:
        """Take into account how long the bus took for one answer."""
        self._took.append(seconds)

    @property
    def silence_s(self) -> float:
        """Longest silence that is still as usual, ``SHORTEST_S`` to ``LONGEST_S``."""
        return min(max(SHORTEST_S, self._usual_s), LONGEST_S)

    @property
    def tries(self) -> int:
        """How often to ask before looking elsewhere: where packets are lost, by two ways."""
        return 1 if self._usual_s <= SHORTEST_S else 2

    @property
    def _usual_s(self) -> float:
        return _TIMES * max(self._took, default=0.0)
