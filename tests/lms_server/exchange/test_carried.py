"""Learners of other buses come by network and by stick."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lms_server.elsewhere.queries import search_elsewhere
from lms_server.exchange import carried
from lms_server.exchange.errors import RegistryRefusedError
from lms_server.exchange.registry_client import RegistryClient
from lms_server.exchange.worker import ASK_EVERY, run
from sync.carried import parse_ask


@pytest.fixture
def names(database):
    """Whom the enrolment desk finds among learners of other buses."""

    def search():
        with database.read() as db:
            return [one.full_name for one in search_elsewhere(db, "sang")]

    return search


@pytest.fixture
def over_http(province):
    """The province behind a real socket, where the bus asks."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            document = province.ask_carried(body) if self.path == "/api/v1/carried" else b"?"
            self.send_response(200 if document else 204)
            self.send_header("Content-Length", str(len(document or b"")))
            self.end_headers()
            self.wfile.write(document or b"")

        def log_message(self, *_args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield RegistryClient(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def test_they_come_over_http_once(enrol, desk, province, over_http, sang, names, now):
    enrol()
    province.learners = [sang]

    first, again = [carried.fetch(desk, over_http, now=now) for _ in range(2)]

    assert (first.learners, first.is_new, again) == (1, True, None)
    assert names() == ["Lò Thị Sáng"]
    assert [one.has is None for one in province.asks] == [True, False]


def test_a_running_bus_asks_once_an_hour(enrol, desk, province, sang, names, now):
    enrol()
    province.learners = [sang]
    waits = []

    class Stop:
        """Counts the waits instead of waiting."""

        def wait(self, seconds):
            waits.append(seconds)
            return len(waits) == 5

    def clock():
        return now + (ASK_EVERY / 2) * len(waits)

    run(desk, lambda: province, Stop(), clock=clock)

    assert len(province.asks) == 2
    assert names() == ["Lò Thị Sáng"]


def test_a_registry_that_is_busy_is_asked_again_with_the_next_pass(
    enrol, desk, province, now, monkeypatch
):
    enrol()
    asks, waits = [], []

    def refuse(raw):
        asks.append(raw)
        raise RegistryRefusedError(problem="carried.too_busy")

    monkeypatch.setattr(province, "ask_carried", refuse)

    class Stop:
        def wait(self, seconds):
            waits.append(seconds)
            return len(waits) == 3

    run(desk, lambda: province, Stop(), clock=lambda: now)

    assert (len(asks), waits) == (2, [30, 30, 30])


def test_a_registry_of_before_keeps_no_bundle_back(
    enrol, write_records, desk, province, now, monkeypatch
):
    enrol()
    write_records(results=1)

    def refuse(_raw):
        raise RegistryRefusedError(problem="http_404")

    monkeypatch.setattr(province, "ask_carried", refuse)
    waits = []

    class Stop:
        def wait(self, seconds):
            waits.append(seconds)
            return len(waits) == 3

    run(desk, lambda: province, Stop(), clock=lambda: now)

    assert waits == [30, 30, 30]
    assert len(province.bundles) == 1


def test_the_ask_on_a_stick_names_no_bus_and_is_one_file(enrol, desk, tmp_path, now, journal_key):
    enrol()

    paths = {carried.write_ask(desk, tmp_path, now=now + timedelta(days=n)) for n in range(2)}

    (path,) = paths
    assert "79B03" not in path.name
    ask = parse_ask(path.read_bytes(), lambda _bus: journal_key.public_key())
    assert (ask.bus, ask.made) == ("79B03", now + timedelta(days=1))
