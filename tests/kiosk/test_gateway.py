import json
import threading

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from werkzeug.test import Client

from common.wire.responses import PATH
from kiosk import gateway as gateway_module
from kiosk.away import AwayDesk
from kiosk.board import ScreenBoard
from kiosk.camera import FfmpegCamera
from kiosk.card_reader import CardReader
from kiosk.course_files import CourseFiles
from kiosk.desk import Desk
from kiosk.forwarding import Forwarder
from kiosk.gateway import Gateway, GatewayParts
from kiosk.guard import Guard
from kiosk.kept_pages import KeptPages
from kiosk.pages import Pages
from kiosk.prefetch import Prefetcher
from kiosk.screens import (
    BusInView,
    BusLost,
    BusReached,
    BusSeen,
    PairingBegun,
    Unpaired,
    WelcomeOver,
)
from kiosk.static_cache import StaticCache
from kiosk.uploader import upload_once

PORT = 17180
ORIGIN = f"http://127.0.0.1:{PORT}"
PAGE = {"Accept": "text/html"}
BUS = BusInView("ab" * 32, "Xe 03")


class Kiosk:
    """A gateway whose bus is a real server; requests come in as from the window."""

    def __init__(self, queue, client, files):
        self.queue = queue
        self.client = client
        self.board = ScreenBoard()
        self.cards = CardReader(lambda: FfmpegCamera([]))
        self.codes = []
        self.places = []
        self.woken = threading.Event()
        self.suspected = 0
        self.guard = Guard(PORT)
        pages = KeptPages()
        forwarder = Forwarder(lambda: self.client, self._suspect, StaticCache(), files)
        self.prefetcher = Prefetcher(pages, files, lambda: self.client, own_origin=ORIGIN)
        parts = GatewayParts(
            queue=queue,
            board=self.board,
            forwarder=forwarder,
            pages=Pages(),
            wake_uploader=self.woken.set,
            desk=Desk(
                self.board,
                offer_code=lambda *code: self.codes.append(code),
                offer_place=self.places.append,
            ),
            away=AwayDesk(pages, queue, self.woken.set),
            prefetcher=self.prefetcher,
            cards=self.cards,
        )
        self.web = Client(Gateway(parts, self.guard))

    def _suspect(self):
        self.suspected += 1

    def learn(self):
        for event in (BusReached("Xe 03"), WelcomeOver()):
            self.board.tell(event)

    def enter(self):
        return self.web.get(self.guard.new_entry_url(), base_url=ORIGIN)

    def get(self, path, **headers):
        return self.web.get(path, base_url=ORIGIN, headers={**PAGE, **headers}, buffered=True)

    def post(self, path, body, **headers):
        headers = {"Origin": ORIGIN, **headers}
        return self.web.post(path, base_url=ORIGIN, headers=headers, data=body)


@pytest.fixture
def outside(queue, client, store):
    """The gateway before the window has entered."""
    kiosk = Kiosk(queue, client, CourseFiles(store))
    kiosk.learn()
    return kiosk


@pytest.fixture
def kiosk(outside):
    outside.enter()
    return outside


@pytest.fixture
def batch(a_message):
    return json.dumps([a_message()])


# --- who may come in -------------------------------------------------------------------------


def test_the_window_comes_in_by_its_first_address(outside):
    answer = outside.enter()

    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert outside.get("/learn/").status_code == 200


def test_a_first_address_works_once(outside):
    address = outside.guard.new_entry_url()
    first = outside.web.get(address, base_url=ORIGIN)

    second = outside.web.get(address, base_url=ORIGIN)

    assert (first.status_code, second.status_code) == (303, 403)


@pytest.mark.parametrize("path", ["/", "/learn/", "/_kiosk/state", "/_kiosk/static/kiosk.css"])
def test_without_the_cookie_nothing_is_shown(outside, bus, path):
    answer = outside.get(path)

    assert (answer.status_code, answer.data, bus.requests) == (403, b"", [])


SECRET = "A" * 43


def test_imported_activities_come_without_cookie_and_origin_by_their_secret(outside, bus):
    """Their sandbox has neither; the bus checks the secret."""
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "null"}

    page = outside.get(f"/play/{SECRET}/f/index.html", **foreign)
    commit = outside.post(f"/play/{SECRET}/commit", "{}", **foreign)

    assert 403 not in (page.status_code, commit.status_code)
    assert {headers["X-Kiosk-Origin"] for _, _, headers in bus.requests} == {ORIGIN}


@pytest.mark.parametrize(
    "path",
    [
        "/play/",
        "/play/short/f/index.html",
        f"/play/{SECRET}",
        f"/play/{SECRET}/../../learn/course",
        f"/play/{SECRET}/%2e%2e/%2e%2e/learn/course",
        f"/play/{SECRET}/%0a/../../learn/course",
        f"/learn/play/{SECRET}/x",
    ],
)
def test_the_way_of_imported_activities_leads_nowhere_else(outside, bus, path):
    answer = outside.get(path)

    assert (answer.status_code, bus.requests) == (403, [])


def test_a_guessed_cookie_opens_nothing(outside):
    outside.web.set_cookie("bus_kiosk", "guess", domain="127.0.0.1")

    assert outside.get("/learn/").status_code == 403


@pytest.mark.parametrize(
    "host", ["localhost:17180", "evil.example:17180", "127.0.0.1", "127.0.0.1:80"]
)
def test_another_host_name_is_refused_even_with_the_cookie(kiosk, bus, host):
    answer = kiosk.get("/learn/", Host=host)

    assert (answer.status_code, bus.requests) == (403, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_post_from_a_page_that_is_not_ours_stores_nothing(kiosk, batch, headers):
    answer = kiosk.post(PATH, batch, **headers)

    assert (answer.status_code, kiosk.queue.count_waiting()) == (403, 0)


def test_a_post_without_origin_is_refused(kiosk, batch):
    answer = kiosk.web.post(PATH, base_url=ORIGIN, data=batch)

    assert answer.status_code == 403


def test_a_form_of_a_page_without_referrer_is_still_ours(kiosk):
    answer = kiosk.post("/form", b"a=1", Origin="null", **{"Sec-Fetch-Site": "same-origin"})

    assert answer.data == b"posted a=1"


def test_a_picture_on_another_local_page_gets_nothing(kiosk, bus):
    answer = kiosk.get("/learn/", **{"Sec-Fetch-Site": "same-site"})

    assert (answer.status_code, bus.requests) == (403, [])


# --- answers of learners ---------------------------------------------------------------------


def test_an_answer_is_stored_before_the_page_hears_of_it(kiosk, batch):
    kiosk.board.tell(BusLost())

    answer = kiosk.post(PATH, batch)

    assert [receipt["status"] for receipt in answer.json] == ["queued"]
    assert answer.json[0]["id"] == json.loads(batch)[0]["id"]
    assert kiosk.queue.count_waiting() == 1
    assert kiosk.woken.is_set()


def test_the_verdict_of_the_bus_reaches_the_page_when_it_is_quick(kiosk, batch, client):
    def upload():
        kiosk.woken.wait(10)
        upload_once(kiosk.queue, client)

    uploading = threading.Thread(target=upload)
    uploading.start()

    answer = kiosk.post(PATH, batch)

    uploading.join(10)
    assert [(r["status"], r["feedback"]) for r in answer.json] == [("accepted", {"score": 1.0})]


def test_a_slow_bus_does_not_hold_the_learner_up(kiosk, batch, monkeypatch):
    monkeypatch.setattr(gateway_module, "RECEIPT_WAIT_S", 0.05)

    answer = kiosk.post(PATH, batch)

    assert [receipt["status"] for receipt in answer.json] == ["queued"]


def test_asking_again_with_the_same_message_gives_the_receipt(kiosk, batch, client):
    kiosk.board.tell(BusLost())
    kiosk.post(PATH, batch)
    upload_once(kiosk.queue, client)

    answer = kiosk.post(PATH, batch)

    assert [receipt["status"] for receipt in answer.json] == ["accepted"]


def test_fields_an_older_kiosk_does_not_know_travel_on(kiosk, a_message, client, bus):
    kiosk.board.tell(BusLost())
    message = a_message(spoken=True)
    kiosk.post(PATH, json.dumps([message]))

    upload_once(kiosk.queue, client)

    assert bus.stored[message["id"]] == message


def test_one_malformed_message_is_set_aside_and_the_others_go_on(kiosk, a_message):
    kiosk.board.tell(BusLost())
    good, bad = a_message(), a_message(revision="one")

    answer = kiosk.post(PATH, json.dumps([bad, 5, good]))

    assert [r["status"] for r in answer.json] == ["rejected", "rejected", "queued"]
    assert [r["index"] for r in answer.json] == [0, 1, 2]
    assert answer.json[0]["code"] == "wire.malformed"
    assert kiosk.queue.count_set_aside() == 2


@pytest.mark.parametrize("body", ["", "{}", "[1", "[" * 100_000, json.dumps([1] * 51)])
def test_a_body_that_is_no_batch_is_refused_with_a_code(kiosk, body):
    answer = kiosk.post(PATH, body)

    assert (answer.status_code, answer.json["code"]) == (400, "wire.bad_batch")


def test_a_full_disk_is_never_called_saved(kiosk, batch, monkeypatch):
    def full(*_, **__):
        raise sqlcipher.OperationalError("database or disk is full")

    monkeypatch.setattr(kiosk.queue, "put", full)

    answer = kiosk.post(PATH, batch)

    assert (answer.status_code, answer.json["code"]) == (503, "kiosk.not_saved")


# --- pages of the bus ------------------------------------------------------------------------


def test_the_page_never_sees_the_token_nor_the_bus_our_cookie(kiosk, bus):
    kiosk.web.set_cookie("bus_session", "abc", domain="127.0.0.1")

    kiosk.get("/learn/?a=%20b", Authorization="Bearer page")

    method, target, headers = bus.requests[-1]
    assert (method, target) == ("GET", "/learn/?a=%20b")
    assert headers["Authorization"] == f"Bearer {bus.token}"
    assert headers["Cookie"] == "bus_session=abc"
    assert headers["Host"] == f"127.0.0.1:{bus.port}"


def test_a_form_goes_to_the_bus_as_its_own_origin(kiosk, bus):
    answer = kiosk.post("/form?x=1", b"name=Hoa", Referer=f"{ORIGIN}/learn/")

    _, target, headers = bus.requests[-1]
    bus_origin = f"https://127.0.0.1:{bus.port}"
    assert (target, answer.data) == ("/form?x=1", b"posted name=Hoa")
    assert (headers["Origin"], headers["Referer"]) == (bus_origin, f"{bus_origin}/learn/")


def test_cookies_of_the_bus_work_over_the_loopback(kiosk):
    cookie = kiosk.get("/set-cookie").headers["Set-Cookie"]

    assert cookie == "bus_session=abc; HttpOnly; SameSite=Strict"


def test_the_welcome_of_a_new_bus_drops_the_cookies_of_the_one_before(kiosk, bus):
    kiosk.get("/set-cookie")
    for event in (BusLost(), Unpaired(), BusSeen(BUS), PairingBegun(), BusReached("Xe 04")):
        kiosk.board.tell(event)

    welcome = kiosk.get("/_kiosk/welcome")
    kiosk.learn()
    kiosk.get("/learn/")

    assert welcome.status_code == 200
    assert "Cookie" not in bus.requests[-1][2]


def test_a_file_of_the_bus_before_is_never_shown_for_one_of_the_new(kiosk, bus):
    kiosk.get("/static/style.css")
    before = len(bus.requests)
    for event in (BusLost(), Unpaired(), BusSeen(BUS), PairingBegun(), BusReached("Xe 04")):
        kiosk.board.tell(event)

    kiosk.get("/_kiosk/welcome")
    kiosk.learn()
    kiosk.get("/static/style.css")

    assert len(bus.requests) == before + 1


def test_a_redirect_to_the_bus_stays_in_the_window(kiosk):
    answer = kiosk.get("/elsewhere")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/learn/?a=1")


def test_a_large_file_passes_whole(kiosk):
    assert len(kiosk.get("/large").data) == 3_000_000


def test_an_unchanging_file_is_asked_for_once(kiosk, bus):
    first = kiosk.get("/static/style.css")
    second = kiosk.get("/static/style.css")

    assert first.data == second.data
    assert len(bus.requests) == 1


def test_pages_are_asked_for_each_time(kiosk, bus):
    kiosk.get("/learn/")
    kiosk.get("/learn/")

    assert len(bus.requests) == 2


def test_a_silent_bus_is_told_in_words_on_a_page_and_by_code_to_a_script(kiosk, bus):
    bus.stop()

    page = kiosk.get("/learn/")
    script = kiosk.get("/api/v1/attempts/1", Accept="application/json")

    assert (page.status_code, script.status_code) == (503, 503)
    assert "Máy tạm mất kết nối với xe" in page.text
    assert script.json["code"] == "kiosk.bus_away"
    assert kiosk.suspected == 2


def test_the_secret_of_an_activity_never_lies_in_a_log(kiosk, bus, caplog):
    bus.stop()
    secret = "s" * 43
    caplog.set_level("INFO")

    assert kiosk.get(f"/play/{secret}/f/index.html").status_code == 503

    assert "bus away" in caplog.text
    assert not [one for one in caplog.records if secret in str(vars(one))]


def test_files_seen_before_are_there_while_the_bus_is_silent(kiosk, bus):
    kiosk.get("/static/style.css")
    bus.stop()
    kiosk.client = None

    assert kiosk.get("/static/style.css").status_code == 200


# --- the kiosk's own screens -----------------------------------------------------------------


@pytest.fixture
def unpaired(queue, store):
    kiosk = Kiosk(queue, None, CourseFiles(store))
    kiosk.enter()
    return kiosk


def test_before_pairing_every_page_leads_to_the_present_screen(unpaired):
    answer = unpaired.get("/learn/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/_kiosk/looking")
    assert "Máy đang tìm xe" in unpaired.get("/_kiosk/looking").text


def test_the_code_screen_names_the_bus_and_takes_six_digits(unpaired):
    unpaired.board.tell(BusSeen(BUS))

    page = unpaired.get("/_kiosk/code").text
    answer = unpaired.post("/_kiosk/code", {"bus": BUS.fingerprint, "code": "123456"})

    assert "Xe 03" in page
    assert answer.headers["Location"] == "/_kiosk/pairing"
    assert unpaired.codes == [(BUS.fingerprint, "123456")]


@pytest.mark.parametrize(
    "form",
    [
        {"bus": BUS.fingerprint, "code": "12345"},
        {"bus": BUS.fingerprint, "code": "12345a"},
        {"bus": BUS.fingerprint, "code": "١٢٣٤٥٦"},
        {"bus": "cd" * 32, "code": "123456"},
        {"code": "123456"},
    ],
)
def test_what_is_no_code_for_a_bus_in_view_goes_nowhere(unpaired, form):
    unpaired.board.tell(BusSeen(BUS))

    unpaired.post("/_kiosk/code", form)

    assert unpaired.codes == []


def test_two_buses_are_both_offered(unpaired):
    unpaired.board.tell(BusSeen(BUS))
    unpaired.board.tell(BusSeen(BusInView("cd" * 32, "Xe <04>")))

    page = unpaired.get("/_kiosk/code").text

    assert "Bác chọn đúng xe của mình:" in page
    assert "Xe &lt;04&gt;" in page


def test_the_screen_that_is_not_on_leads_to_the_one_that_is(unpaired):
    unpaired.board.tell(BusSeen(BUS))

    assert unpaired.get("/_kiosk/welcome").headers["Location"] == "/_kiosk/code"


def test_own_files_are_served_and_nothing_beside_them(unpaired):
    assert unpaired.get("/_kiosk/static/kiosk.css").status_code == 200
    assert unpaired.get("/_kiosk/static/../pages.py").status_code == 404


@pytest.mark.parametrize("path", ["/_kiosk/looking", "/_kiosk/state"])
def test_own_pages_allow_no_foreign_script(unpaired, path):
    headers = unpaired.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["Cache-Control"] == "no-store"


def test_who_was_just_paired_sees_the_words_that_the_bus_shows(kiosk):
    for event in (
        BusLost(),
        Unpaired(),
        BusSeen(BUS),
        PairingBegun(),
        BusReached("Xe 04", "cá – ớt"),
    ):
        kiosk.board.tell(event)

    assert "cá – ớt" in kiosk.get("/_kiosk/welcome").text
