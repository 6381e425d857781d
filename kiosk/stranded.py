"""A kiosk whose data cannot be opened: one page that calls for the trainer, and the way out."""

import os
import threading
from collections.abc import Callable, Iterable
from functools import partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug import Request, Response
from werkzeug.utils import send_from_directory

from kiosk.board import ScreenBoard
from kiosk.entrance import STAFF_PATH
from kiosk.guard import COOKIE, ENTRY_PATH, Guard
from kiosk.lifeline import Lifeline
from kiosk.pages import STATIC, Pages
from kiosk.replies import own_page, own_redirect
from kiosk.screens import LEARN_PATH, OWN_PATH
from kiosk.serving import GatewayServer, listen
from kiosk.vital_thread import begin_vital
from kiosk.whereabouts import Trail
from kiosk.window import KioskWindow

_STATIC_PATH = OWN_PATH + "static/"
_STOP_S = 5.0
_BROKEN = 70


class StrandedDesk:
    """A WSGI program that has that page and nothing else.

    Its way out asks for no PIN: what is kept of it lies in the data that cannot be opened, and
    without a way out whoever mends this would have to cut the power.
    """

    def __init__(self, guard: Guard, pages: Pages, reason: str) -> None:
        self._guard = guard
        self._pages = pages
        self._reason = reason
        self.let_out: Callable[[], None] = lambda: None
        """Ends the program; called after the last page was sent, must return at once."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> WSGIApplication:
        if not self._guard.is_own_host(request):
            return own_page("", 403)
        if request.path == ENTRY_PATH:
            return self._enter(request)
        if not self._guard.lets_in(request):
            return own_page("", 403)
        if request.path.startswith(_STATIC_PATH):
            name = request.path.removeprefix(_STATIC_PATH)
            return send_from_directory(STATIC, name, request.environ)
        if request.path == STAFF_PATH and request.method == "POST":
            response = own_page(self._pages.render_leaving())
            response.call_on_close(self.let_out)
            return response
        is_for_staff = request.path == STAFF_PATH
        return own_page(self._pages.render_stranded(self._reason, is_for_staff=is_for_staff))

    def _enter(self, request: Request) -> Response:
        secret = self._guard.redeem(request.args.get("ticket", ""))
        if secret is None:
            return own_page("", 403)
        response = own_redirect(LEARN_PATH)
        response.set_cookie(COOKIE, secret, httponly=True, samesite="Strict", path="/")
        return response


class StrandedKiosk:
    """In place of :class:`kiosk.app.Kiosk` when that cannot be; it touches no data."""

    def __init__(self, reason: str, lifeline: Lifeline | None = None) -> None:
        """Open the port.

        Args:
            reason: what cannot be opened and why, for whoever mends it.
            lifeline: to the parent, if there is one.

        Raises:
            FileNotFoundError: the catalogue of texts was not compiled.
        """
        self._lifeline = lifeline
        self._stop = threading.Event()
        listening = listen()
        self._guard = Guard(listening.getsockname()[1])
        self._desk = StrandedDesk(self._guard, Pages(), reason)
        self._server = GatewayServer(self._desk, listening)
        self._threads: list[threading.Thread] = []

    def new_entry_url(self) -> str:
        """Return an address that lets one browser in, once."""
        return self._guard.new_entry_url()

    def start(self) -> None:
        """Serve the page."""
        die = partial(os._exit, _BROKEN)
        self._threads.append(begin_vital("gateway", self._server.run, self._stop, die=die))

    def make_window(self) -> KioskWindow:
        """Return the window, for the main thread to run."""
        origin = self._guard.origin
        window = KioskWindow(
            ScreenBoard(), Trail(), origin=origin, new_entry_url=self.new_entry_url
        )
        self._desk.let_out = window.close
        if self._lifeline is not None:
            self._lifeline.watch(window.close)
        return window

    def stop(self) -> None:
        """Stop serving."""
        self._stop.set()
        self._server.close()
        for thread in self._threads:
            thread.join(_STOP_S)
