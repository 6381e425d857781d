import pytest

from common.wire.pairing import MAX_FAILURES
from kiosk import pairing
from kiosk.bus_client import BusAwayError, Call
from kiosk.pairing import CodeClosedError, PairingFailedError, WrongCodeError, pair


@pytest.fixture
def unpaired(connect):
    return lambda bus: connect(bus, token=None)


def test_the_right_code_gives_token_and_name(bus, unpaired):
    identity = pair(unpaired(bus), bus.code, device_name="máy 7")

    assert identity.fingerprint == bus.fingerprint
    assert identity.device_token == bus.token
    assert identity.bus_name == bus.name


def test_a_wrong_code_is_refused(bus, unpaired):
    with pytest.raises(WrongCodeError):
        pair(unpaired(bus), "654321", device_name="máy 7")

    assert bus.failures == 1


def test_five_wrong_codes_close_the_code(bus, unpaired):
    for _ in range(MAX_FAILURES):
        with pytest.raises(WrongCodeError):
            pair(unpaired(bus), "654321", device_name="máy 7")

    with pytest.raises(CodeClosedError):
        pair(unpaired(bus), bus.code, device_name="máy 7")


def test_a_relay_with_its_own_certificate_fails_although_the_code_is_right(
    bus, make_bus, connect, unpaired, monkeypatch
):
    """It passes every message on to the true bus and back."""
    relay = make_bus()
    to_bus = connect(bus, token=None)

    def pass_on(_method, target, _headers, body):
        with to_bus.send(Call.post_json(target, body)) as reply:
            return reply.status, {}, reply.read()

    monkeypatch.setattr(relay, "answer", pass_on)

    with pytest.raises(WrongCodeError):
        pair(unpaired(relay), bus.code, device_name="máy 7")

    assert bus.failures == 1


def test_a_server_that_does_not_know_the_code_is_not_believed(make_bus, monkeypatch, unpaired):
    """It says yes to any proof, but cannot show its own."""
    rogue = make_bus(code="000000")
    start = rogue._finish_pairing

    def always_yes(message):
        key = rogue._pairings[message["pairing_id"]]
        return start({**message, "proof": pairing.wire.proof(key, "kiosk")})

    monkeypatch.setattr(rogue, "_finish_pairing", always_yes)

    with pytest.raises(WrongCodeError):
        pair(unpaired(rogue), "123456", device_name="máy 7")


def test_nonsense_in_place_of_an_answer_is_told(make_bus, monkeypatch, unpaired):
    odd = make_bus()
    monkeypatch.setattr(odd, "_start_pairing", lambda _: (200, {}, b"<html>"))

    with pytest.raises(PairingFailedError):
        pair(unpaired(odd), odd.code, device_name="máy 7")


def test_an_answer_without_end_is_not_listened_to(make_bus, monkeypatch, unpaired):
    odd = make_bus()
    monkeypatch.setattr(odd, "_start_pairing", lambda _: (200, {}, b" " * 10_000_000))

    with pytest.raises(BusAwayError):
        pair(unpaired(odd), odd.code, device_name="máy 7")


def test_an_element_that_is_no_point_is_told(make_bus, monkeypatch, unpaired):
    odd = make_bus()
    answer = b'{"pairing_id": "0190e5a0-0000-7000-8000-000000000001", "message": "42ff"}'
    monkeypatch.setattr(odd, "_start_pairing", lambda _: (200, {}, answer))

    with pytest.raises(PairingFailedError):
        pair(unpaired(odd), odd.code, device_name="máy 7")
