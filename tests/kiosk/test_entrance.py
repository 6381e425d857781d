"""Before the gateway: the way back to where the learner was, and the way out for staff."""

import pytest
from werkzeug import Response
from werkzeug.test import Client

from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from common.wire.pairing import FINISH_PATH, START_PATH
from common.wire.staff_pin import stretch
from kiosk.entrance import STAFF_PATH, Entrance
from kiosk.guard import COOKIE, ENTRY_PATH, Guard
from kiosk.pages import Pages
from kiosk.staff_door import StaffDoor
from kiosk.whereabouts import Trail, Whereabouts

PORT = 17180
ORIGIN = f"http://127.0.0.1:{PORT}"
PAGE = {"Accept": "text/html"}
QUIZ = Whereabouts(path="/learn/quiz/1?question=3", cookies="bus_session=abc; looks=large")


class Kiosk:
    """An entrance before a gateway that shows anything; requests come in as from the window."""

    def __init__(self, last=None, pin=""):
        self.guard = Guard(PORT)
        self.trail = Trail(last)
        self.told = []
        self.trail.tell(self.told.append)
        self.door = StaffDoor(lambda: pin, lambda: 0.0)
        self.left = []
        self.door.let_out = lambda: self.left.append("out")
        self.status = 200
        entrance = Entrance(self._gateway, self.guard, self.trail, self.door, Pages())
        self.web = Client(entrance)

    def _gateway(self, environ, start_response):
        if environ["PATH_INFO"] == ENTRY_PATH:
            secret = self.guard.redeem(environ["QUERY_STRING"].removeprefix("ticket="))
            response = Response("", 303 if secret else 403, {"Location": "/"})
            if secret:
                response.set_cookie(COOKIE, secret)
            return response(environ, start_response)
        return Response("shown", self.status)(environ, start_response)

    def enter(self):
        return self.get(self.guard.new_entry_url().removeprefix(ORIGIN))

    def get(self, path, **headers):
        return self.web.get(path, base_url=ORIGIN, headers={**PAGE, **headers})

    def post(self, path, **form):
        headers = {**PAGE, "Origin": ORIGIN}
        return self.web.post(path, base_url=ORIGIN, headers=headers, data=form, buffered=True)


@pytest.fixture(scope="module")
def pin():
    return stretch("246813", bytes(16))


@pytest.fixture
def kiosk(pin):
    kiosk = Kiosk(pin=pin)
    kiosk.enter()
    return kiosk


def test_a_new_window_is_the_same_visitor_at_the_same_place_once():
    kiosk = Kiosk(QUIZ)

    kiosk.enter()
    first, second = kiosk.get("/"), kiosk.get("/")

    assert (first.status_code, first.headers["Location"]) == (303, QUIZ.path)
    assert second.text == "shown"
    assert kiosk.web.get_cookie("bus_session", "127.0.0.1").value == "abc"
    assert kiosk.web.get_cookie("looks", "127.0.0.1").value == "large"


def test_a_used_ticket_gives_no_cookies_away():
    kiosk = Kiosk(QUIZ)

    answer = kiosk.get(f"{ENTRY_PATH}?ticket=guessed")

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_another_program_does_not_learn_where_the_learner_is():
    kiosk = Kiosk(QUIZ)

    assert kiosk.get("/").text == "shown"


def test_pages_are_the_trail_and_parts_of_pages_are_not(kiosk):
    kiosk.web.set_cookie("bus_session", "abc", domain="127.0.0.1")
    kiosk.get("/learn/course?lesson=2", **{"Sec-Fetch-Dest": "document"})
    kiosk.get("/play/frame", **{"Sec-Fetch-Dest": "iframe"})
    kiosk.get("/learn/state.json", Accept="*/*")
    kiosk.get("/_kiosk/looking")
    kiosk.status = 404
    kiosk.get("/learn/gone")

    assert kiosk.trail.last == Whereabouts(path="/learn/course?lesson=2", cookies="bus_session=abc")
    assert kiosk.told == [kiosk.trail.last]


def test_who_went_home_while_the_bus_is_away_is_not_brought_back_by_a_new_window(kiosk):
    kiosk.web.set_cookie("bus_session", "abc", domain="127.0.0.1")
    kiosk.get("/learn/course")
    kiosk.status = 503
    kiosk.get("/learn/together")
    assert kiosk.trail.last == Whereabouts(path="/learn/course", cookies="bus_session=abc")

    kiosk.web.delete_cookie("bus_session", domain="127.0.0.1")
    kiosk.get("/learn/")
    kiosk.enter()

    assert kiosk.trail.last == Whereabouts()
    assert kiosk.web.get_cookie("bus_session", "127.0.0.1") is None


def test_a_broken_page_is_left_for_the_first_one_with_the_same_learner():
    kiosk = Kiosk(QUIZ)

    kiosk.trail.start_over()
    kiosk.enter()

    assert kiosk.get("/").text == "shown"
    assert kiosk.web.get_cookie("bus_session", "127.0.0.1").value == "abc"


@pytest.mark.parametrize("path", [HEARTBEAT_PATH, START_PATH, FINISH_PATH])
def test_no_page_speaks_to_the_bus_in_the_name_of_the_kiosk(kiosk, path):
    assert kiosk.post(path).status_code == 404
    assert kiosk.get(path).text == ""


def test_the_right_pin_lets_out_and_says_so(kiosk):
    answer = kiosk.post(STAFF_PATH, pin="246813")

    assert "Máy đang đóng chương trình" in answer.text
    assert kiosk.left == ["out"]


def test_a_wrong_pin_lets_nobody_out(kiosk):
    answer = kiosk.post(STAFF_PATH, pin="111111")

    assert "Mã chưa đúng, mời giảng viên thử lại." in answer.text
    assert kiosk.left == []


def test_after_three_wrong_ones_nothing_can_be_typed_for_a_while(kiosk):
    for _ in range(3):
        answer = kiosk.post(STAFF_PATH, pin="111111")

    assert "Mời giảng viên đợi 5 giây." in answer.text
    assert 'name="pin"' not in answer.text
    assert kiosk.post(STAFF_PATH, pin="246813").text == answer.text
    assert kiosk.left == []


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}])
def test_only_the_window_may_try(pin, headers):
    kiosk = Kiosk(pin=pin)
    if headers:
        kiosk.enter()

    answer = kiosk.web.post(
        STAFF_PATH, base_url=ORIGIN, headers={**PAGE, **headers}, data={"pin": "246813"}
    )

    assert answer.status_code == 403
    assert kiosk.left == []


def test_a_rebound_name_reaches_no_pad(kiosk):
    assert kiosk.web.get(STAFF_PATH, base_url="http://evil.example").text == "shown"


def test_who_goes_back_is_at_the_same_place(kiosk):
    kiosk.get("/learn/course")

    kiosk.get(f"{STAFF_PATH}/leave")

    assert kiosk.get("/").headers["Location"] == "/learn/course"


def test_a_screen_of_the_kiosk_itself_only_interrupts(kiosk):
    kiosk.get("/")
    kiosk.get("/learn/course")

    kiosk.get("/_kiosk/looking")

    assert kiosk.get("/").headers["Location"] == "/learn/course"


def test_a_part_of_a_screen_of_the_kiosk_interrupts_nobody(kiosk):
    kiosk.get("/")
    kiosk.get("/learn/course")

    kiosk.get("/_kiosk/state", Accept="*/*")

    assert kiosk.get("/").text == "shown"


def test_without_a_bus_no_pin_is_asked():
    kiosk = Kiosk()
    kiosk.enter()

    assert "chưa nối với xe nào" in kiosk.get(STAFF_PATH).text
    kiosk.post(STAFF_PATH)

    assert kiosk.left == ["out"]
