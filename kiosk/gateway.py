"""The loopback HTTP server behind the window: queues answers, forwards the rest to the bus."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.utils import send_from_directory

from common.clock import utc_now
from common.errors import DomainError
from common.wire import away as wire
from common.wire import responses, traces
from common.wire.receipts import Malformed, Receipt
from kiosk.away import AwayDesk
from kiosk.board import ScreenBoard
from kiosk.bus_client import ANSWER_TIMEOUT_S, BusAwayError
from kiosk.card_reader import CardReader
from kiosk.desk import Desk
from kiosk.forwarding import MOST_BODY, Forwarder
from kiosk.guard import COOKIE, ENTRY_PATH, Guard
from kiosk.headers import cookies_of, drop_cookies
from kiosk.messages import NewMessage
from kiosk.pages import STATIC, Pages
from kiosk.places import read_place_code
from kiosk.prefetch import Prefetcher
from kiosk.replies import own_error, own_json, own_page, own_redirect
from kiosk.response_queue import ResponseQueue
from kiosk.screens import OWN_PATH, Screen

RECEIPT_WAIT_S = 1.5
"""How long the page waits for the bus's verdict before it hears "saved on this machine"."""
PATIENCE_S = 3.0
"""How long the bus may be silent before a page is shown from what is kept."""
_MALFORMED = "wire.malformed"
_PARSERS: dict[str, Callable[[bytes], Sequence[Any]]] = {
    responses.PATH: responses.parse_responses,
    traces.PATH: traces.parse_traces,
}
_CAMERA = {"card": "GET", "card/begin": "POST", "place/look": "POST", "card/end": "POST"}

log = logging.getLogger(__name__)


class NotSavedError(DomainError):
    """The laptop's disk is full or broken: the answer is not stored."""

    code = "kiosk.not_saved"
    http_status = 503


@dataclass(frozen=True)
class GatewayParts:
    """What the gateway works with."""

    queue: ResponseQueue
    board: ScreenBoard
    forwarder: Forwarder
    pages: Pages
    wake_uploader: Callable[[], None]
    desk: Desk
    away: AwayDesk
    prefetcher: Prefetcher
    cards: CardReader


class Gateway:
    """A WSGI program for one window."""

    def __init__(self, parts: GatewayParts, guard: Guard) -> None:
        self._parts = parts
        self._guard = guard

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = MOST_BODY
        return self._answer(request)(environ, start_response)

    def take_batch(self, path: str, raw: bytes) -> list[dict[str, Any]]:
        """Store the page's messages durably; return one receipt each, "queued" at the least.

        Raises:
            BadBatchError: ``raw`` is not a list of messages.
            NotSavedError: nothing is stored.
        """
        parsed = _PARSERS[path](raw)
        try:
            seqs = self._store(path, parsed, raw)
        except sqlcipher.Error as error:
            log.exception("answer not stored")
            raise NotSavedError from error
        self._parts.wake_uploader()
        state, _ = self._parts.board.now()
        wait_s = RECEIPT_WAIT_S if state.is_connected else 0.0
        known = self._parts.queue.wait_for_receipts(seqs, timeout_s=wait_s)
        return [
            _receipt_for_page(index, message.id, known.get(seq))
            for index, (message, seq) in enumerate(zip(parsed, seqs, strict=True))
        ]

    def _store(self, path: str, parsed: Sequence[Any], raw: bytes) -> list[int]:
        """Queue each message as the page wrote it; a malformed one is set aside."""
        bodies = msgspec.json.decode(raw, type=list[msgspec.Raw])
        messages = [
            NewMessage(
                message.id,
                bytes(body),
                refusal=_MALFORMED if isinstance(message, Malformed) else None,
            )
            for message, body in zip(parsed, bodies, strict=True)
        ]
        return self._parts.queue.put(path, messages, now=utc_now())

    def _answer(self, request: Request) -> Response:
        try:
            return self._admit(request) or self._serve(request)
        except HTTPException as error:
            return own_page("", error.code or 500)
        except DomainError as error:
            return own_error(error)
        except sqlcipher.Error:
            log.exception("step not stored")
            return self._failed(request, NotSavedError.http_status, is_unsaved=True)
        except Exception:
            log.exception("gateway failed")
            return self._failed(request, 500)

    def _failed(self, request: Request, status: int, *, is_unsaved: bool = False) -> Response:
        """Say so in words: whoever waits before a white page can do nothing."""
        if not _wants_page(request):
            return own_error(NotSavedError()) if is_unsaved else own_page("", status)
        back = request.path if request.method == "GET" else wire.BACK_PATH
        page = self._parts.pages.render_failed(is_unsaved=is_unsaved, back=back)
        return own_page(page, status)

    def _admit(self, request: Request) -> Response | None:
        """Answer what may not come in, and the one request that lets a browser in."""
        if not self._guard.is_own_host(request):
            return _refusal("wrong host")
        if request.path == ENTRY_PATH:
            return self._enter(request)
        if not self._guard.lets_in(request):
            return _refusal("not from the window of this kiosk")
        return None

    def _serve(self, request: Request) -> Response:
        if request.path.startswith(OWN_PATH):
            return self._own(request)
        if request.method == "POST" and request.path in _PARSERS:
            return self._take_messages(request)
        return self._of_the_bus(request)

    def _take_messages(self, request: Request) -> Response:
        receipts = self.take_batch(request.path, request.get_data())
        if request.path == traces.PATH:
            self._parts.away.note_trace(request)
        return own_json(receipts)

    def _enter(self, request: Request) -> Response:
        secret = self._guard.redeem(request.args.get("ticket", ""))
        if secret is None:
            return _refusal("this address was used before")
        state, _ = self._parts.board.now()
        response = own_redirect(state.path)
        response.set_cookie(COOKIE, secret, httponly=True, samesite="Strict", path="/")
        return response

    def _own(self, request: Request) -> Response:
        state, version = self._parts.board.now()
        name = request.path.removeprefix(OWN_PATH)
        if name.startswith("static/"):
            return send_from_directory(STATIC, name.removeprefix("static/"), request.environ)
        if name == "state":
            return own_json(self._facts(request))
        if name in _CAMERA:
            return self._camera(request, name)
        if request.method == "POST" or request.path == wire.BACK_PATH:
            return self._act(request)
        if state.screen is Screen.LEARNING or state.path != request.path:
            return own_redirect(state.path)
        page = own_page(self._parts.pages.render_screen(state, version), 200)
        if state.screen is Screen.WELCOME:
            # Both are of the bus before.
            drop_cookies(page, cookies_of(request))
            self._parts.forwarder.forget_files()
        return page

    def _act(self, request: Request) -> Response:
        match request.path:
            case wire.BACK_PATH:
                return self._parts.away.go_back(request)
            case wire.LEAVE_NOW_PATH:
                return self._parts.away.leave(request)
            case _:
                return own_redirect(self._parts.desk.take(request))

    def _facts(self, request: Request) -> dict[str, Any]:
        """Return what pages ask about: the screen, the bus, what the learner did without it."""
        state, version = self._parts.board.now()
        return {
            "path": state.path,
            "version": version,
            "connected": state.is_connected,
            "waiting": self._parts.queue.count_waiting(),
            "finished": self._parts.away.pages.list_finished(cookies_of(request)),
        }

    def _camera(self, request: Request, name: str) -> Response:
        cards = self._parts.cards
        if request.method != _CAMERA[name]:
            return own_page("", 405)
        match name:
            case "card/begin":
                sight = cards.begin()
            case "place/look":
                sight = cards.begin(read_place_code)
            case "card/end":
                sight = cards.end()
            case _:
                sight = cards.ask()
        return own_json({"state": sight.state, "code": sight.code})

    def _of_the_bus(self, request: Request) -> Response:
        if _wants_page(request):
            self._parts.cards.end()  # whoever asked for the camera is no longer on the screen
        state, version = self._parts.board.now()
        if state.screen is not Screen.LEARNING and _wants_page(request):
            return own_redirect(state.path)
        away = self._parts.away
        is_kept = away.knows(request)
        if is_kept and state.is_connected:
            # What waits would be missing on the page.
            self._parts.queue.wait_until_sent(timeout_s=RECEIPT_WAIT_S)
        if away.must_wait(request) and (taken := away.take(request)) is not None:
            return taken
        try:
            return self._forward(request, PATIENCE_S if is_kept else ANSWER_TIMEOUT_S)
        except BusAwayError:
            # No more of the address: what lets an activity in must not lie in a log.
            log.info("bus away", extra={"part": request.path.split("/")[1]})
            if (kept := away.take(request)) is not None:
                return kept
            if not _wants_page(request):
                raise
            # Nobody is asked whether a form should be sent again.
            follow_to = "" if request.method == "GET" else wire.BACK_PATH
            ways = away.find_ways(request)
            page = self._parts.pages.render_bus_away(version, ways, follow_to=follow_to)
            return own_page(page, 503)

    def _forward(self, request: Request, patience_s: float) -> Response:
        origin = self._guard.origin
        response = self._parts.forwarder.forward(request, own_origin=origin, patience_s=patience_s)
        self._parts.prefetcher.note(request, response)
        self._parts.away.note_place(request)
        return response


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _receipt_for_page(index: int, message_id: UUID | None, known: Receipt | None) -> dict[str, Any]:
    """Return the bus's receipt; before it is here, one of status "queued"."""
    receipt = {"status": "queued"} if known is None else msgspec.to_builtins(known)
    named = {} if message_id is None else {"id": str(message_id)}
    return {**receipt, **named, "index": index}


def _refusal(reason: str) -> Response:
    log.warning("refused", extra={"reason": reason})
    return own_page("", 403)
