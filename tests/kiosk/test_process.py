"""The program as a process of its own: what it promised survives its sudden end."""

import http.cookiejar
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.release import VERSION
from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from common.wire.heartbeat import Heartbeat
from common.wire.responses import PATH
from common.wire.staff_pin import stretch
from common.wire.words import pair_words
from kiosk.identity import IdentityStore
from kiosk.store import Store
from tests.fake_bus import STAFF_PIN

ROOT = Path(__file__).parents[2]
START_S = 30


class Process:
    """``bus-kiosk --no-window`` and a browser of the test that was let in."""

    def __init__(self, folder, *servers):
        arguments = [part for server in servers for part in ("--server", server)]
        self.errors = folder.parent / f"{new_id()}.log"
        with self.errors.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "--data", str(folder), "--no-window", *arguments],
                cwd=ROOT,
                env={**os.environ, "BUS_KIOSK_INTERFACES": "127.0.0.1"},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.entry = self.process.stdout.readline().strip()
        self.origin = self.entry.partition("/_kiosk/")[0]
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)
        with self.browser.open(self.entry, timeout=START_S):
            pass

    def state(self):
        with self.browser.open(f"{self.origin}/_kiosk/state", timeout=10) as answer:
            return json.load(answer)

    def post(self, path, **form):
        body = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(  # noqa: S310
            self.origin + path, body, {"Origin": self.origin}
        )
        with self.browser.open(request, timeout=10) as answer:
            return answer.read().decode()

    def wait_for_words(self, words):
        end = time.monotonic() + START_S
        while words not in (page := self.page(self.state()["path"])):
            assert time.monotonic() < end, page + self.errors.read_text()
            threading.Event().wait(0.05)

    def page(self, path):
        with self.browser.open(self.origin + path, timeout=10) as answer:
            return answer.read().decode()

    def open_page(self, path):
        """Ask as a browser does when somebody follows a link."""
        asked = urllib.request.Request(self.origin + path, headers={"Accept": "text/html"})  # noqa: S310
        with self.browser.open(asked, timeout=10):
            pass

    def wait_until_connected(self):
        end = time.monotonic() + START_S
        while not self.state()["connected"]:
            assert time.monotonic() < end, self.errors.read_text()
            threading.Event().wait(0.05)

    def answer(self, message):
        headers = {"Origin": self.origin, "Content-Type": "application/json"}
        body = json.dumps([message]).encode()
        request = urllib.request.Request(self.origin + PATH, body, headers)  # noqa: S310
        with self.browser.open(request, timeout=10) as answer:
            return json.load(answer)[0]

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.process.stdout.close()
        return status


@pytest.fixture
def folder(tmp_path, bus):
    """The data of a kiosk that was paired with ``bus`` on another day."""
    folder = tmp_path / "laptop"
    bus.leave_pairing(folder)
    return folder


@pytest.fixture
def start(start_in, folder):
    return lambda *servers: start_in(folder, *servers)


@pytest.fixture
def start_in():
    running = []

    def start_one(folder, *servers):
        running.append(Process(folder, *servers))
        return running[-1]

    yield start_one
    for each in running:
        if each.process.poll() is None:
            each.kill()


def wait_until_stored(bus, message_id):
    end = time.monotonic() + START_S
    while message_id not in bus.stored and time.monotonic() < end:
        threading.Event().wait(0.05)


def address_of(bus):
    return f"{bus.host}:{bus.port}"


def test_a_saved_answer_outlives_a_killed_kiosk_and_is_uploaded_once(start, bus, a_message):
    port = bus.port
    bus.stop()
    message = a_message()
    kiosk = start()
    receipt = kiosk.answer(message)
    kiosk.kill()
    bus.port = port
    bus.start()

    after = start(address_of(bus))
    wait_until_stored(bus, message["id"])

    assert receipt["status"] == "queued"
    assert bus.stored[message["id"]] == message
    assert bus.deliveries == [message["id"]]
    assert after.end() == 0


def test_killed_between_the_bus_and_its_receipt_the_answer_is_stored_once(start, bus, a_message):
    """The bus stored it, the kiosk died before it could note that."""
    message = a_message()
    bus.drop_answers = 10_000
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()
    kiosk.answer(message)
    wait_until_stored(bus, message["id"])
    kiosk.kill()
    before = len(bus.deliveries)
    bus.drop_answers = 0

    after = start(address_of(bus))
    after.wait_until_connected()
    receipt = after.answer(message)

    assert before >= 1
    assert receipt["status"] == "duplicate"
    assert len(bus.stored) == 1


def test_the_verdict_comes_back_through_both_hops(start, bus, a_message):
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()

    receipt = kiosk.answer(a_message())

    assert (receipt["status"], receipt["feedback"]) == ("accepted", {"score": 1.0})


def test_a_bus_that_comes_later_is_found_and_gets_everything(start, bus, a_message):
    port = bus.port
    bus.stop()
    kiosk = start(address_of(bus))
    messages = [a_message() for _ in range(3)]
    for message in messages:
        kiosk.answer(message)

    bus.port = port
    bus.start()

    wait_until_stored(bus, messages[-1]["id"])
    assert bus.deliveries == [message["id"] for message in messages]


def test_another_bus_at_the_same_address_gets_nothing(start, bus, make_bus, a_message):
    port = bus.port
    bus.stop()
    stranger = make_bus(port=port)
    kiosk = start(address_of(bus))
    kiosk.answer(a_message())

    end = time.monotonic() + START_S
    while stranger.connections < 2 and time.monotonic() < end:
        threading.Event().wait(0.05)

    assert stranger.connections >= 1
    assert stranger.requests == []
    assert kiosk.state()["connected"] is False


def give_to(kiosk, bus):
    kiosk.wait_for_words("đổi xe cho máy này")
    kiosk.post("/_kiosk/change/ask")
    kiosk.wait_for_words(bus.fingerprint)
    kiosk.post("/_kiosk/code", bus=bus.fingerprint, code=bus.code)


def test_a_kiosk_given_to_another_bus_keeps_the_answers_of_the_first_for_it(
    start, bus, make_bus, a_message
):
    first, second = a_message(), a_message()
    port = bus.port
    bus.stop()
    other = make_bus(name="Xe 04", code="654321")
    places = [f"{bus.host}:{port}", address_of(other)]
    kiosk = start(*places)
    kiosk.answer(first)
    kiosk.kill()
    kiosk = start(*places)
    kiosk.wait_for_words("đổi xe cho máy này")
    asked_before = list(other.requests)

    give_to(kiosk, other)
    kiosk.wait_until_connected()
    kiosk.answer(second)
    wait_until_stored(other, second["id"])
    other.stop()
    bus.port = port
    bus.start()
    kiosk.kill()
    kiosk = start(*places)
    give_to(kiosk, bus)
    wait_until_stored(bus, first["id"])

    assert asked_before == []
    assert other.deliveries == [second["id"]]
    assert bus.deliveries == [first["id"]]


def test_a_wrong_code_leaves_a_kiosk_with_its_bus(start, bus, make_bus):
    port = bus.port
    bus.stop()
    other = make_bus(name="Xe 04")
    kiosk = start(f"{bus.host}:{port}", address_of(other))
    other.code = "654321"
    kiosk.wait_for_words("đổi xe cho máy này")
    kiosk.post("/_kiosk/change/ask")

    kiosk.post("/_kiosk/code", bus=other.fingerprint, code="111111")

    kiosk.wait_for_words("Mã chưa đúng")
    bus.port = port
    bus.start()
    kiosk.wait_until_connected()
    assert other.failures == 1
    assert all(kind.startswith("/api/v1/pairing") for _, kind, _ in other.requests)


def test_idle_and_half_sent_connections_hold_nobody_up(start, bus, a_message):
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()
    place = ("127.0.0.1", int(kiosk.origin.rpartition(":")[2]))
    crowd = [socket.create_connection(place) for _ in range(100)]
    for half in crowd[:50]:
        half.sendall(b"POST /api/v1/responses HTTP/1.1\r\nContent-Length: 100\r\n\r\n[")

    receipt = kiosk.answer(a_message())

    for each in crowd:
        each.close()
    assert receipt["status"] == "accepted"


def test_a_typed_address_leads_to_a_bus_that_nobody_announces(start_in, tmp_path, bus):
    kiosk = start_in(tmp_path / "new")
    kiosk.post("/_kiosk/place/ask")

    kiosk.post("/_kiosk/place", place=address_of(bus))

    kiosk.wait_for_words(bus.fingerprint)
    kiosk.post("/_kiosk/code", bus=bus.fingerprint, code=bus.code)
    kiosk.wait_until_connected()


def test_after_pairing_the_screen_shows_the_words_of_this_key_and_this_machine(
    start_in, tmp_path, bus
):
    kiosk = start_in(tmp_path / "new", address_of(bus))
    kiosk.wait_for_words(bus.fingerprint)
    kiosk.post("/_kiosk/code", bus=bus.fingerprint, code=bus.code)
    kiosk.wait_for_words("pair-words")

    shown = kiosk.page("/_kiosk/welcome")

    kiosk.end()
    store = Store.open_in(tmp_path / "new")
    identity = IdentityStore(store).find()
    store.close()
    assert pair_words(bus.fingerprint, identity.device_id) in shown


def test_a_typed_address_without_a_bus_is_told(start, bus):
    bus.stop()
    kiosk = start()
    kiosk.post("/_kiosk/place/ask")

    kiosk.post("/_kiosk/place", place=address_of(bus))

    kiosk.wait_for_words("Có máy ở đó, nhưng chưa vào được")


def test_a_wrong_key_file_ends_the_program_with_a_reason(folder):
    (folder / "kiosk.key").write_text("00" * 32)

    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(folder), "--no-window"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )

    assert ended.returncode == 1
    assert "kiosk.db" in ended.stderr


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["--server", ":0"], 2)])
def test_usage(arguments, status):
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )

    assert ended.returncode == status
    assert "bus-kiosk" in ended.stdout + ended.stderr


def test_the_bus_hears_what_is_on_the_screen_and_how_far_the_clock_is_off(start, bus, monkeypatch):
    answer = bus.answer
    beats = queue.SimpleQueue()

    def answer_with_a_late_clock(method, target, headers, body):
        usual = answer(method, target, headers, body)
        if target != HEARTBEAT_PATH:
            return usual
        beats.put(msgspec.json.decode(body, type=Heartbeat))
        late = to_wire(utc_now() - timedelta(hours=1))
        return 200, {}, json.dumps({"now": late, "from_a_newer_bus": 1}).encode()

    monkeypatch.setattr(bus, "answer", answer_with_a_late_clock)
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()
    before = beats.get(timeout=START_S)

    kiosk.open_page("/learn/course")

    while (told := beats.get(timeout=START_S)).page != "path":
        pass
    assert (before.page, before.clock_ahead_ms) == ("", None)
    assert (told.version, told.state, told.queue_length) == (VERSION, "learning", 0)
    assert told.clock_ahead_ms == pytest.approx(3_600_000, abs=500)


def test_a_new_pin_of_the_bus_opens_the_kiosk_and_the_old_one_no_longer_does(start, bus):
    kiosk = start()
    before = kiosk.post("/_kiosk/staff", pin=STAFF_PIN)
    kiosk.kill()
    bus.kept_pin = stretch("135790", b"sixteen bytes ok")
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()

    after = [kiosk.post("/_kiosk/staff", pin=pin) for pin in (STAFF_PIN, "135790")]

    is_open = ["Máy đang đóng chương trình" in page for page in (before, *after)]
    assert is_open == [True, False, True]


def test_a_kiosk_that_cannot_write_the_new_pin_down_goes_on_with_its_bus(
    start, folder, bus, a_message
):
    store = Store.open_in(folder)
    with store.write() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON settings WHEN new.name = 'bus'"
            " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    store.close()
    bus.kept_pin = stretch("135790", bytes(16))
    kiosk = start(address_of(bus))
    kiosk.wait_until_connected()

    receipt = kiosk.answer(a_message())

    assert receipt["status"] == "accepted"
    assert "staff pin not stored" in kiosk.errors.read_text()
    assert "Máy đang đóng chương trình" in kiosk.post("/_kiosk/staff", pin=STAFF_PIN)
