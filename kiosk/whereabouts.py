"""Where the learner is, so that a new window opens at the same place: in memory alone."""

import threading
from collections.abc import Callable

import msgspec
from werkzeug import Request

from kiosk.headers import cookies_of
from kiosk.screens import LEARN_PATH, OWN_PATH

_OK = 200
_AWAY = 503
"""The bus does not answer; also where who went home without it comes to."""


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the bus, and by which cookies the bus knows who looks at it."""

    path: str = LEARN_PATH
    """Path and query."""
    cookies: str = ""
    """As in a ``Cookie`` header; secret."""


class Trail:
    """The last page of the bus that the window showed; never on the disk."""

    def __init__(self, last: Whereabouts | None = None) -> None:
        """Begin with what a kiosk that died a moment ago has left.

        Args:
            last: None on an ordinary start.
        """
        self._lock = threading.Lock()
        self._last = last or Whereabouts()
        self._is_coming_back = last is not None
        self._tell: Callable[[Whereabouts], None] = lambda _: None

    @property
    def last(self) -> Whereabouts:
        """Where the learner is."""
        with self._lock:
            return self._last

    def come_back(self) -> None:
        """The next look at the first page leads to where the learner was."""
        with self._lock:
            self._is_coming_back = True

    def is_elsewhere(self, request: Request) -> bool:
        """Tell whether a request for the first page has to be led on; it is asked once."""
        with self._lock:
            leads_on = self._is_coming_back and self._last.path != LEARN_PATH and _is_page(request)
            self._is_coming_back = False
            return leads_on

    def tell(self, listener: Callable[[Whereabouts], None]) -> None:
        """Call ``listener`` on each change; it must return at once."""
        self._tell = listener

    def note(self, request: Request, target: str, status: int) -> None:
        """Remember a page that was shown; parts of pages and refusals are none.

        A screen of the kiosk's own only interrupts: after it the learner is back at her page.
        Who comes with other cookies is somebody else, also while the bus is away: nobody stays
        where the former one was.

        Args:
            request: of the window.
            target: its path and query.
            status: of the answer.
        """
        if not _is_page(request):
            return
        if request.path.startswith(OWN_PATH):
            self.come_back()
            return
        cookies = cookies_of(request)
        if status == _OK:
            self._move(Whereabouts(path=target, cookies=cookies))
        elif status == _AWAY and cookies != self.last.cookies:
            self._move(Whereabouts(cookies=cookies))

    def start_over(self) -> None:
        """The page cannot be shown: the same learner begins at the first one."""
        self._move(Whereabouts(cookies=self.last.cookies))

    def forget(self) -> None:
        """Nobody is anywhere: this kiosk belongs to no bus now."""
        self._move(Whereabouts())

    def _move(self, whereabouts: Whereabouts) -> None:
        with self._lock:
            if whereabouts == self._last:
                return
            self._last = whereabouts
        self._tell(whereabouts)


def _is_page(request: Request) -> bool:
    """Tell a page of its own from its parts; old engines do not say what they ask for."""
    wants_page = "text/html" in request.headers.get("Accept", "")
    is_whole = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and wants_page and is_whole
