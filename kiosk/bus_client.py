"""HTTP to the one bus server whose certificate is pinned; nothing is sent to any other."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from common.errors import DomainError
from common.wire.discovery import fingerprint_of
from kiosk.config import Address
from kiosk.knocking import knock

CONNECT_TIMEOUT_S = 1.3
"""On a network that loses two of five packets each way, nine of ten tries come through."""
HANDSHAKE_TIMEOUT_S = 6.0
"""Once connected, patience wins: TCP repeats what a bad network lost."""
ANSWER_TIMEOUT_S = 15.0
_CHUNK = 64 * 1024
_LARGEST_SMALL = 64 * 1024
_MOST_IDLE = 6
_LONGEST_IDLE_S = 20.0


class BusAwayError(DomainError):
    """No bus server answers where it was."""

    code = "kiosk.bus_away"
    http_status = 503


class PortShutError(BusAwayError):
    """Nothing listens there, or a firewall lets nobody through."""


class WrongServerError(BusAwayError):
    """Something answers there, but not with the pinned certificate."""

    code = "kiosk.wrong_server"


def dial(address: Address) -> ssl.SSLSocket:
    """Open TLS 1.3 to ``address`` without trusting it yet; the caller checks who it is.

    Raises:
        PortShutError: no connection at all.
        BusAwayError: nothing that speaks TLS 1.3.
    """
    try:
        raw = knock(address, timeout_s=CONNECT_TIMEOUT_S)
    except (OSError, UnicodeError) as error:
        raise PortShutError from error
    try:
        raw.settimeout(HANDSHAKE_TIMEOUT_S)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.getpeername()  # reset by now? ssl would leave the handshake out, or the socket open
        return _TLS.wrap_socket(raw)
    except OSError as error:
        raw.close()
        raise BusAwayError from error


def certificate_at(connection: ssl.SSLSocket) -> bytes:
    """Return the certificate (DER) that the other side has just proved to hold."""
    return connection.getpeercert(binary_form=True) or b""


def fingerprint_at(connection: ssl.SSLSocket) -> str:
    """Return the fingerprint of the certificate that the other side has just proved to hold."""
    return fingerprint_of(certificate_at(connection))


def _tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The pin is stricter than any authority, and independent of the laptop's clock.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _tls_context()


@dataclass(frozen=True)
class Call:
    """One request to the bus server."""

    method: str
    target: str
    """Path and query exactly as they go on the wire."""
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_repeatable: bool = True
    """Doing it twice does no harm, so a stale connection may be replaced silently."""
    timeout_s: float = ANSWER_TIMEOUT_S
    """Longest silence of the server."""

    @classmethod
    def post_json(cls, target: str, body: bytes, *, timeout_s: float = ANSWER_TIMEOUT_S) -> "Call":
        """Return a repeatable POST: every message of the bus carries its own id."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return cls("POST", target, body, headers, timeout_s=timeout_s)


class Reply:
    """An answer whose body is still on the wire; close it, or read it to its end."""

    def __init__(self, client: "BusClient", connection: "_Connection") -> None:
        self._client = client
        self._connection = connection
        self._answer = connection.getresponse()
        self._is_read = False
        self.status = self._answer.status
        self.headers = self._answer.getheaders()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes.

        Raises:
            BusAwayError: the connection broke before the end.
        """
        try:
            while chunk := self._answer.read1(_CHUNK):
                yield chunk
            if self._answer.length:
                raise BusAwayError
            self._is_read = True
        except (http.client.HTTPException, OSError) as error:
            raise BusAwayError from error
        finally:
            self.close()

    def read(self) -> bytes:
        """Return the whole body; errors as in :meth:`chunks`."""
        return b"".join(self.chunks())

    def read_small(self) -> bytes:
        """Return a body of which little is expected, also from a server that nobody proved yet.

        Raises:
            BusAwayError: it broke off, is larger than 64 KiB, or drips for longer than 15 s.
        """
        ends_at = time.monotonic() + ANSWER_TIMEOUT_S
        body = b""
        for chunk in self.chunks():
            body += chunk
            if len(body) > _LARGEST_SMALL or time.monotonic() > ends_at:
                raise BusAwayError
        return body

    def error_code(self) -> str:
        """Return the code of a refusal, or ``kiosk.http_<status>`` when the body names none."""
        with suppress(ValueError, KeyError, TypeError):
            return str(json.loads(self.read_small())["code"])
        return f"kiosk.http_{self.status}"

    def close(self) -> None:
        """Give the connection back, or drop it when the body was not read to its end."""
        connection, self._connection = self._connection, None  # type: ignore[assignment]
        if connection is None:
            return
        reusable = self._is_read and not self._answer.will_close
        self._answer.close()
        self._client.give_back(connection, reusable=reusable)


class _Connection(http.client.HTTPConnection):
    """One verified connection; it can never dial again, least of all without TLS."""

    auto_open = 0

    def __init__(self, address: Address, verified: ssl.SSLSocket) -> None:
        super().__init__(address.host, address.port)
        self.sock = verified
        self.idle_since = 0.0


class BusClient:
    """Keep-alive connections to one address, each checked against the pin before any byte."""

    def __init__(self, address: Address, pin: str, *, token: str | None = None) -> None:
        """Prepare; nothing is dialled yet.

        Args:
            address: where to dial.
            pin: SHA-256 of the only certificate to send to, 64 hex digits.
            token: device token, sent as bearer with each request; None before pairing.
        """
        self.address = address
        self.pin = pin
        self._token = token
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._is_closed = False

    def adopt(self, connection: ssl.SSLSocket) -> None:
        """Go on with a connection that is open already; one to another server is closed."""
        if fingerprint_at(connection) == self.pin:
            self.give_back(_Connection(self.address, connection), reusable=True)
        else:
            connection.close()

    @property
    def origin(self) -> str:
        """Origin of the server as its own pages would see it."""
        return f"https://{self.address}"

    def send(self, call: Call) -> Reply:
        """Send one request and return when the head of the answer is here.

        Raises:
            WrongServerError: another certificate; nothing was sent.
            BusAwayError: nothing answers.
        """
        connection = self._take_idle() if call.is_repeatable else None
        if connection is not None:
            try:
                return self._send_on(connection, call)
            except TimeoutError as error:
                # Silence, not a stale connection: to ask once more would only wait once more.
                connection.close()
                raise BusAwayError from error
            except (http.client.HTTPException, OSError):
                connection.close()
        connection = self._connect()
        try:
            return self._send_on(connection, call)
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            raise BusAwayError from error

    def give_back(self, connection: _Connection, *, reusable: bool) -> None:
        """Keep a connection for the next request, or drop it."""
        connection.idle_since = time.monotonic()
        with self._lock:
            keep = reusable and not self._is_closed and len(self._idle) < _MOST_IDLE
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def close(self) -> None:
        """Drop the idle connections; those in use close when their answer ends."""
        self._is_closed = True
        self.drop_idle()

    def drop_idle(self) -> None:
        """Drop the idle connections: after sleep or on another network they lead nowhere."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take_idle(self) -> _Connection | None:
        oldest = time.monotonic() - _LONGEST_IDLE_S
        with self._lock:
            fresh = [c for c in self._idle if c.idle_since >= oldest]
            stale = [c for c in self._idle if c.idle_since < oldest]
            connection = fresh.pop() if fresh else None
            self._idle = fresh
        for each in stale:
            each.close()
        return connection

    def _connect(self) -> _Connection:
        verified = dial(self.address)
        if fingerprint_at(verified) != self.pin:
            verified.close()
            raise WrongServerError
        return _Connection(self.address, verified)

    def _send_on(self, connection: _Connection, call: Call) -> Reply:
        headers = {"Host": str(self.address), **call.headers}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        connection.sock.settimeout(call.timeout_s)
        connection.request(call.method, call.target, body=call.body, headers=headers)
        return Reply(self, connection)
