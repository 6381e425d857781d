"""When a page has to be opened anew: a pure decision from its signs of life."""

from enum import StrEnum

SILENCE_S = 3.0
"""A page that shows nothing, or answers nothing, for so long is lost."""
FIRST_SILENCE_S = 20.0
"""The first page of a slow laptop has more time."""
_AFTER_CURE_S = (6.0, 12.0, 24.0)
"""Time for a page that was opened anew, each time in a row."""
_AGAIN_S = 60.0


class Cure(StrEnum):
    """What to do with the page."""

    REOPEN = "reopen"
    """Open it again, in a new renderer."""
    ENTER = "enter"
    """Come in by the front door, with the learner's cookies, and go there."""
    START_OVER = "start_over"
    """Open the first page instead: this one was lost again and again."""


_IN_A_ROW = (Cure.REOPEN, Cure.ENTER, Cure.START_OVER)
"""What is tried when one page is lost again and again."""


class Watchdog:
    """Knows when a page was last seen well; all times are seconds of one clock."""

    def __init__(self, now: float, *, period_s: float) -> None:
        """Begin with a page that was just asked for.

        Args:
            now: the present time.
            period_s: how often :meth:`tick` is called.
        """
        self._period_s = period_s
        self._well_at = now
        self._ticked_at = now
        self._patience_s = FIRST_SILENCE_S
        self._cured_at: list[float] = []

    def note_well(self, now: float) -> None:
        """The page answered, and shows something."""
        self._well_at = now
        self._patience_s = SILENCE_S

    def tick(self, now: float) -> Cure | None:
        """Return what to do now, mostly nothing.

        When the whole machine stood still, the page is not blamed for it.
        """
        late_s = now - self._ticked_at - self._period_s
        self._ticked_at = now
        if late_s > self._period_s:
            self._well_at += late_s
        if now - self._well_at < self._patience_s:
            return None
        return self.lose(now)

    def lose(self, now: float) -> Cure:
        """Return what to do with a page that is lost."""
        recent = [at for at in self._cured_at if now - at < _AGAIN_S]
        self._cured_at = [*recent, now]
        self._well_at = now
        times = min(len(recent), len(_IN_A_ROW) - 1)
        self._patience_s = _AFTER_CURE_S[times]
        return _IN_A_ROW[times]
