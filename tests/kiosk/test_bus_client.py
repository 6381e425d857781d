import select
import socket
import ssl
import struct
import threading

import pytest

from kiosk import bus_client
from kiosk.bus_client import BusAwayError, BusClient, Call, WrongServerError, dial
from kiosk.config import Address

HELLO = Call("GET", "/learn/?secret=1")


def test_a_request_reaches_the_bus_whose_certificate_is_pinned(client, bus):
    with client.send(HELLO) as reply:
        body = reply.read()

    assert reply.status == 200
    assert "Mời bác".encode() in body
    assert bus.requests[0][2]["Authorization"] == f"Bearer {bus.token}"


def test_a_server_with_another_certificate_gets_no_request(connect, make_bus):
    right, wrong = make_bus(), make_bus()
    client = connect(wrong, pin=right.fingerprint)

    with pytest.raises(WrongServerError):
        client.send(HELLO)

    assert wrong.requests == []


def test_a_server_that_only_speaks_tls_1_2_gets_no_request(connect, make_bus):
    old = make_bus(minimum_tls=ssl.TLSVersion.TLSv1_2, maximum_tls=ssl.TLSVersion.TLSv1_2)

    with pytest.raises(BusAwayError):
        connect(old).send(HELLO)

    assert old.requests == []


@pytest.fixture
def plain_server():
    """Answers anything in plain HTTP and keeps what it heard."""
    heard = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listening.accept()
        with connection:
            heard.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], heard, thread
    listening.close()


def test_plain_http_hears_neither_the_path_nor_the_token(plain_server):
    port, heard, thread = plain_server
    client = BusClient(Address("127.0.0.1", port), "00" * 32, token="the-token")

    with pytest.raises(BusAwayError):
        client.send(HELLO)

    thread.join(5)
    assert b"the-token" not in heard[0]
    assert b"/learn" not in heard[0]
    assert heard[0][0] == 22, "a TLS handshake and nothing else"


def test_a_connection_that_is_open_already_is_used_first(client, bus):
    client.adopt(dial(client.address))

    with client.send(HELLO) as reply:
        reply.read()

    assert bus.connections == 1


def test_a_connection_to_another_server_is_not_adopted(connect, make_bus):
    right, wrong = make_bus(), make_bus()
    client = connect(right)
    stranger = dial(Address(wrong.host, wrong.port))

    client.adopt(stranger)
    with client.send(HELLO) as reply:
        reply.read()

    assert (wrong.requests, len(right.requests)) == ([], 1)
    assert stranger.fileno() == -1


def test_connections_are_kept_alive(client, bus):
    for _ in range(5):
        with client.send(HELLO) as reply:
            reply.read()

    assert bus.connections == 1


def test_a_connection_the_bus_has_dropped_is_replaced_silently(client, bus):
    with client.send(HELLO) as reply:
        reply.read()
    bus.stop()
    bus.start()

    with client.send(HELLO) as reply:
        status = reply.status

    assert status == 200


def test_a_form_is_never_sent_on_a_used_connection(client, bus):
    """Whether it arrived could not be known, and it must not be done twice."""
    with client.send(HELLO) as reply:
        reply.read()

    with client.send(Call("POST", "/form", b"a=1", {}, is_repeatable=False)) as reply:
        reply.read()

    assert bus.connections == 2


def test_a_half_read_answer_drops_its_connection(client, bus):
    with client.send(Call("GET", "/large")) as reply:
        next(reply.chunks())

    with client.send(HELLO) as reply:
        reply.read()

    assert bus.connections == 2


def test_a_bus_that_is_gone_is_told_by_its_own_error(client, bus):
    bus.stop()

    with pytest.raises(BusAwayError):
        client.send(HELLO)


def test_a_bus_that_dies_between_connection_and_handshake_is_away(monkeypatch):
    """Its system took the connection, and threw it away with the process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        reset = socket.create_connection(listening.getsockname())
        taken, _ = listening.accept()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    taken.close()
    select.select([reset], [], [], 10)
    monkeypatch.setattr(bus_client, "knock", lambda _address, **_: reset)

    with pytest.raises(BusAwayError):
        dial(Address("127.0.0.1", 8443))
