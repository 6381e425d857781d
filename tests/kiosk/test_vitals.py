"""What a kiosk tells of itself: coarse, without a name, and measured with clocks that lie."""

from datetime import UTC, datetime, timedelta

import msgspec
import psutil
import pytest
from werkzeug import Response
from werkzeug.test import Client, create_environ

from common.clock import to_wire
from common.wire.heartbeat import Heartbeat, HeartbeatAnswer, Page, page_at
from kiosk.screens import Screen, State
from kiosk.vitals import Battery, Vitals, read_battery

LEARNING = State(screen=Screen.LEARNING)
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


class Clocks:
    """A laptop's clock and its uptime, moved by hand."""

    def __init__(self):
        self.now = NOON
        self.uptime = 1000.0

    def pass_by(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.uptime += seconds


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def vitals(clocks):
    return Vitals(
        battery=lambda: Battery(64, is_charging=False),
        clock=lambda: clocks.now,
        uptime=lambda: clocks.uptime,
    )


def beat(vitals):
    return vitals.beat(LEARNING, queue_length=3, set_aside=1)


def opened(path):
    return create_environ(path, headers={"Accept": "text/html,*/*"})


def answer_at(bus_clock):
    return msgspec.json.encode(HeartbeatAnswer(now=to_wire(bus_clock)))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", Page.DOOR),
        ("/learn/", Page.DOOR),
        ("/learn/who/0193a1b2-0000-7000-8000-000000000000", Page.DOOR),
        ("/learn/course", Page.PATH),
        ("/learn/lesson/bai-1/2", Page.LESSON),
        ("/learn/task/tra-qr", Page.TASK),
        ("/learn/quiz/questions", Page.QUIZ),
        ("/learn/result", Page.RESULT),
        ("/learn/something-new", Page.OTHER),
        ("/staff/devices", Page.OTHER),
        ("/_kiosk/welcome", Page.KIOSK),
    ],
)
def test_of_an_address_only_the_kind_of_page_is_told(path, page):
    assert page_at(path) is page


def test_a_heartbeat_names_page_queue_battery_and_how_long_nobody_did_anything(vitals, clocks):
    vitals.note(opened("/learn/lesson/bai-1/2"))
    clocks.pass_by(42)

    told = beat(vitals)

    assert (told.state, told.page, told.idle_s) == ("learning", "lesson", 42)
    assert (told.queue_length, told.set_aside) == (3, 1)
    assert (told.battery_percent, told.is_charging) == (64, False)


def test_before_anybody_did_anything_nothing_is_claimed(vitals):
    told = beat(vitals)

    assert (told.page, told.idle_s, told.clock_ahead_ms) == ("", None, None)


def test_an_answer_is_a_sign_of_a_person_and_leaves_the_page_as_it_is(vitals, clocks):
    vitals.note(opened("/learn/quiz/questions"))
    clocks.pass_by(60)

    vitals.note(create_environ("/api/v1/responses", method="POST"))

    assert (beat(vitals).page, beat(vitals).idle_s) == ("quiz", 0)


@pytest.mark.parametrize("path", ["/learn/presence", "/_kiosk/card/begin", "/learn/away"])
def test_what_pages_send_by_themselves_is_no_sign_of_a_person(vitals, path):
    vitals.note(create_environ(path, method="POST", headers={"Accept": "application/json"}))

    assert beat(vitals).idle_s is None


def test_a_clock_set_by_hand_does_not_change_how_long_nobody_did_anything(vitals, clocks):
    vitals.note(opened("/learn/"))
    clocks.now += timedelta(days=300)

    assert beat(vitals).idle_s == 0


def test_the_clock_is_measured_in_the_middle_between_question_and_answer(vitals, clocks):
    beat(vitals)
    bus_clock = clocks.now - timedelta(hours=2) + timedelta(seconds=0.4)
    clocks.pass_by(0.8)

    vitals.hear(answer_at(bus_clock))

    assert beat(vitals).clock_ahead_ms == 7_200_000


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"now": "today"}', b'{"now": 7}'])
def test_an_older_or_odd_answer_leaves_the_clock_unmeasured(vitals, answer):
    beat(vitals)

    vitals.hear(answer)

    assert beat(vitals).clock_ahead_ms is None


def test_an_answer_that_was_long_on_its_way_says_nothing_about_clocks(vitals, clocks):
    beat(vitals)
    clocks.pass_by(2.5)

    vitals.hear(answer_at(clocks.now))

    assert beat(vitals).clock_ahead_ms is None


def test_one_answer_measures_once(vitals, clocks):
    beat(vitals)
    vitals.hear(answer_at(clocks.now))
    clocks.pass_by(1)

    vitals.hear(answer_at(clocks.now - timedelta(hours=1)))

    assert beat(vitals).clock_ahead_ms == 0


def test_an_older_bus_reads_what_a_newer_kiosk_sends_and_the_other_way_round():
    newer = b"""{"version": "9", "queue_length": 0, "set_aside": 0, "clock_at": "x",
        "page": "holodeck", "colour": ["blue"], "idle_s": null}"""
    older = b'{"version": "0.0.9", "queue_length": 1, "set_aside": 0, "clock_at": "x"}'

    assert msgspec.json.decode(newer, type=Heartbeat).page == "holodeck"
    assert msgspec.json.decode(older, type=Heartbeat).battery_percent is None
    assert msgspec.json.decode(b'{"now": "", "more": 1}', type=HeartbeatAnswer).now == ""


@pytest.mark.parametrize("status", [200, 303, 503])
def test_what_the_window_asks_of_the_gateway_is_seen(vitals, status):
    client = Client(vitals.watch(Response("", status)))

    client.get("/learn/course", headers={"Accept": "text/html"})

    assert beat(vitals).page == "path"


def test_what_the_gateway_refuses_is_not_seen(vitals):
    client = Client(vitals.watch(Response("", 403)))

    client.get("/learn/course", headers={"Accept": "text/html"})

    assert beat(vitals).page == ""


@pytest.mark.parametrize("error", [AttributeError, OSError, ValueError])
def test_a_system_that_does_not_tell_of_its_battery_is_a_laptop_without_one(monkeypatch, error):
    def refuse():
        raise error

    monkeypatch.setattr(psutil, "sensors_battery", refuse, raising=False)

    assert read_battery() is None


def test_a_battery_is_told_in_whole_percent(monkeypatch):
    class Found:
        percent = 100.4
        power_plugged = True

    monkeypatch.setattr(psutil, "sensors_battery", Found, raising=False)

    assert read_battery() == Battery(100, is_charging=True)
