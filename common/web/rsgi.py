"""A WSGI program behind granian's async door (RSGI), safe beside slow and silent clients.

A request takes a thread only when all of it has arrived, so a socket that sends half a request
costs a little memory and never a thread. granian's own WSGI door hands the thread over before
the body is there: 24 half-sent bodies stop it.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from types import TracebackType
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

log = logging.getLogger(__name__)

WHOLE_BODY_S = 30
"""Seconds a client may take to send the body of a request."""
_JOINED_BYTES = 1024 * 1024
"""Answers up to this size leave in one piece; longer or endless ones chunk by chunk."""
_WITHOUT_BODY = (204, 304)

_JSON: list[tuple[str, str]] = [
    ("content-type", "application/json"),
    ("cache-control", "no-store"),
]

Headers = list[tuple[str, str]]
Express = Callable[[str, bytes], bytes | None]
"""Given the Authorization header (may be empty) and the body of a POST: the JSON that answers it
with 200 at once, or None to let the program answer. It must neither wait nor touch the disk."""


class _ExcInfo(Protocol):
    def __getitem__(self, index: int) -> type[BaseException] | BaseException | TracebackType: ...


class BodyTooLargeError(Exception):
    """The body is longer than the program takes."""


class WsgiBridge:
    """Calls a WSGI program on a pool of threads, one whole request at a time each."""

    def __init__(
        self,
        program: WSGIApplication,
        *,
        threads: int,
        max_body: int,
        long_bodies: Mapping[str, int] | None = None,
        express: Mapping[str, Express] | None = None,
    ) -> None:
        """Prepare to serve.

        Args:
            program: the WSGI program.
            threads: requests worked on at the same time.
            max_body: bytes of the longest request body taken; a longer one is answered 413.
            long_bodies: paths that take longer bodies, and how long; only one such body is
                read at a time, so that nobody fills the memory with them.
            express: paths of small messages that come so often that a thread and the whole
                program for each would be felt, and what answers their POSTs.
        """
        self._program = program
        self._max_body = max_body
        self._long_bodies = dict(long_bodies or {})
        self._express = dict(express or {})
        self._one_long_body = asyncio.Semaphore(1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def close(self) -> None:
        """Wait for the requests being worked on; take no new ones."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        try:
            async with asyncio.timeout(WHOLE_BODY_S):
                body = await self._read(scope, protocol)
        except TimeoutError:
            protocol.response_empty(408, [("connection", "close")])
            return
        except BodyTooLargeError:
            protocol.response_empty(413, [("connection", "close")])
            return
        except (ProtocolClosed, asyncio.CancelledError):  # the client left
            return
        if (told := self._answer_at_once(scope, body)) is not None:
            protocol.response_bytes(200, _JSON, told)
            return
        await self._answer(_environ(scope, body), protocol)

    def _answer_at_once(self, scope: Scope, body: bytes) -> bytes | None:
        express = self._express.get(scope.path)
        if express is None or scope.method != "POST":
            return None
        return express(scope.headers.get("authorization") or "", body)

    async def _read(self, scope: Scope, protocol: HTTPProtocol) -> bytes:
        limit = self._long_bodies.get(scope.path)
        if limit is None or scope.method == "GET":
            return await _read_body(scope, protocol, limit=self._max_body)
        async with self._one_long_body:
            return await _read_body(scope, protocol, limit=limit)

    async def _answer(self, environ: dict[str, Any], protocol: HTTPProtocol) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._pool, _call, self._program, environ)
        if answer.rest is None:
            protocol.response_bytes(answer.status, answer.headers, answer.body)
            return
        chunks = iter(answer.rest)
        transport = protocol.response_stream(answer.status, answer.headers)
        try:
            while chunk := await loop.run_in_executor(self._pool, _next_chunk, chunks):
                await transport.send_bytes(chunk)
        except ProtocolClosed:
            log.info("client left in the middle of an answer")
        finally:
            await loop.run_in_executor(self._pool, _close, answer.rest)


class _Answer:
    """What the program said; ``rest`` is None when ``body`` is all of it."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.body = b""
        self.rest: Iterable[bytes] | None = None

    def start(
        self, status: str, headers: Headers, _exc_info: _ExcInfo | None = None, /
    ) -> "_Write":
        self.status = int(status[:3])
        self.headers = [(name.lower(), value) for name, value in headers]
        return _refuse_write

    def is_short(self) -> bool:
        if self.status in _WITHOUT_BODY:
            return True
        length = next((value for name, value in self.headers if name == "content-length"), None)
        return length is not None and int(length) <= _JOINED_BYTES


class _Write(Protocol):
    def __call__(self, data: bytes, /) -> object: ...


def _refuse_write(_data: bytes) -> None:
    raise NotImplementedError("the write callable of WSGI is not offered")


def _call(program: WSGIApplication, environ: dict[str, Any]) -> _Answer:
    """Run the program in a thread of the pool; it must answer something."""
    answer = _Answer()
    try:
        chunks = program(environ, answer.start)  # type: ignore[arg-type]
        if answer.is_short():
            answer.body = b"".join(chunks)
            _close(chunks)
        else:
            answer.rest = chunks
    except Exception:
        log.exception("the program failed")
        answer = _Answer()
    return answer


def _next_chunk(chunks: Iterator[bytes]) -> bytes:
    """Return the next bytes to send; nothing at the end."""
    return next((chunk for chunk in chunks if chunk), b"")


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


async def _read_body(scope: Scope, protocol: HTTPProtocol, *, limit: int) -> bytes:
    headers = scope.headers
    length = headers.get("content-length")
    if length is None and headers.get("transfer-encoding") is None:
        return b""
    if length is not None and int(length) > limit:
        raise BodyTooLargeError
    if length is not None:
        return await protocol()
    body = bytearray()
    async for chunk in protocol:
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """Return the WSGI environment of PEP 3333: text holds the bytes as Latin-1."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        _add_header(environ, name, value)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:  # would pass for the same name with "-", which others may trust
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    if key in environ:
        value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
    environ[key] = value
