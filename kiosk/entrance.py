"""What stands before the gateway: knows where the learner is, and lets staff out."""

import math
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug import Request, Response
from werkzeug.http import parse_cookie

from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from common.wire.pairing import FINISH_PATH, START_PATH
from kiosk.guard import ENTRY_PATH, Guard
from kiosk.pages import Pages
from kiosk.replies import own_page, own_redirect
from kiosk.screens import LEARN_PATH, OWN_PATH
from kiosk.staff_door import Answer, StaffDoor
from kiosk.whereabouts import Trail

STAFF_PATH = OWN_PATH + "staff"
_LEAVE_PATH = STAFF_PATH + "/leave"
_SEE_OTHER = 303
_OUR_OWN = frozenset({HEARTBEAT_PATH, START_PATH, FINISH_PATH})
"""What this program alone says to the bus, and hears: no page needs it."""


class Entrance:
    """A WSGI program around the gateway."""

    def __init__(
        self, gateway: WSGIApplication, guard: Guard, trail: Trail, door: StaffDoor, pages: Pages
    ) -> None:
        self._gateway = gateway
        self._guard = guard
        self._trail = trail
        self._door = door
        self._pages = pages

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        if request.path == ENTRY_PATH:
            return self._enter(environ)(environ, start_response)
        if request.path == LEARN_PATH and self._is_led_on(request):
            return own_redirect(self._trail.last.path)(environ, start_response)
        if request.path in {STAFF_PATH, _LEAVE_PATH} and self._guard.is_own_host(request):
            return self._staff(request)(environ, start_response)
        if request.path in _OUR_OWN:
            return own_page("", 404)(environ, start_response)
        return self._gateway(environ, self._noting(request, environ, start_response))

    def _is_led_on(self, request: Request) -> bool:
        is_own = self._guard.is_own_host(request) and self._guard.lets_in(request)
        return is_own and self._trail.is_elsewhere(request)

    def _noting(
        self, request: Request, environ: WSGIEnvironment, start_response: StartResponse
    ) -> StartResponse:
        target = environ.get("REQUEST_URI") or request.full_path.rstrip("?")

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401
            self._trail.note(request, str(target), int(status[:3]))
            return start_response(status, headers, *more)

        return start

    def _enter(self, environ: WSGIEnvironment) -> Response:
        """Let the window in, as the visitor it was before it was lost."""
        response = Response.from_app(self._gateway, environ)
        if response.status_code == _SEE_OTHER:
            for name, value in parse_cookie(self._trail.last.cookies).items():
                response.set_cookie(name, value, httponly=True, samesite="Strict", path="/")
            self._trail.come_back()
        return response

    def _staff(self, request: Request) -> Response:
        if not self._guard.lets_in(request):
            return own_page("", 403)
        if request.path == _LEAVE_PATH:
            self._trail.come_back()
            return own_redirect(LEARN_PATH)
        if request.method != "POST":
            return self._pad()
        answer = self._door.knock(request.form.get("pin", ""))
        if answer is not Answer.OPEN:
            return self._pad(is_wrong=answer is Answer.WRONG)
        response = own_page(self._pages.render_leaving())
        response.call_on_close(self._door.let_out)
        return response

    def _pad(self, *, is_wrong: bool = False) -> Response:
        page = self._pages.render_staff(
            asks_pin=self._door.asks_pin,
            is_wrong=is_wrong,
            wait_s=math.ceil(self._door.seconds_left()),
        )
        return own_page(page)
