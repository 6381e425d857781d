"""The gateway while the bus is away: pages from what was kept, deeds into the queue."""

import http.client
import json
import threading
from contextlib import closing

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire import away, responses
from common.wire.discovery import KIOSK_ORIGIN_HEADER
from kiosk.kept_pages import KeptPage, Visitor
from kiosk.uploader import UploadTroubleError, upload_once
from tests.fake_bus import FakeBus
from tests.live_gateway import LiveGateway

ATTEMPT = str(new_id())
SITTING = str(new_id())
HTML = {"Content-Type": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TITLE = "<h1>Máy tạm mất kết nối với xe</h1>"
ON, HOME, HOME_NOW = 'href="/_kiosk/back"', 'href="/learn/together"', 'action="/_kiosk/leave"'
"""What the page that stands in for any other leads to."""
HOA = Visitor("a" * 32, "bus_session=s.hoa")
GONE = '<h1 class="done">Đã ra về, hẹn gặp lại!</h1>'
ATTEMPT_PATH = f"/api/v1/attempts/{ATTEMPT}"
VIEW = {"attempt_id": ATTEMPT, "items": [{"item_id": "q1"}, {"item_id": "q2"}], "responses": {}}


class LearnerBus(FakeBus):
    """A bus at which one learner is signed in, as long as ``turn`` is set."""

    turn = "a" * 32
    heard = b""
    """The last form that was sent."""
    listed = (
        {"path": "/learn/course", "source": "/learn/away/course", "is_lasting": False},
        {"path": "/learn/lesson/1/1", "step": {"kind": "page_read", "lesson_id": "1", "page": 1}},
        {"path": ATTEMPT_PATH, "is_lasting": False},
        {"path": "/learn/"},
        {"path": "/learn/together", "source": "/learn/away/home"},
    )
    actions = (
        {"path": "/learn/presence", "step": {"kind": "present"}},
        {
            "path": "/learn/lesson/1/done",
            "step": {"kind": "lesson_done", "lesson_id": "1"},
            "then": "/learn/course",
        },
        {
            "path": ATTEMPT_PATH + "/submit",
            "step": {"kind": "quiz_finished", "attempt_id": ATTEMPT},
        },
        {"path": "/learn/leave", "step": {"kind": "left"}, "then": "/learn/", "is_leaving": True},
        {
            "path": "/learn/together/leave",
            "step": {"kind": "left"},
            "then": "/learn/",
            "is_leaving": True,
            "when": {"who": "all"},
        },
    )

    def answer(self, method, target, headers, body):
        if target == away.STEPS_PATH:
            return 200, {}, json.dumps(self._receive(json.loads(body))).encode()
        if not target.startswith(("/learn", "/api/v1/attempts")):
            return super().answer(method, target, headers, body)
        self.requests.append((method, target, headers))
        marked = {} if self.turn is None else {away.TURN_HEADER: self.turn}
        if target == away.PREPARE_PATH:
            return 200, marked, json.dumps(self._provisions()).encode()
        data = {away.FILES_PATH: [], ATTEMPT_PATH: VIEW}
        if target in data:
            return 200, marked, json.dumps(data[target]).encode()
        if method == "POST":
            self.heard = body
            return 303, {**HTML, **marked, "Location": "/learn/course"}, b""
        return 200, {**HTML, **marked}, f"page {target}".encode()

    def _provisions(self):
        return {
            "sitting_id": SITTING,
            "now": to_wire(utc_now()),
            "pages": self.listed,
            "actions": self.actions,
        }


class Window:
    """The kiosk's window with a session of the bus."""

    def __init__(self, kiosk, session="s.hoa"):
        self.guard = kiosk.guard
        self.cookie = ""
        _, headers, _ = self.ask("GET", kiosk.guard.new_entry_url())
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.sit_down(session)

    def sit_down(self, session):
        self.cookie = f"{self.cookie.partition(';')[0]}; bus_session={session}"

    def ask(self, method, path, body=None, **more):
        headers = {"Cookie": self.cookie, "Accept": "text/html", **more}
        if method == "POST":
            headers["Origin"] = self.guard.origin
        with closing(http.client.HTTPConnection(self.guard.host, timeout=30)) as connection:
            path = path.removeprefix(self.guard.origin)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def get(self, path):
        status, _, text = self.ask("GET", path)
        return status, text

    def send(self, path, form):
        """Send a form as a page does."""
        return self.ask("POST", path, form, **FORM)


@pytest.fixture
def bus(tmp_path):
    bus = LearnerBus(tmp_path)
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture
def kiosk(bus, tmp_path):
    kiosk = LiveGateway(tmp_path / "k", port=bus.port, pin=bus.fingerprint, token=bus.token)
    kiosk.reach()
    yield kiosk
    kiosk.close()


@pytest.fixture
def window(kiosk):
    """A signed-in learner at a kiosk that has fetched everything."""
    window = Window(kiosk)
    window.get("/learn/course")
    kiosk.stock()
    return window


@pytest.fixture
def steps(bus):
    """What the bus was told, without ids and times."""

    def told():
        return [one["step"] for one in bus.stored.values() if "step" in one]

    return told


def answer_of(item):
    return {
        "id": str(new_id()),
        "attempt_id": ATTEMPT,
        "item_id": item,
        "revision": 1,
        "value": ["b"],
        "answered_at": to_wire(utc_now()),
    }


def test_pages_are_there_when_the_bus_is_not(kiosk, window):
    kiosk.lose()

    assert window.get("/learn/lesson/1/1") == (200, "page /learn/lesson/1/1")
    assert window.get("/learn/course") == (200, "page /learn/away/course")
    assert window.get("/learn/lesson/2/1")[0] == 503


def test_while_the_bus_is_there_its_own_pages_are_shown(window):
    assert window.get("/learn/course") == (200, "page /learn/course")


def test_what_is_fetched_ahead_is_marked_so(window, bus):
    ahead = [headers for _, target, headers in bus.requests if target == "/learn/lesson/1/1"]

    assert {one["Sec-Purpose"] for one in ahead} == {"prefetch"}
    assert {one["Cookie"] for one in ahead} == {"bus_session=s.hoa"}
    assert {one[KIOSK_ORIGIN_HEADER] for one in ahead} == {window.guard.origin}


def test_the_mark_of_a_turn_does_not_reach_the_page(kiosk, window):
    online = window.ask("GET", "/learn/lesson/1/1")[1]
    kiosk.lose()
    kept = window.ask("GET", "/learn/lesson/1/1")[1]

    assert away.TURN_HEADER not in online
    assert away.TURN_HEADER not in kept


@pytest.fixture
def full_disk(kiosk, window, monkeypatch):
    """The bus is away, and nothing can be stored."""

    def full(*_, **__):
        raise sqlcipher.OperationalError("database or disk is full")

    kiosk.lose()
    monkeypatch.setattr(kiosk.queue, "put", full)
    return window


def test_on_a_full_disk_people_read_on(full_disk):
    assert full_disk.get("/learn/lesson/1/1") == (200, "page /learn/lesson/1/1")


def test_on_a_full_disk_a_deed_is_refused_in_words_with_a_way_on(full_disk):
    status, _, text = full_disk.send("/learn/lesson/1/done", b"")

    assert status == 503
    assert "<h1>Máy chưa lưu được lúc này</h1>" in text
    assert ON in text


def test_on_a_full_disk_a_script_hears_a_code(full_disk):
    status, _, text = full_disk.ask("POST", "/learn/presence", b"", Accept="*/*", **FORM)

    assert (status, json.loads(text)["code"]) == (503, "kiosk.not_saved")


def test_what_fails_in_the_kiosk_is_no_white_page(kiosk, window, monkeypatch):
    monkeypatch.setattr(kiosk.pages, "find_page", lambda *_: 1 / 0)

    status, text = window.get("/learn/course?lesson=1")

    assert status == 500
    assert "<h1>Máy đang vướng một chút</h1>" in text
    assert 'href="/learn/course"' in text


def test_what_is_done_without_the_bus_is_told_once_in_order(kiosk, window, bus, steps):
    kiosk.lose()
    window.get("/learn/lesson/1/1")
    done = window.ask("POST", "/learn/lesson/1/done", "csrf_token=x")
    present = window.ask("POST", "/learn/presence")
    state = json.loads(window.get("/_kiosk/state")[1])

    assert (done[0], done[1]["Location"]) == (303, "/learn/course")
    assert present[0] == 202
    assert (state["waiting"], state["connected"]) == (3, False)
    assert "/learn/lesson/1/done" in state["finished"]

    kiosk.reach()

    assert kiosk.queue.wait_until_sent(timeout_s=20)
    assert [one["kind"] for one in steps()] == ["page_read", "lesson_done", "present"]
    assert {one["sitting_id"] for one in bus.stored.values()} == {SITTING}


def test_the_end_of_a_quiz_waits_for_its_answers(kiosk, window, bus, client_of):
    kiosk.lose()
    window.ask("POST", responses.PATH, json.dumps([answer_of("q1")]))
    ended = window.ask("POST", ATTEMPT_PATH + "/submit")

    assert ended[0] == 202
    assert kiosk.queue.oldest_in_turn(away.STEPS_PATH, most=50, most_bytes=99999) == []
    upload_once(kiosk.queue, client_of(bus))
    upload_once(kiosk.queue, client_of(bus))
    assert ["step" in one for one in bus.stored.values()] == [False, True]


@pytest.fixture
def client_of(connect):
    return connect


def test_with_the_bus_back_the_end_of_a_quiz_does_not_overtake_either(kiosk, window, bus):
    """The queue is not empty yet when the learner presses."""
    kiosk.lose()
    bus.status = 503  # reached, but it takes no messages
    window.ask("POST", responses.PATH, json.dumps([answer_of("q1")]))
    kiosk.reach()

    status, _, body = window.ask("POST", ATTEMPT_PATH + "/submit")

    assert (status, json.loads(body)) == (202, {"status": "queued"})
    assert not [one for one in bus.requests if one[1].endswith("/submit")]


def stumbling_at(bus, message):
    answer = bus.answer

    def stumble(method, target, headers, body):
        if message["id"].encode() in body:
            return 500, {}, b'{"code": "web.broken"}'
        return answer(method, target, headers, body)

    return stumble


@pytest.mark.parametrize(
    ("attempt", "status"), [(str(new_id()), 303), (ATTEMPT, 202)], ids=["another", "the same"]
)
def test_an_answer_the_bus_cannot_digest_holds_up_the_end_of_its_own_quiz_alone(
    kiosk, window, bus, client_of, monkeypatch, attempt, status
):
    bad = {**answer_of("q1"), "attempt_id": attempt}
    monkeypatch.setattr(bus, "answer", stumbling_at(bus, bad))
    kiosk.lose()
    window.ask("POST", responses.PATH, json.dumps([bad]))
    with pytest.raises(UploadTroubleError):
        upload_once(kiosk.queue, client_of(bus))
    kiosk.reach()

    ended = window.ask("POST", ATTEMPT_PATH + "/submit")

    assert (ended[0], kiosk.queue.count_waiting()) == (status, 1 if status == 303 else 2)


def test_questions_come_with_the_answers_given_at_this_machine(kiosk, window):
    window.ask("POST", responses.PATH, json.dumps([answer_of("q1")]))
    kiosk.lose()
    window.ask("POST", responses.PATH, json.dumps([answer_of("q2")]))

    given = json.loads(window.get(ATTEMPT_PATH)[1])["responses"]

    assert {item: one["feedback"] for item, one in given.items()} == {
        "q1": {"score": 1.0},
        "q2": None,
    }
    assert given["q2"]["value"] == ["b"]


def test_a_task_counts_as_finished_by_the_page_that_sent_its_trace(kiosk, window):
    kiosk.lose()
    page = f"{window.guard.origin}/learn/task/T1"

    window.ask("POST", "/api/v1/traces", "[]", Referer=page)

    assert json.loads(window.get("/_kiosk/state")[1])["finished"] == ["/learn/task/T1"]


def test_after_a_hand_over_nothing_of_the_former_learner_is_shown(kiosk, window, bus):
    bus.turn = None
    window.ask("POST", "/learn/leave")
    kiosk.lose()

    assert window.get("/learn/lesson/1/1")[0] == 503
    assert kiosk.pages.visitor is None


def test_an_activity_that_was_played_leaves_the_pages_of_its_learner(kiosk, window):
    """Its sandbox has neither cookies nor a turn; any program on this laptop can ask for it."""
    status, _ = window.get(f"/play/{'x' * 43}/f/index.html")
    kiosk.lose()

    assert status == 200
    assert window.get("/learn/lesson/1/1") == (200, "page /learn/lesson/1/1")


def test_the_next_learner_sees_nothing_of_the_former_one(kiosk, window, bus):
    bus.turn = "b" * 32
    window.sit_down("s.pao")
    window.get("/learn/course")
    kiosk.lose()

    assert kiosk.pages.visitor.turn == "b" * 32
    window.sit_down("s.hoa")
    assert window.get("/learn/lesson/1/1")[0] == 503


def test_leaving_without_the_bus_takes_pages_and_cookies_away(kiosk, window, steps):
    kiosk.lose()

    status, headers, _ = window.ask("POST", "/learn/leave")

    assert (status, headers["Location"]) == (303, "/learn/")
    assert headers["Set-Cookie"].startswith("bus_session=; Expires=Thu, 01 Jan 1970")
    assert window.get("/learn/lesson/1/1")[0] == 503
    kiosk.reach()
    assert kiosk.queue.wait_until_sent(timeout_s=20)
    assert steps() == [{"kind": "left"}]


def test_leaving_works_before_anything_was_fetched(kiosk):
    window = Window(kiosk)
    kiosk.lose()

    status, headers, _ = window.ask("POST", "/learn/leave")

    assert (status, headers["Set-Cookie"].partition(";")[0]) == (303, "bus_session=")


@pytest.mark.parametrize("path", ["/learn/address", "/learn/turn", "/learn/hands", "/learn/deeds"])
def test_a_page_that_cannot_come_leads_back_and_home(kiosk, window, path):
    window.get("/learn/lesson/1/1")
    kiosk.lose()

    status, text = window.get(path)
    back = window.ask("GET", "/_kiosk/back")

    assert (status, TITLE in text) == (503, True)
    assert [one in text for one in (ON, HOME, HOME_NOW)] == [True, True, False]
    assert (back[0], back[1]["Location"]) == (303, "/learn/lesson/1/1")


def test_a_form_that_cannot_be_sent_is_not_sent_again_by_itself(kiosk, window):
    window.get("/learn/lesson/1/1")
    kiosk.lose()

    posted = window.send("/learn/turn", "place=lessons")[2]
    asked = window.get("/learn/turn")[1]

    assert ON in posted
    assert 'data-follow-to="/_kiosk/back"' in posted
    assert 'data-follow-to=""' in asked


def test_going_home_is_no_place_to_go_on(kiosk, window):
    window.get("/learn/lesson/1/1")
    kiosk.lose()

    stands_in = window.get("/learn/together")

    assert stands_in == (200, "page /learn/away/home")
    assert window.ask("GET", "/_kiosk/back")[1]["Location"] == "/learn/lesson/1/1"


def test_who_was_nowhere_that_is_kept_goes_on_at_the_course(kiosk, window):
    kiosk.lose()
    kiosk.pages.clear()
    kiosk.pages.begin(HOA)
    kiosk.pages.note_place(HOA.cookies, "/learn/address")  # before anything was fetched
    door = away.Page(path="/learn/")
    listed = away.Provisions(sitting_id=new_id(), now=utc_now(), pages=[door], actions=[])
    kiosk.pages.provide(HOA, listed)
    kiosk.pages.keep(HOA, door.path, KeptPage(200, (), b""))

    assert ON in window.get("/learn/turn")[1]
    assert window.ask("GET", "/_kiosk/back")[1]["Location"] == "/learn/"


def test_the_first_page_of_another_turn_is_a_place_to_go_on(kiosk, window, bus):
    """Larger letters make another turn."""
    bus.turn = "c" * 32
    window.get("/learn/lesson/1/1")
    kiosk.stock()
    window.ask("GET", ATTEMPT_PATH, Accept="application/json")
    kiosk.lose()

    assert window.ask("GET", "/_kiosk/back")[1]["Location"] == "/learn/lesson/1/1"


def test_a_kept_page_is_a_place_to_go_on_as_well(kiosk, window):
    kiosk.lose()
    window.get("/learn/lesson/1/1")
    window.ask("GET", ATTEMPT_PATH, Accept="application/json")

    assert window.ask("GET", "/_kiosk/back")[1]["Location"] == "/learn/lesson/1/1"


def test_before_anything_was_fetched_one_can_only_wait_or_go_home(kiosk):
    window = Window(kiosk)
    kiosk.lose()
    kiosk.pages.begin(HOA)

    text = window.get("/learn/course")[1]

    assert [one in text for one in (ON, HOME, HOME_NOW)] == [False, False, True]


def test_at_the_door_one_only_waits(kiosk, bus):
    bus.turn = None
    window = Window(kiosk)
    window.get("/learn/")
    kiosk.lose()

    status, text = window.get("/learn/")

    assert (status, TITLE in text) == (503, True)
    assert not [one for one in (ON, HOME, HOME_NOW) if one in text]


@pytest.mark.parametrize("path", ["/learn/together/leave", "/learn/leave", "/_kiosk/leave"])
def test_who_goes_home_without_the_bus_leaves_the_machine_to_the_next(kiosk, window, steps, path):
    kiosk.lose()

    status, headers, _ = window.send(path, "csrf_token=x&who=all")
    seen = [window.get(one) for one in ("/learn/", "/learn/lesson/1/1", "/learn/together")]

    assert (status, headers["Location"]) == (303, "/learn/")
    assert headers["Set-Cookie"].startswith("bus_session=; Expires=Thu, 01 Jan 1970")
    assert {(code, GONE in text) for code, text in seen} == {(503, True)}
    kiosk.reach()
    assert kiosk.queue.wait_until_sent(timeout_s=20)
    assert steps() == [{"kind": "left"}]


def test_the_bus_hears_who_goes_home_when_it_is_there(window, bus):
    window.send("/learn/together/leave", "who=all")

    assert bus.heard == b"who=all"


def test_one_of_several_does_not_go_home_without_the_bus(kiosk, window):
    kiosk.lose()

    status, _, text = window.send("/learn/together/leave", "who=0123")

    assert (status, ON in text) == (503, True)
    assert window.get("/learn/lesson/1/1")[0] == 200


def test_the_words_for_the_next_one_end_with_the_bus_back(kiosk, window, bus):
    kiosk.lose()
    window.send("/learn/leave", "")
    bus.turn = None
    kiosk.reach()
    window.get("/learn/")
    kiosk.lose()

    assert TITLE in window.get("/learn/")[1]


def test_a_silent_bus_is_waited_for_only_a_moment(window, bus):
    """Connected, but no answer comes: the page is shown from what is kept."""
    waiting = threading.Event()
    bus.answer = lambda *_: waiting.wait(20) or (200, {}, b"")

    shown = window.get("/learn/lesson/1/1")
    waiting.set()

    assert shown == (200, "page /learn/lesson/1/1")


def test_what_the_bus_does_not_mark_is_not_kept(kiosk, bus):
    bus.turn = None
    window = Window(kiosk)
    window.get("/learn/course")
    kiosk.stock()

    assert (kiosk.pages.visitor, kiosk.pages.now()) == (None, None)
    assert not [one for one in bus.requests if one[1] == away.PREPARE_PATH]


def test_nothing_of_a_learner_lies_on_the_disk(kiosk, window):
    kiosk.lose()
    window.get("/learn/lesson/1/1")

    with kiosk.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchone() == (0,)
        [body] = connection.execute("SELECT body FROM queued").fetchone()
    assert set(json.loads(body)) == {"id", "sitting_id", "step", "at"}
