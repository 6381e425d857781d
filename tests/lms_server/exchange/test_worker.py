import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from certificates.revocation import RevocationList
from certificates.trust import TrustStore
from lms_server.exchange.errors import (
    BadReceiptError,
    ForeignReceiptError,
    RegistryRefusedError,
    RegistryUnreachableError,
)
from lms_server.exchange.models import AppliedReceipt
from lms_server.exchange.queries import overview
from lms_server.exchange.registry_client import RegistryClient
from lms_server.exchange.trust import REVOCATIONS_FILE, TRUST_FILE
from lms_server.exchange.worker import deliver_once, in_background, run
from lms_server.keys import make_journal_key
from sync.chain import Stream
from sync.receipt import Verdict
from sync.records import VerdictCode


def left(database):
    with database.read() as db:
        return sum(s.written - s.confirmed for s in overview(db).streams)


def test_one_pass_brings_everything_home_and_the_next_sends_nothing(
    enrol, write_records, desk, province, database, now
):
    enrol()
    write_records(results=2, answers=3)

    assert deliver_once(desk, province, now=now) == 1

    assert left(database) == 0
    assert deliver_once(desk, province, now=now) == 0


def test_a_lost_reply_is_made_good_by_the_next_pass(
    enrol, write_records, desk, province, database, now
):
    """The registry has the bundle; its receipt never came."""
    enrol()
    write_records(results=2)
    take_bundle = province.post_bundle

    def lose_reply(raw):
        take_bundle(raw)
        raise RegistryUnreachableError

    province.post_bundle = lose_reply
    with pytest.raises(RegistryUnreachableError):
        deliver_once(desk, province, now=now)
    assert left(database) == 4

    assert deliver_once(desk, province, now=now) == 0
    assert left(database) == 0


def test_a_restored_registry_gets_again_what_it_lost(
    enrol, write_records, desk, province, database, now
):
    enrol()
    write_records(results=2)
    deliver_once(desk, province, now=now)
    province.regepoch, province.bundles = 2, []

    assert deliver_once(desk, province, now=now) == 1

    assert left(database) == 0
    assert len(province.bundles) == 1


def test_asking_again_and_again_leaves_no_trail(enrol, desk, province, db_count, now):
    enrol()
    deliver_once(desk, province, now=now)
    before = db_count(AppliedReceipt)

    for minutes in range(1, 4):
        province.now = now + timedelta(minutes=minutes)
        deliver_once(desk, province, now=now)

    assert db_count(AppliedReceipt) == before


def test_a_verdict_that_comes_later_is_kept(enrol, desk, province, database, now):
    enrol()
    deliver_once(desk, province, now=now)
    verdict = Verdict(None, "0a1b2c3d", Stream.R, 7, VerdictCode.PARENT)
    province.now += timedelta(minutes=1)
    province.get_receipt = lambda _bus: province.receipt(verdicts=[verdict])

    deliver_once(desk, province, now=now)

    with database.read() as db:
        assert overview(db).receipt.verdicts == (verdict,)


def test_delivery_runs_beside_the_server_and_ends_with_it(config, database):
    make_journal_key(config.data_dir)

    with in_background(config, database):
        (thread,) = [t for t in threading.enumerate() if t.name == "delivery"]
        assert thread.is_alive()

    assert not thread.is_alive()


def test_an_answer_that_is_no_receipt_confirms_nothing(
    enrol, write_records, desk, province, database, now, stranger
):
    enrol()
    write_records(results=1)

    for answer, refusal in [
        (b"<html>Sign in to the hotel</html>", BadReceiptError),
        (province.receipt(key=stranger), ForeignReceiptError),
    ]:
        province.get_receipt = lambda _bus, answer=answer: answer
        with pytest.raises(refusal):
            deliver_once(desk, province, now=now)

    assert left(database) == 3


def test_the_loop_goes_on_after_a_failure_until_it_is_stopped(
    enrol, write_records, desk, province, database, now
):
    enrol()
    write_records(results=1)
    waits = []

    class Stop:
        """Counts the waits instead of waiting."""

        def wait(self, seconds):
            waits.append(seconds)
            province.problem = {1: RegistryUnreachableError(), 2: KeyError()}.get(len(waits))
            return len(waits) == 5

    run(desk, lambda: province, Stop(), clock=lambda: now)

    assert left(database) == 0
    assert waits == [30, 60, 900, 30, 30]


@pytest.fixture
def lists(province, root_key, now):
    """The province's signed lists with a number."""

    def build(number, *, root=root_key, key=province.key):
        trust = TrustStore(
            number=number,
            made_at=now,
            issuer_did="did:web:so.example",
            registry_url="https://so.example",
            registry_key=province.key.public_key().public_bytes_raw(),
        )
        revoked = RevocationList(number=number, made_at=now, next_update=now + timedelta(days=30))
        return {
            "trust": trust.to_json(root).decode(),
            "revocations": revoked.to_json(key).decode(),
        }

    return build


def test_lists_that_come_with_a_receipt_are_kept(
    enrol, write_records, desk, province, lists, config, now
):
    enrol()
    write_records(results=1)
    province.post_bundle = lambda raw: province.open(raw) and province.receipt(**lists(3))

    deliver_once(desk, province, now=now)

    assert (config.data_dir / TRUST_FILE).read_text() == lists(3)["trust"]
    assert (config.data_dir / REVOCATIONS_FILE).read_text() == lists(3)["revocations"]


@pytest.mark.parametrize("case", ["older", "forged"])
def test_an_older_or_forged_list_never_replaces_the_one_held(
    enrol, write_records, desk, province, lists, config, now, stranger, case
):
    enrol()
    received = [lists(3), lists(2) if case == "older" else lists(4, root=stranger, key=stranger)]
    for found in received:
        write_records(results=1)
        province.post_bundle = lambda raw, found=found: (
            province.open(raw) and province.receipt(**found)
        )
        deliver_once(desk, province, now=now)

    assert (config.data_dir / TRUST_FILE).read_text() == lists(3)["trust"]
    assert (config.data_dir / REVOCATIONS_FILE).read_text() == lists(3)["revocations"]


@pytest.fixture
def registry_server():
    """A web server on loopback that answers every POST in one way."""
    servers = []

    def start(status, body, headers=()):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                answer = self.path.encode() if body == b"PATH" else body
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self):
                self.headers["Content-Length"] = "0"
                self.do_POST()

            def log_message(self, *_args):
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return RegistryClient(f"http://127.0.0.1:{server.server_port}/")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_client_hands_over_a_bundle_and_brings_the_answer(registry_server):
    client = registry_server(200, b"PATH")

    assert client.post_bundle(b"bundle") == b"/api/v1/bundles"
    assert client.get_receipt("79B03") == b"/api/v1/receipts/79B03"


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (422, json.dumps({"code": "sync.bundle_refused"}).encode(), "sync.bundle_refused"),
        (502, b"<html>", "http_502"),
        (302, b"", "http_302"),
    ],
)
def test_a_refusal_is_named(registry_server, status, body, problem):
    client = registry_server(status, body, [("Location", "http://hotel.example/")])

    with pytest.raises(RegistryRefusedError) as refusal:
        client.post_bundle(b"bundle")

    assert refusal.value.params == {"problem": problem}


def test_no_network_is_told_apart_from_a_refusal():
    with pytest.raises(RegistryUnreachableError):
        RegistryClient("http://127.0.0.1:9").post_bundle(b"bundle")
    with pytest.raises(ValueError, match="web address"):
        RegistryClient("file:///etc/passwd")
