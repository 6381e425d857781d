"""Pairing: the right code lets one device in, once; everything else is refused."""

from datetime import timedelta

import msgspec
import pytest

from common.clock import to_wire, utc_now
from common.wire import pairing as wire
from lms_server.devices import queries
from lms_server.devices.models import Device


def beat(client, token, **changes):
    body = {"version": "0.1", "queue_length": 0, "set_aside": 0, "clock_at": to_wire(utc_now())}
    return client.post(
        "/api/v1/heartbeat", json=body | changes, headers={"Authorization": f"Bearer {token}"}
    )


def test_the_right_code_gives_a_token_that_works(client, kiosk, open_code):
    open_code("123456", utc_now())

    answer = kiosk.pair("123456")

    finished = msgspec.json.decode(answer.data, type=wire.PairingFinished)
    assert finished.proof == wire.proof(kiosk.key, "server")
    assert (finished.bus_code, finished.bus_name) == ("79B03", "Xe số 3")
    assert beat(client, finished.device_token).status_code == 200


def test_a_name_that_another_kiosk_has_gets_a_number(kiosk, open_code, database):
    for code in ("111111", "222222", "333333"):
        open_code(code, utc_now())
        kiosk.pair(code)

    with database.read() as db:
        assert [one.name for one in queries.list_devices(db)] == ["Máy 1", "Máy 1 2", "Máy 1 3"]


def test_a_code_works_once(kiosk, open_code, db_count):
    open_code("123456", utc_now())
    kiosk.pair("123456")

    second = kiosk.pair("123456")

    assert (second.status_code, second.json["code"]) == (410, "devices.no_open_code")
    assert db_count(Device) == 1


def test_two_kiosks_racing_with_one_code_give_one_device(kiosk, open_code, db_count):
    open_code("123456", utc_now())
    early = kiosk.start("123456")
    early_side = kiosk.side
    late = kiosk.start("123456")
    kiosk.finish(late)
    kiosk.side = early_side

    answer = kiosk.finish(early)

    assert answer.json["code"] == "devices.no_open_code"
    assert db_count(Device) == 1


def test_a_wrong_code_is_refused(kiosk, open_code, db_count):
    open_code("123456", utc_now())

    answer = kiosk.pair("654321")

    assert (answer.status_code, answer.json["code"]) == (403, "devices.wrong_code")
    assert db_count(Device) == 0


def test_a_relay_with_another_certificate_is_refused_although_the_code_is_right(
    kiosk, open_code, db_count
):
    open_code("123456", utc_now())

    answer = kiosk.pair("123456", seen="ab" * 32)

    assert answer.json["code"] == "devices.wrong_code"
    assert db_count(Device) == 0


def test_five_wrong_tries_close_the_code(kiosk, open_code):
    open_code("123456", utc_now())
    for _ in range(5):
        assert kiosk.pair("000000").status_code == 403

    answer = kiosk.pair("123456")

    assert answer.json["code"] == "devices.no_open_code"


def test_a_code_is_good_for_ten_minutes(kiosk, open_code):
    open_code("123456", utc_now() - timedelta(minutes=10))

    assert kiosk.pair("123456").json["code"] == "devices.no_open_code"


def test_a_new_code_replaces_the_one_before(kiosk, open_code):
    open_code("111111", utc_now())
    open_code("222222", utc_now())

    assert kiosk.pair("111111").json["code"] == "devices.wrong_code"
    assert kiosk.pair("222222").status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"message": "zz", "device_name": "x"}', b"\xff", b"[" * 5000]
)
def test_a_malformed_start_is_refused_with_a_code(client, open_code, body):
    open_code("123456", utc_now())

    answer = client.post(wire.START_PATH, data=body)

    assert (answer.status_code, answer.json["code"]) == (400, "devices.bad_pairing_message")


def test_a_start_that_is_no_group_element_is_refused(client, open_code):
    open_code("123456", utc_now())

    answer = client.post(wire.START_PATH, json={"message": "41" + "00" * 32, "device_name": "x"})

    assert answer.json["code"] == "devices.bad_pairing_message"


def test_a_finish_without_a_start_is_refused(client):
    body = {"pairing_id": "0193a1b2-0000-7000-8000-000000000000", "proof": "ab"}

    assert client.post(wire.FINISH_PATH, json=body).json["code"] == "devices.pairing_not_found"


def test_a_finish_can_be_tried_once(kiosk, open_code, client):
    open_code("123456", utc_now())
    started = kiosk.start("123456")
    reply = msgspec.json.decode(started.data, type=wire.PairingStarted)
    wrong = {"pairing_id": str(reply.pairing_id), "proof": "ab"}
    client.post(wire.FINISH_PATH, json=wrong)

    assert kiosk.finish(started).json["code"] == "devices.pairing_not_found"


def test_an_unknown_token_is_told_to_pair_again(client):
    answer = beat(client, "x" * 43)

    assert (answer.status_code, answer.json["code"]) == (401, "devices.unknown_device")


@pytest.mark.parametrize(
    "changes",
    [
        {"queue_length": -1},
        {"set_aside": 10**30},
        {"clock_at": "yesterday"},
        {"battery_percent": 101},
        {"idle_s": -1},
        {"page": "x" * 41},
    ],
)
def test_a_malformed_heartbeat_is_refused_with_a_code(client, kiosk, open_code, changes):
    open_code("123456", utc_now())
    token = kiosk.pair("123456").json["device_token"]

    answer = beat(client, token, **changes)

    assert (answer.status_code, answer.json["code"]) == (400, "devices.bad_heartbeat")


def test_the_trainer_sees_the_code_large_and_in_words(as_staff, form_token):
    trainer = as_staff("trainer")
    data = {"csrf_token": form_token(trainer, "/staff/devices")}

    page = trainer.post("/staff/devices/code", data=data, follow_redirects=True).text

    assert 'class="code"' in page
    assert 'class="words"' in page


def test_a_device_that_is_gone_is_not_found(as_staff):
    page = as_staff("admin").get("/staff/devices/0193a1b2-0000-7000-8000-000000000000")

    assert page.status_code == 404
