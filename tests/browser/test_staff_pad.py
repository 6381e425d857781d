"""The pages for staff on a kiosk: read and touched by everybody who meets them, also by chance."""

import threading

import pytest
from werkzeug import Response
from werkzeug.utils import send_from_directory

from common.wire.staff_pin import stretch
from kiosk.entrance import STAFF_PATH, Entrance
from kiosk.guard import COOKIE, ENTRY_PATH, Guard
from kiosk.pages import STATIC, Pages
from kiosk.serving import GatewayServer, listen
from kiosk.staff_door import StaffDoor
from kiosk.whereabouts import Trail

pytestmark = pytest.mark.browser
FILES = "/_kiosk/static/"


class Kiosk:
    """The entrance on a real socket; what lies behind it are files alone."""

    def __init__(self, pin=""):
        listening = listen()
        self.guard = Guard(listening.getsockname()[1])
        self.door = StaffDoor(lambda: pin, lambda: 0.0)
        entrance = Entrance(self._files, self.guard, Trail(), self.door, Pages())
        self._server = GatewayServer(entrance, listening)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._server.run, args=(self._stop,))
        self._thread.start()

    def _files(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == ENTRY_PATH:
            response = Response("", 303, {"Location": STAFF_PATH})
            ticket = environ["QUERY_STRING"].removeprefix("ticket=")
            response.set_cookie(COOKIE, self.guard.redeem(ticket), samesite="Strict")
        elif path.startswith(FILES):
            response = send_from_directory(STATIC, path.removeprefix(FILES), environ)
        else:
            response = Response("", 404)
        return response(environ, start_response)

    def close(self):
        self._stop.set()
        self._server.close()
        self._thread.join(10)


@pytest.fixture(params=["", "246813"], ids=["new", "paired"])
def kiosk(request):
    kiosk = Kiosk(stretch(request.param, bytes(16)))
    yield kiosk
    kiosk.close()


def test_the_pad_can_be_read_and_touched(kiosk, visit, accessible, touchable, picture, request):
    page = visit(kiosk.guard.new_entry_url())

    picture(page, f"kiosk-own-staff-{request.node.callspec.id}")
    accessible(page)
    touchable(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("kiosk", ["246813"], indirect=True)
def test_a_wrong_pin_and_the_wait_after_three(kiosk, visit, accessible, touchable, picture):
    page = visit(kiosk.guard.new_entry_url())

    for told in ("mời giảng viên thử lại", "mời giảng viên thử lại", "đợi 5 giây"):
        page.keyboard.type("111111")
        page.keyboard.press("Enter")
        page.locator(".notice", has_text=told).wait_for()
        accessible(page)
        touchable(page)

    picture(page, "kiosk-own-staff-wait")
    assert page.locator("#code").count() == 0
