"""A small bus server over real TLS and real sockets, for tests of the kiosk.

Run as a program it announces itself by zeroconf and prints one JSON line a second of what it got.
"""

import argparse
import datetime as dt
import json
import secrets
import socket
import ssl
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from spake2 import SPAKE2_B
from zeroconf import IPVersion, ServiceInfo, Zeroconf

from common.ids import new_id
from common.wire import pairing
from common.wire.discovery import (
    SERVICE_TYPE,
    Announcement,
    fingerprint_of,
    short_label,
    subject_of,
)
from common.wire.staff_pin import stretch
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.store import Store

BUS_NAME = "Xe học viện số Khánh Hòa 03"
STAFF_PIN = "246813"
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài học</title>
<link rel="stylesheet" href="/static/style.css"></head>
<body><h1 id="title">Mời bác chọn tên</h1><a id="out" href="https://example.org/">ra ngoài</a>
<a id="blank" target="_blank" href="https://example.org/">cửa sổ mới</a></body></html>"""


def make_certificate(folder: Path) -> Path:
    """Write a self-signed certificate and its key into one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject_of("79B03"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(64))
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2049, 12, 31, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{secrets.token_hex(4)}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def fingerprint_of_pem(path: Path) -> str:
    return fingerprint_of(
        ssl.PEM_cert_to_DER_cert(path.read_text()[path.read_text().index("-----BEGIN CERT") :])
    )


class FakeBus:
    """Keeps what it was sent; its behaviour is changed by setting attributes."""

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", port: int = 0, code: str = "123456"
    ):
        self.certificate = make_certificate(folder)
        self.fingerprint = fingerprint_of_pem(self.certificate)
        self.host = host
        self.port = port
        self.code = code
        self.token = secrets.token_urlsafe(24)
        self.name = BUS_NAME
        self.stored: dict[str, dict] = {}
        self.deliveries: list[str] = []
        self.reject: set[str] = set()
        self.status: int | None = None
        self.drop_answers = 0
        self.drop_connections = 0
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.hangs = ""
        self.kept_pin = ""
        self.failures = 0
        self.minimum_tls = ssl.TLSVersion.TLSv1_3
        self.maximum_tls = ssl.TLSVersion.TLSv1_3
        self._pairings: dict[str, bytes] = {}
        self._server: ThreadingHTTPServer | None = None

    def leave_pairing(self, folder: Path) -> None:
        """Make ``folder`` the data of a kiosk that was paired with this bus on another day."""
        store = Store.open_in(folder)
        IdentityStore(store).keep(
            BusIdentity(
                fingerprint=self.fingerprint,
                bus_code="79B03",
                bus_name=self.name,
                device_id=new_id(),
                device_token=self.token,
                staff_pin=stretch(STAFF_PIN, bytes(16)),
            )
        )
        store.close()

    def keep_identity(self, folder: Path) -> None:
        """Take certificate and token of an earlier run in ``folder``, or leave ours for a later."""
        kept = folder / "bus.json"
        if kept.exists():
            facts = json.loads(kept.read_text())
            self.certificate, self.token = Path(facts["certificate"]), facts["token"]
            self.fingerprint = fingerprint_of_pem(self.certificate)
        kept.write_text(json.dumps({"certificate": str(self.certificate), "token": self.token}))

    def start(self) -> "FakeBus":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        context.minimum_version = self.minimum_tls
        context.maximum_version = self.maximum_tls
        self._server = _Server((self.host, self.port), _Handler, self, context)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.drop_all()
            self._server = None

    def is_left_alone(self, timeout_s: float = 10.0) -> bool:
        """Return whether all connections are closed within the time."""
        return self._server is not None and self._server.wait_until_alone(timeout_s)

    def announcement(self) -> Announcement:
        return Announcement(self.fingerprint, "79B03", self.name)

    # --- what it answers -------------------------------------------------------------------------

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes):
        """Return status, headers, body."""
        self.requests.append((method, target, headers))
        self.bodies.append(body)
        path = target.partition("?")[0]
        exchange = {
            pairing.START_PATH: self._start_pairing,
            pairing.FINISH_PATH: self._finish_pairing,
        }.get(path)
        if exchange is not None:
            return exchange(json.loads(body))
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {}, b'{"code": "web.not_allowed"}'
        if self.status is not None and path.startswith("/api/"):
            return self.status, {}, b'{"code": "bus.in_trouble"}'
        if path in {"/api/v1/responses", "/api/v1/traces", "/api/v1/steps"}:
            return 200, {}, json.dumps(self._receive(json.loads(body))).encode()
        if path == "/api/v1/heartbeat":
            return 200, {}, json.dumps({"staff_pin": self.kept_pin}).encode()
        return self._page(method, path, body)

    def _page(self, method: str, path: str, body: bytes):
        if method == "POST":
            return 200, {"Content-Type": "text/plain"}, b"posted " + body
        page = PAGE
        if self.hangs and path == self.hangs:
            page = page.replace("</body>", "<script>for (;;) {}</script></body>")
        first = {"Content-Type": "text/html; charset=utf-8"}, page.encode()
        return self.pages().get(path, (200, *first))

    def pages(self):
        style = {"Cache-Control": "public, max-age=3600, immutable", "Content-Type": "text/css"}
        cookie = {"Set-Cookie": "bus_session=abc; HttpOnly; Secure; SameSite=Strict"}
        own = {"Location": f"https://{self.host}:{self.port}/learn/?a=1"}
        return {
            "/static/style.css": (200, style, b"body { background: #eef; font-size: 40px }"),
            "/set-cookie": (200, cookie, b"ok"),
            "/elsewhere": (302, own, b""),
            "/learn/attachment": (
                200,
                {
                    "Content-Type": "application/zip",
                    "Content-Disposition": 'attachment; filename="attached.zip"',
                },
                b"PK",
            ),
            "/large": (200, {"Content-Type": "video/webm"}, b"x" * 3_000_000),
        }

    def _receive(self, messages: list[dict]) -> list[dict]:
        return [self._receive_one(index, each) for index, each in enumerate(messages)]

    def _receive_one(self, index: int, message: dict) -> dict:
        message_id = message["id"]
        self.deliveries.append(message_id)
        if message_id in self.reject:
            status = {"status": "rejected", "code": "quizzes.attempt_not_found"}
        elif message_id in self.stored:
            status = {"status": "duplicate"}
        else:
            self.stored[message_id] = message
            status = {"status": "accepted", "feedback": {"score": 1.0}}
        return {"index": index, "id": message_id, **status}

    def _start_pairing(self, message: dict):
        if self.failures >= pairing.MAX_FAILURES:
            return 410, {}, b'{"code": "devices.no_open_code"}'
        side = SPAKE2_B(
            self.code.encode(),
            idA=pairing.KIOSK_IDENTITY,
            idB=pairing.spake_identity(self.fingerprint),
        )
        out = side.start()
        pairing_id = str(new_id())
        self._pairings[pairing_id] = side.finish(bytes.fromhex(message["message"]))
        return 200, {}, json.dumps({"pairing_id": pairing_id, "message": out.hex()}).encode()

    def _finish_pairing(self, message: dict):
        key = self._pairings.pop(message["pairing_id"])
        if message["proof"] != pairing.proof(key, "kiosk"):
            self.failures += 1
            return 403, {}, b'{"code": "devices.wrong_code"}'
        finished = {
            "proof": pairing.proof(key, "server"),
            "device_id": str(new_id()),
            "device_token": self.token,
            "bus_code": "79B03",
            "bus_name": self.name,
            "staff_pin": STAFF_PIN,
        }
        return 200, {}, json.dumps(finished).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address, handler, bus: FakeBus, context: ssl.SSLContext):
        super().__init__(address, handler)
        self.bus = bus
        self._context = context
        self._open: set[socket.socket] = set()
        self._left = threading.Condition()

    def finish_request(self, request, client_address):
        if self.bus.drop_connections:
            self.bus.drop_connections -= 1
            return
        request.settimeout(10)
        try:
            secure = self._context.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return
        self.bus.connections += 1
        self._open.add(secure)
        try:
            self.RequestHandlerClass(secure, client_address, self)
        finally:
            secure.close()
            with self._left:
                self._open.discard(secure)
                self._left.notify_all()

    def wait_until_alone(self, timeout_s: float) -> bool:
        with self._left:
            return self._left.wait_for(lambda: not self._open, timeout_s)

    def drop_all(self):
        for each in list(self._open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request, client_address):
        """Broken connections are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_any(self):
        bus = self.server.bus
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, answer = bus.answer(self.command, self.path, dict(self.headers), body)
        if bus.drop_answers and self.path.startswith("/api/v1/re"):
            bus.drop_answers -= 1
            self.close_connection = True
            return
        self.send_response(status)
        headers = {"Content-Type": "application/json", **headers, "Content-Length": len(answer)}
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)
        self.wfile.flush()

    do_GET = do_POST = do_HEAD = handle_any  # noqa: N815

    def log_message(self, *args):
        pass


class Announced:
    """A bus made known by zeroconf; close it to take the announcement back.

    All in a thread of its own: a browser test of the same run may leave an event loop marked as
    running in the main thread, and zeroconf would then wait for that one.
    """

    def __init__(self, bus: FakeBus, *, address: str, interfaces: list[str]):
        label = f"bus-{short_label(bus.fingerprint)}"
        self._info = ServiceInfo(
            SERVICE_TYPE,
            f"{label}.{SERVICE_TYPE}",
            parsed_addresses=[address],
            port=bus.port,
            properties=bus.announcement().to_properties(),
            server=f"{label}.local.",
        )
        self._thread = ThreadPoolExecutor(1)
        self._zeroconf = self._thread.submit(self._begin, interfaces).result(30)

    def _begin(self, interfaces: list[str]) -> Zeroconf:
        zeroconf = Zeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
        zeroconf.register_service(self._info)
        return zeroconf

    def close(self) -> None:
        self._thread.submit(self._zeroconf.close).result(30)
        self._thread.shutdown()


def announce(bus: FakeBus, *, address: str, interfaces: list[str]) -> Announced:
    """Announce ``bus`` at ``address``."""
    return Announced(bus, address=address, interfaces=interfaces)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder that outlives this run")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp())
    bus = FakeBus(folder, host=options.address, port=options.port)
    bus.keep_identity(folder)
    bus.start()
    announce(bus, address=options.address, interfaces=[options.address])
    while True:
        beats = sum(target == "/api/v1/heartbeat" for _, target, _ in bus.requests)
        facts = {"port": bus.port, "stored": sorted(bus.stored), "heartbeats": beats}
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
