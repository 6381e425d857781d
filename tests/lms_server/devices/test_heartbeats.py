"""A usual heartbeat is answered from memory; all else goes the whole way."""

import json

import pytest

from common.clock import to_wire, utc_now
from common.wire.heartbeat import Page
from lms_server.devices.heartbeats import read_sign, short_way
from lms_server.devices.queries import list_devices
from lms_server.devices.signs import signs_of_life_in

PATH = "/api/v1/heartbeat"


def beat(**changes):
    told = {"version": "0.1", "queue_length": 0, "set_aside": 0, "clock_at": to_wire(utc_now())}
    return json.dumps(told | changes).encode()


@pytest.fixture
def quick(app):
    return short_way(app)


@pytest.fixture
def bearer(client, add_device):
    """The header of a device that the bus has heard of once."""
    _, token = add_device()
    header = f"Bearer {token}"
    assert client.post(PATH, data=beat(), headers={"Authorization": header}).status_code == 200
    return header


def test_the_short_way_answers_as_the_program_does(client, bearer, quick):
    program = client.post(PATH, data=beat(), headers={"Authorization": bearer})

    short = json.loads(quick(bearer, beat()))

    assert short.keys() == program.json.keys()
    assert short["device_name"] == program.json["device_name"] == "Máy 7"
    assert short["now"] >= program.json["now"]


def test_what_came_the_short_way_is_on_the_wall(app, database, bearer, quick):
    quick(bearer, beat(queue_length=6, page="quiz"))

    with database.read() as db:
        [shown] = signs_of_life_in(app).freshen(list_devices(db))
    assert (shown.queue_length, shown.page) == (6, Page.QUIZ)


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer nobody", "Basic x", "Bearer é"])
def test_whom_the_bus_does_not_know_goes_the_whole_way(bearer, quick, header):  # noqa: ARG001
    assert quick(header, beat()) is None


ODD = {
    "empty": b"",
    "a list": b"[]",
    "deep": b"[" * 5000,
    "no text": b"\xff",
    "less than nothing": beat(queue_length=-1),
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_an_odd_message_goes_the_whole_way(bearer, quick, raw):
    assert quick(bearer, raw) is None


def test_before_the_first_and_after_a_minute_the_program_writes_it_down(app, add_device, quick):
    _, token = add_device()

    app.extensions["bus_lms.devices"].find(token)

    assert quick(f"Bearer {token}", beat()) is None


def test_a_removed_device_goes_the_whole_way_at_once(
    bearer, quick, as_staff, form_token, database, client
):
    with database.read() as db:
        [device] = list_devices(db)
    trainer = as_staff("trainer")
    assert quick(bearer, beat()) is not None

    form = {"csrf_token": form_token(trainer, "/staff/devices")}
    trainer.post(f"/staff/devices/{device.id}/remove", data=form)

    assert quick(bearer, beat()) is None
    assert client.post(PATH, data=beat(), headers={"Authorization": bearer}).status_code == 401


@pytest.mark.parametrize(
    ("told", "page"),
    [
        ({}, None),
        ({"page": "quiz"}, Page.QUIZ),
        ({"page": "quiz", "state": "learning"}, Page.QUIZ),
        ({"page": "quiz", "state": "welcome"}, Page.KIOSK),
        ({"page": "from-the-future"}, Page.OTHER),
    ],
)
def test_a_kiosk_with_a_screen_of_its_own_shows_no_page_of_the_bus(now, told, page):
    assert read_sign(beat(**told), now).page is page


@pytest.mark.parametrize(
    ("measured_ms", "expected_s"), [(None, -3600), (2499, 2), (-(2**52), -(10**9))]
)
def test_the_clock_is_what_the_kiosk_measured_else_what_arrived(now, measured_ms, expected_s):
    an_hour_ago = to_wire(now.replace(hour=now.hour - 1))

    sign = read_sign(beat(clock_at=an_hour_ago, clock_ahead_ms=measured_ms), now)

    assert sign.clock_ahead_s == expected_s
