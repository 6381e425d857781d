"""What a signed-in learner may see while the bus is away: in memory alone, for one turn."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from common.wire.away import DOOR_PATH, Action, Page, Provisions
from kiosk.static_cache import Headers

MOST_BYTES = 24 * 1024 * 1024


@dataclass(frozen=True)
class Visitor:
    """Whose pages they are."""

    turn: str
    """The bus's mark of this learner's turn."""
    cookies: str
    """By which the window is known; whoever shows others sees nothing."""
    language: str = ""
    """The window's ``Accept-Language``."""


@dataclass(frozen=True)
class KeptPage:
    """One answer of the bus."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Ways:
    """What whoever asked for a page that cannot come may do instead."""

    has_left: bool = False
    """Nobody is here any more: the next one begins when the bus is back."""
    back: str = ""
    """Leads to where the learner was; empty: nothing is kept."""
    home: str = ""
    """Where going home is chosen; empty: it can only be done at once."""
    may_leave: bool = False


@dataclass
class _Turn:
    visitor: Visitor
    provisions: Provisions | None = None
    provided_at: float = 0.0
    pages: dict[str, KeptPage] = field(default_factory=dict)
    size: int = 0
    finished: list[str] = field(default_factory=list)
    place: str = DOOR_PATH

    def find_listed(self, path: str) -> Page | None:
        pages = () if self.provisions is None else self.provisions.pages
        return next((page for page in pages if page.path == path), None)


class KeptPages:
    """The pages of one turn; another turn, or nobody's, drops them all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn: _Turn | None = None
        self._has_left = False

    def begin(self, visitor: Visitor) -> bool:
        """Keep for ``visitor`` from now on; return whether that is somebody new."""
        with self._lock:
            if self._turn is not None and self._turn.visitor == visitor:
                return False
            self._turn = _Turn(visitor)
            self._has_left = False
            return True

    def clear(self) -> None:
        """Drop everything: nobody is signed in any more."""
        with self._lock:
            self._turn = None
            self._has_left = False

    def leave(self) -> None:
        """Drop everything: whoever was here went home without the bus."""
        with self._lock:
            self._turn = None
            self._has_left = True

    @property
    def has_left(self) -> bool:
        """Whether nobody was here since the last one went home without the bus."""
        with self._lock:
            return self._has_left

    @property
    def visitor(self) -> Visitor | None:
        """Who is signed in."""
        with self._lock:
            return None if self._turn is None else self._turn.visitor

    def provide(self, visitor: Visitor, provisions: Provisions) -> bool:
        """Take what the bus lists for ``visitor``; False when the turn is over."""
        with self._lock:
            if self._turn is None or self._turn.visitor != visitor:
                return False
            self._turn.provisions = provisions
            self._turn.provided_at = monotonic()
            known = {page.path for page in provisions.pages}
            for path in self._turn.pages.keys() - known:
                self._turn.size -= len(self._turn.pages.pop(path).body)
            return True

    def has(self, path: str) -> bool:
        """Tell whether a page is here."""
        with self._lock:
            return self._turn is not None and path in self._turn.pages

    def keep(self, visitor: Visitor, path: str, page: KeptPage) -> bool:
        """Keep one page of ``visitor``; False when the turn is over, or there is no room."""
        with self._lock:
            if self._turn is None or self._turn.visitor != visitor:
                return False
            old = self._turn.pages.get(path)
            size = self._turn.size + len(page.body) - (0 if old is None else len(old.body))
            if size > MOST_BYTES:
                return False
            self._turn.pages[path] = page
            self._turn.size = size
            return True

    def find_page(self, cookies: str, path: str) -> tuple[Page, KeptPage] | None:
        """Return a page and what is to be told when it is shown."""
        with self._lock:
            turn = self._of(cookies)
            listed = None if turn is None else turn.find_listed(path)
            if turn is None or listed is None or path not in turn.pages:
                return None
            return listed, turn.pages[path]

    def find_action(self, cookies: str, path: str) -> Action | None:
        """Return what a POST to ``path`` means."""
        with self._lock:
            turn = self._of(cookies)
            if turn is None or turn.provisions is None:
                return None
            return next((one for one in turn.provisions.actions if one.path == path), None)

    def now(self) -> tuple[Provisions, datetime] | None:
        """Return what was provided, and the bus's clock as far as it is known here."""
        with self._lock:
            if self._turn is None or self._turn.provisions is None:
                return None
            passed = timedelta(seconds=monotonic() - self._turn.provided_at)
            return self._turn.provisions, self._turn.provisions.now + passed

    def note_finished(self, cookies: str, path: str) -> None:
        """Remember that something was finished at ``path`` while the bus was away."""
        with self._lock:
            turn = self._of(cookies)
            if turn is not None and path not in turn.finished:
                turn.finished.append(path)

    def note_place(self, cookies: str, path: str) -> None:
        """Remember where the learner is; a page that is not listed is left for that one."""
        with self._lock:
            turn = self._of(cookies)
            if turn is not None and (turn.provisions is None or turn.find_listed(path)):
                turn.place = path

    def find_place(self, cookies: str) -> str:
        """Return the page the learner was at."""
        with self._lock:
            turn = self._of(cookies)
            return DOOR_PATH if turn is None else turn.place

    def list_finished(self, cookies: str) -> list[str]:
        """Return what was finished meanwhile."""
        with self._lock:
            turn = self._of(cookies)
            return [] if turn is None else list(turn.finished)

    def _of(self, cookies: str) -> _Turn | None:
        is_own = self._turn is not None and self._turn.visitor.cookies == cookies
        return self._turn if is_own else None
