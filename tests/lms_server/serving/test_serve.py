import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lms_server.keys import make_folder, make_tls

SCRIPT = Path(__file__).parent / "small_server.py"
HALF_REQUEST = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n[{"


@dataclass
class Running:
    process: subprocess.Popen
    lan_port: int
    local_port: int

    opened: ExitStack = field(default_factory=ExitStack)

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.local_port, timeout=5)
        self.opened.callback(connection.close)
        return connection

    def get(self, path, *, headers=()):
        connection = self.connect()
        connection.putrequest("GET", path)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        return self.opened.enter_context(connection.getresponse())

    def over_tls(self, context):
        plain = self.opened.enter_context(
            socket.create_connection(("127.0.0.1", self.lan_port), timeout=5)
        )
        return self.opened.enter_context(context.wrap_socket(plain))

    def kill(self):
        self.opened.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def data_dir(tmp_path):
    make_folder(tmp_path)
    make_tls(tmp_path, bus_code="79B03")
    return tmp_path


def start(data_dir, lan_port=0):
    command = [sys.executable, str(SCRIPT), str(data_dir), str(lan_port)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.fspath(Path.cwd())},
    )
    line = process.stdout.readline().split()
    if not line:
        raise RuntimeError(process.communicate()[1])
    return Running(process, int(line[0]), int(line[1]))


@pytest.fixture
def running(data_dir):
    running = start(data_dir)
    yield running
    running.kill()


@pytest.fixture
def trusting():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def test_the_lan_door_speaks_tls_1_3_with_the_key_of_the_bus(running, trusting, data_dir):
    with running.over_tls(trusting) as connection:
        version, certificate = connection.version(), connection.getpeercert(binary_form=True)

    pem = (data_dir / "keys" / "tls.pem").read_text()
    assert version == "TLSv1.3"
    assert certificate == ssl.PEM_cert_to_DER_cert(pem)


def test_the_lan_door_refuses_tls_1_2(running, trusting):
    trusting.maximum_version = ssl.TLSVersion.TLSv1_2

    with pytest.raises(ssl.SSLError):
        running.over_tls(trusting)


def test_the_lan_door_answers_no_plain_http(running):
    with socket.create_connection(("127.0.0.1", running.lan_port), timeout=5) as connection:
        connection.sendall(b"GET /seen/x HTTP/1.1\r\nHost: x\r\n\r\n")

        answer = connection.recv(1000)

    assert b"HTTP" not in answer


def test_path_query_cookies_and_scheme_reach_the_program(running, trusting):
    with running.over_tls(trusting) as connection:
        connection.sendall(
            b"GET /seen/Nguy%E1%BB%85n%20Hoa?t=%C4%91 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Cookie: a=1\r\nCookie: b=2\r\n\r\n"
        )
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        seen = json.loads(answer.read())

    assert seen == {
        "rest": "Nguyễn Hoa",
        "args": {"t": "đ"},
        "secure": True,
        "cookies": [["a", "1"], ["b", "2"]],
    }


def test_a_header_with_an_underscore_cannot_pass_for_another(running):
    answer = running.get("/seen/x", headers=[("Cookie", "a=1"), ("Content_Type", "evil")])

    assert answer.status == 200


def test_pages_come_at_once_beside_idle_and_half_sent_requests(running, trusting):
    idle = [running.over_tls(trusting) for _ in range(60)]
    half = [running.over_tls(trusting) for _ in range(48)]
    for connection in half:
        connection.sendall(HALF_REQUEST)

    started = time.monotonic()
    statuses = [running.get("/seen/x").status for _ in range(10)]
    seconds = time.monotonic() - started

    assert statuses == [200] * 10
    assert seconds < 2
    assert len(idle) == 60


def test_a_body_that_is_too_long_is_refused_with_and_without_a_stated_length(running):
    stated = running.connect()
    stated.request("POST", "/echo", body=b"x" * 100_001)
    chunked = running.connect()
    chunked.request("POST", "/echo", body=iter([b"x" * 60_000] * 2), encode_chunked=True)

    assert stated.getresponse().status == 413
    assert chunked.getresponse().status == 413


def test_a_chunked_body_arrives_whole(running):
    connection = running.connect()
    connection.request("POST", "/echo", body=iter([b"ab", b"cd"]), encode_chunked=True)

    assert connection.getresponse().read() == b"abcd"


def test_a_usual_small_message_is_answered_without_the_program(running):
    connection = running.connect()

    connection.request("POST", "/quick", body=b"hello", headers={"Authorization": "Bearer known"})

    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b'"hello"')
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "header"), [("POST", "Bearer stranger"), ("POST", ""), ("GET", "Bearer known")]
)
def test_what_is_not_usual_is_answered_by_the_program(running, method, header):
    connection = running.connect()

    connection.request(method, "/quick", headers={"Authorization": header})

    assert connection.getresponse().read() == b"the program"


def test_an_endless_answer_flows_while_others_are_served(running):
    flowing = [running.get("/endless") for _ in range(4)]

    heads = [answer.read(10) for answer in flowing]

    assert heads == [b"more\nmore\n"] * 4
    assert running.get("/seen/x").status == 200


def test_a_broken_view_is_one_answer_500(running):
    assert running.get("/broken").status == 500
    assert running.get("/seen/x").status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_database_and_ends_within_three_seconds(running, trusting, number):
    open_sockets = [running.over_tls(trusting) for _ in range(10)]
    started = time.monotonic()

    running.process.send_signal(number)
    out, _ = running.process.communicate(timeout=10)

    assert time.monotonic() - started < 3
    assert running.process.returncode == 0
    assert "closed" in out
    assert len(open_sockets) == 10


def test_a_stuck_request_cannot_hold_up_the_stop(running):
    running.connect().request("GET", "/stuck")
    assert running.get("/seen/x").status == 200
    started = time.monotonic()

    running.process.terminate()
    running.process.communicate(timeout=10)

    assert time.monotonic() - started < 3


def test_after_a_kill_the_same_ports_and_folder_serve_again(running, data_dir):
    running.kill()

    again = start(data_dir, running.lan_port)

    try:
        assert again.get("/seen/x").status == 200
        assert again.lan_port == running.lan_port
    finally:
        again.kill()


@pytest.mark.usefixtures("running")
def test_a_second_process_on_the_same_folder_is_refused(data_dir):
    with pytest.raises(RuntimeError, match=r"serve\.already_serving"):
        start(data_dir)


def test_a_taken_port_is_refused_not_shared(running, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    make_folder(other)
    make_tls(other, bus_code="79B04")

    with pytest.raises(RuntimeError, match=r"serve\.port_taken"):
        start(other, running.lan_port)
