"""What the kiosk asks of a web view, whatever toolkit draws it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol


class WebView(Protocol):
    """The one web view, already locked down; everything happens in the window's own loop."""

    def open(self, url: str) -> None:
        """Go to an address, in a new renderer if there is none."""

    def shown_url(self) -> str:
        """Return the present address, also of a page that hangs; empty before the first."""

    def end_page(self) -> None:
        """End the renderer: a page that hangs would never let another one in."""

    def look(self, tell: Callable[[bool], None]) -> None:
        """Ask the page whether it shows any words; a page that hangs never answers.

        The page can neither see nor change what is asked.
        """

    def every(self, seconds: float, act: Callable[[], None]) -> None:
        """Call ``act`` again and again as long as the loop turns."""

    def mind(self, *, died: Callable[[], None], staff_called: Callable[[], None]) -> None:
        """Hear of what happens.

        Args:
            died: the renderer is gone, not by :meth:`end_page`.
            staff_called: somebody made the gesture of the staff, on whatever page.
        """


@dataclass(frozen=True)
class Toolkit:
    """One of the ways to have a window."""

    gui: Literal["gtk", "qt", "edgechromium"]
    """The word by which pywebview takes it."""
    lock_down: Callable[[Any, str], WebView | None]
    """Takes pywebview's window before it is shown, and the only origin that it may show: refused
    are other sites, file addresses, new windows, downloads, the print dialogue, file choosers,
    menus, dialogues of scripts, larger and smaller by key, wheel or fingers, and questions for
    camera or place. Gives None where the page cannot be watched."""


LOOK = "Boolean(document.body && document.body.innerText.trim())"
"""The question of :meth:`WebView.look` to the page."""
