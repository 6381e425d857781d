"""Fetching ahead, while nobody waits, what a learner may need if the bus goes away."""

import logging
import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus

import sqlcipher3.dbapi2 as sqlcipher
from werkzeug import Request, Response

from common.clock import utc_now
from common.wire import away as wire
from common.wire.discovery import KIOSK_ORIGIN_HEADER
from kiosk.bus_client import BusAwayError, BusClient, Call, Reply
from kiosk.course_files import CourseFiles
from kiosk.guard import is_of_activity
from kiosk.headers import answer_headers, cookies_of
from kiosk.kept_pages import KeptPage, KeptPages, Visitor

QUIET_S = 0.5
"""The page that was asked for, and what it is made of, go first."""
SOUND_EVERY_S = 0.5
"""A course has more than a thousand sounds; on forty kiosks that makes 80 requests a second."""
LISTING_S = 90.0
"""The first kiosk of a class waits until the bus has hashed the files of the course."""
AGAIN_AFTER_S = (5.0, 20.0, 80.0, 320.0)
"""Pauses before what failed is tried again; after the last one only when somebody wakes us."""
_PAUSE_S = 0.02
_PLAIN = frozenset({HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})

log = logging.getLogger(__name__)


class TurnOverError(Exception):
    """What is being fetched belongs to nobody before the screen any more."""


class Prefetcher:
    """One thread that keeps ready what :class:`KeptPages` and :class:`CourseFiles` hold."""

    def __init__(
        self,
        pages: KeptPages,
        files: CourseFiles,
        find_client: Callable[[], BusClient | None],
        *,
        own_origin: str,
        again_after_s: Sequence[float] = AGAIN_AFTER_S,
    ) -> None:
        self._pages = pages
        self._files = files
        self._find_client = find_client
        self._own_origin = own_origin
        self._again_after_s = again_after_s
        self._due = threading.Event()
        self._has_stumbled = False
        """The bus was in trouble with something; it is asked for again."""

    def note(self, request: Request, response: Response) -> None:
        """Learn from an answer of the bus whose turn it is; the mark goes no further."""
        turn = response.headers.pop(wire.TURN_HEADER, None)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        if turn is not None and "Set-Cookie" not in response.headers:
            language = request.headers.get("Accept-Language", "")
            is_new = self._pages.begin(Visitor(turn, cookies_of(request), language))
            if is_new or (
                request.method == "POST" and response.status_code != HTTPStatus.NO_CONTENT
            ):
                self.wake()
        elif response.mimetype == "text/html" and not is_of_activity(request):
            self._pages.clear()

    def wake(self) -> None:
        """Look now what is lacking."""
        self._due.set()

    def run(self, stop: threading.Event) -> None:
        """Fetch whenever there is something to fetch, until ``stop`` is set and ``wake`` called."""
        failures = 0
        while not stop.is_set():
            if self._due.wait(pause_after(failures, self._again_after_s)):
                failures = 0
            stop.wait(QUIET_S)
            self._due.clear()
            failures = 0 if self._is_stocked(stop) else failures + 1

    def _is_stocked(self, stop: threading.Event) -> bool:
        """Fetch; return whether nothing is left that would come by asking once more."""
        try:
            return self._trickle(self.stock_once(stop), stop) and not self._has_stumbled
        except TurnOverError:
            return True  # the next page wakes us
        except BusAwayError:
            return False  # the bus found again wakes us, but one request may fail beside it
        except Exception:
            log.exception("fetching ahead failed")
            return False

    def stock_once(self, stop: threading.Event) -> list[wire.File]:
        """Fetch the pages, and what they need to work; return which files are still lacking.

        Raises:
            BusAwayError: the bus cannot be reached; what is here stays.
            TurnOverError: somebody else sits here now.
        """
        self._has_stumbled = False
        visitor, client = self._pages.visitor, self._find_client()
        if visitor is None or client is None:
            return []
        provisions = self._prepare(client, visitor)
        if not self._pages.provide(visitor, provisions):
            raise TurnOverError
        for page in provisions.pages:
            if not (page.is_lasting and self._pages.has(page.path)) and not stop.wait(_PAUSE_S):
                self._fetch_page(client, visitor, page)
        files = self._list_files(client, visitor)
        still = []
        for file in self._files.lacking(files, on=utc_now().date()):
            is_later = _is_sound(file) or stop.wait(_PAUSE_S)
            if is_later or not self._fetch_file(client, visitor, file):
                still.append(file)
        log.info("ready for a bus that goes away", extra={"lacking": len(still)})
        return still

    def _trickle(self, files: list[wire.File], stop: threading.Event) -> bool:
        """Fetch files so slowly that forty kiosks are no load, until there is other work.

        Returns:
            Whether none of them failed.
        """
        failed = 0
        for file in files:
            visitor, client = self._pages.visitor, self._find_client()
            if visitor is None or client is None or self._due.is_set() or stop.wait(SOUND_EVERY_S):
                return True
            failed += not self._fetch_file(client, visitor, file)
        return not failed

    def _prepare(self, client: BusClient, visitor: Visitor) -> wire.Provisions:
        headers = {**self._headers(visitor), "Origin": client.origin, "Accept": "application/json"}
        with client.send(Call("POST", wire.PREPARE_PATH, b"", headers)) as reply:
            if self._is_in_trouble(reply):
                raise BusAwayError
            self._check(reply, visitor)
            if reply.status != HTTPStatus.OK:
                raise TurnOverError
            raw = reply.read()
        try:
            return wire.parse_provisions(raw)
        except ValueError as error:
            raise TurnOverError from error

    def _list_files(self, client: BusClient, visitor: Visitor) -> list[wire.File]:
        headers = {**self._headers(visitor), "Accept": "application/json"}
        call = Call("GET", wire.FILES_PATH, None, headers, timeout_s=LISTING_S)
        with client.send(call) as reply:
            is_fine = not self._is_in_trouble(reply) and reply.status == HTTPStatus.OK
            raw = reply.read() if is_fine else b"[]"
        try:
            return wire.parse_files(raw)
        except ValueError as error:
            raise TurnOverError from error

    def _fetch_page(self, client: BusClient, visitor: Visitor, page: wire.Page) -> None:
        headers = {**self._headers(visitor), "Accept": "text/html,application/json"}
        with client.send(Call("GET", page.source or page.path, None, headers)) as reply:
            if self._is_in_trouble(reply):
                return
            self._check(reply, visitor)
            body = reply.read()
        if reply.status not in _PLAIN:
            log.warning("page not kept", extra={"status": reply.status})
            return
        lasting = [
            pair
            for pair in answer_headers(reply.headers, client.origin)
            if pair[0].lower() != wire.TURN_HEADER.lower()
        ]
        self._pages.keep(visitor, page.path, KeptPage(reply.status, tuple(lasting), body))

    def _fetch_file(self, client: BusClient, visitor: Visitor, file: wire.File) -> bool:
        """Return whether the file is here now."""
        with client.send(Call("GET", file.path, None, self._headers(visitor))) as reply:
            body = reply.read()
        headers = answer_headers(reply.headers, client.origin)
        try:
            is_kept = reply.status == HTTPStatus.OK and self._files.keep(
                file, headers, body, on=utc_now().date()
            )
        except sqlcipher.Error:
            log.exception("file not kept")
            return False
        if not is_kept:
            log.warning("file not as the bus named it", extra={"status": reply.status})
        return is_kept

    def _is_in_trouble(self, reply: Reply) -> bool:
        """Tell whether to ask once more later."""
        is_so = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        self._has_stumbled = self._has_stumbled or is_so
        return is_so

    def _check(self, reply: Reply, visitor: Visitor) -> None:
        """Only what the bus marks as of this turn, and what changes nothing here, is kept."""
        named = {name.lower(): value for name, value in reply.headers}
        if named.get(wire.TURN_HEADER.lower()) != visitor.turn or "set-cookie" in named:
            raise TurnOverError

    def _headers(self, visitor: Visitor) -> dict[str, str]:
        name, value = wire.AHEAD
        return {
            "Cookie": visitor.cookies,
            "Accept-Language": visitor.language,
            KIOSK_ORIGIN_HEADER: self._own_origin,
            name: value,
        }


def pause_after(failures: int, again_after_s: Sequence[float] = AGAIN_AFTER_S) -> float | None:
    """Return how many seconds to wait after so many failures in a row; None: until woken."""
    return again_after_s[failures - 1] if 1 <= failures <= len(again_after_s) else None


def _is_sound(file: wire.File) -> bool:
    return file.path.endswith(".opus")
