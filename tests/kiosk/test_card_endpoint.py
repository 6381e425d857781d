"""The page asks its kiosk for a card: over a real socket, with pictures of a film."""

import http.client
import json
from contextlib import closing

import pytest

from common.wire.places import qr_text
from kiosk.camera import FfmpegCamera
from tests.film import HALL, held, write_film
from tests.live_gateway import LiveGateway

CARD = "4071829355"
PLACE = qr_text("192.168.8.2", 8443)


class Page:
    """Scripts of a page in the kiosk's window."""

    def __init__(self, kiosk):
        self._guard = kiosk.guard
        self.cookie = ""
        _, headers, _ = self._ask("GET", kiosk.guard.new_entry_url())
        self.cookie = headers["Set-Cookie"].partition(";")[0]

    def ask(self, method, path):
        status, _, body = self._ask(method, self._guard.origin + path)
        return status, json.loads(body or "null")

    def _ask(self, method, url):
        headers = {"Cookie": self.cookie}
        if method == "POST":
            headers["Origin"] = self._guard.origin
        with closing(http.client.HTTPConnection(self._guard.host, timeout=10)) as connection:
            connection.request(method, url.removeprefix(self._guard.origin), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A hall for a second, then a card."""
    path = tmp_path_factory.mktemp("film") / "film.mkv"
    return write_film(path, [HALL] * 30 + [held(CARD)] * 600)


@pytest.fixture(scope="module")
def film_of_a_place(tmp_path_factory):
    """A card for a second, then the code on the trainer's screen."""
    path = tmp_path_factory.mktemp("film") / "film.mkv"
    return write_film(path, [held(CARD)] * 30 + [held(PLACE)] * 600)


@pytest.fixture
def make_kiosk(tmp_path):
    made = []

    def make(*sources):
        made.append(LiveGateway(tmp_path / "kiosk", open_camera=lambda: FfmpegCamera(sources)))
        return made[-1]

    yield make
    for kiosk in made:
        kiosk.close()


def test_a_page_begins_asks_and_gets_digits_and_nothing_else(make_kiosk, film):
    kiosk = make_kiosk(film)
    page = Page(kiosk)

    told = [page.ask("GET", "/_kiosk/card"), page.ask("POST", "/_kiosk/card/begin")]
    while told[-1][1]["state"] == "looking":
        told.append(page.ask("GET", "/_kiosk/card"))

    assert told[0] == (200, {"state": "off", "code": None})
    assert told[1] == (200, {"state": "looking", "code": None})
    assert told[-1] == (200, {"state": "found", "code": CARD})
    assert kiosk.cards.wait_until_off(10)


def test_who_looks_for_a_place_is_told_of_a_card_and_given_the_place(make_kiosk, film_of_a_place):
    page = Page(make_kiosk(film_of_a_place))

    told = [page.ask("POST", "/_kiosk/place/look")]
    while told[-1][1]["state"] in {"looking", "other_code"}:
        told.append(page.ask("GET", "/_kiosk/card"))

    assert (200, {"state": "other_code", "code": None}) in told
    assert told[-1] == (200, {"state": "found", "code": PLACE})


def test_leaving_the_page_switches_the_camera_off_and_forgets(make_kiosk, film):
    kiosk = make_kiosk(film)
    page = Page(kiosk)
    page.ask("POST", "/_kiosk/card/begin")

    ended = page.ask("POST", "/_kiosk/card/end")

    assert ended == page.ask("GET", "/_kiosk/card") == (200, {"state": "off", "code": None})
    assert kiosk.cards.wait_until_off(10)


def test_a_laptop_without_a_camera_says_so_at_once(make_kiosk):
    page = Page(make_kiosk())
    page.ask("POST", "/_kiosk/card/begin")

    assert page.ask("GET", "/_kiosk/card") == (200, {"state": "no_camera", "code": None})


def test_who_is_not_the_window_gets_no_camera(make_kiosk, film):
    kiosk = make_kiosk(film)
    page = Page(kiosk)
    page.cookie = "bus_kiosk=guess"

    for path in ("card/begin", "place/look"):
        assert page.ask("POST", f"/_kiosk/{path}")[0] == 403
    assert kiosk.cards.ask(timeout_s=0).state == "off"


def test_a_link_alone_switches_no_camera_on(make_kiosk, film):
    kiosk = make_kiosk(film)

    for path in ("card/begin", "place/look"):
        assert Page(kiosk).ask("GET", f"/_kiosk/{path}")[0] == 405
    assert kiosk.cards.ask(timeout_s=0).state == "off"
