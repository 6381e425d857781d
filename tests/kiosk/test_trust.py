"""What is not the paired bus gets neither answers nor a token, and leaves nothing behind."""

import json
import socket
import ssl
import threading

import pytest

from kiosk.bus_client import BusAwayError, BusClient
from kiosk.config import Address
from kiosk.pairing import PairingFailedError, WrongCodeError, pair
from kiosk.uploader import ask, upload_once


class PlainServer:
    """Answers anything in plain HTTP, and keeps every byte it was sent."""

    def __init__(self):
        self.heard = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        connection, _ = self._listening.accept()
        with connection:
            self.heard += connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

    def close(self):
        self._thread.join(5)
        self._listening.close()


@pytest.fixture
def plain(bus):
    server = PlainServer()
    yield BusClient(Address("127.0.0.1", server.port), bus.fingerprint, token=bus.token), server
    server.close()


@pytest.fixture(params=["another key", "a copied name", "TLS 1.2"])
def rogue(request, bus, make_bus, connect):
    """Somebody at the address of the bus; returns how the kiosk reaches it, and who it is."""
    old = {"minimum_tls": ssl.TLSVersion.TLSv1_2, "maximum_tls": ssl.TLSVersion.TLSv1_2}
    changes = {"another key": {}, "a copied name": {"name": bus.name}, "TLS 1.2": old}
    rogue = make_bus(**changes[request.param])
    rogue.token = bus.token
    pin = rogue.fingerprint if request.param == "TLS 1.2" else bus.fingerprint
    return connect(rogue, pin=pin), rogue


@pytest.mark.parametrize("send", [upload_once, ask])
def test_a_server_that_is_not_the_bus_gets_no_byte_of_a_request(queue, put, rogue, send):
    put(2)
    client, server = rogue

    with pytest.raises(BusAwayError):
        send(queue, client)

    assert (server.requests, server.bodies, queue.count_waiting()) == ([], [], 2)


def test_plain_http_hears_a_handshake_and_nothing_of_the_answers(queue, put, plain, bus):
    [message] = put(1)
    client, server = plain

    with pytest.raises(BusAwayError):
        upload_once(queue, client)

    server.close()
    assert server.heard[0] == 22, "a TLS handshake"
    for secret in (message["id"], message["attempt_id"], bus.token, "responses"):
        assert secret.encode() not in server.heard
    assert queue.count_waiting() == 1


def test_nobody_but_the_bus_gets_a_code(rogue, bus):
    client, server = rogue

    with pytest.raises(BusAwayError):
        pair(client, bus.code, device_name="máy 7")

    assert server.requests == []


@pytest.fixture
def recorded(bus, connect, monkeypatch):
    """All that a bus answered when another machine was paired, as somebody wrote it down."""
    answers, real = [], bus.answer

    def answer(*request):
        answers.append(real(*request))
        return answers[-1]

    monkeypatch.setattr(bus, "answer", answer)
    pair(connect(bus, token=None), bus.code, device_name="máy 6")
    monkeypatch.setattr(bus, "answer", real)
    return list(answers)


def test_a_pairing_that_is_played_again_is_not_believed(make_bus, connect, recorded, monkeypatch):
    """Its token and its proof belong to another exchange."""
    rogue = make_bus()
    played = iter(recorded)
    monkeypatch.setattr(rogue, "answer", lambda *_: next(played))

    with pytest.raises(WrongCodeError):
        pair(connect(rogue, token=None), rogue.code, device_name="máy 7")

    assert list(played) == []


def test_a_token_without_a_proof_is_not_taken(make_bus, connect, recorded, monkeypatch):
    rogue = make_bus()
    finished = json.loads(recorded[-1][2])
    del finished["proof"]
    played = iter([recorded[0], (200, {}, json.dumps(finished).encode())])
    monkeypatch.setattr(rogue, "answer", lambda *_: next(played))

    with pytest.raises(PairingFailedError):
        pair(connect(rogue, token=None), rogue.code, device_name="máy 7")
