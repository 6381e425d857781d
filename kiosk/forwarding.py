"""Passing the page's requests on to the bus, and the bus's answers back to the page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from werkzeug import Request, Response

from common.wire.discovery import KIOSK_ORIGIN_HEADER
from kiosk.bus_client import ANSWER_TIMEOUT_S, BusAwayError, BusClient, Call, Reply
from kiosk.course_files import CourseFiles
from kiosk.headers import answer_headers, sent_headers
from kiosk.static_cache import LARGEST_FILE, CachedFile, Headers, StaticCache, freshness

MOST_BODY = 2 * 1024 * 1024
"""Bytes of one request of the page; nothing a learner sends is larger."""

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class Forwarder:
    """The bus's pages behind the gateway."""

    def __init__(
        self,
        find_client: Callable[[], BusClient | None],
        suspect_bus: Callable[[], None],
        cache: StaticCache,
        files: CourseFiles,
    ) -> None:
        self._files = files
        self._find_client = find_client
        self._suspect_bus = suspect_bus
        self._cache = cache

    def forget_files(self) -> None:
        """Drop what was kept in memory: it is of the bus before."""
        self._cache.clear()

    def forward(
        self, request: Request, *, own_origin: str, patience_s: float = ANSWER_TIMEOUT_S
    ) -> Response:
        """Answer ``request`` with what the bus answers, as it comes.

        Args:
            request: of the page.
            own_origin: of the gateway.
            patience_s: longest silence of the bus.

        Raises:
            BusAwayError: the bus cannot be reached and there is no copy either.
        """
        target = target_of(request)
        fresh = self._cache.find_fresh(target) if request.method == "GET" else None
        if fresh is not None:
            return _from_cache(fresh, request)
        try:
            client = self._require_client()
            call = _call(request, target, client, own_origin)
            reply = client.send(replace(call, timeout_s=patience_s))
        except BusAwayError:
            self._suspect_bus()
            old = self._find_old(target) if request.method == "GET" else None
            if old is None:
                raise
            return _from_cache(old, request)
        if reply.status == 401:  # noqa: PLR2004
            self._suspect_bus()  # the next heartbeat tells whether we were removed
        return self._answer(request, target, client, reply)

    def _find_old(self, target: str) -> CachedFile | None:
        return self._cache.find_any(target) or self._files.find(target)

    def _require_client(self) -> BusClient:
        client = self._find_client()
        if client is None:
            raise BusAwayError
        return client

    def _answer(self, request: Request, target: str, client: BusClient, reply: Reply) -> Response:
        headers = answer_headers(reply.headers, client.origin)
        is_kept = request.method == "GET" and reply.status == 200  # noqa: PLR2004
        if is_kept and freshness(headers) is not None:
            body: Iterable[bytes] = self._keeping(target, headers, reply.chunks())
        else:
            body = reply.chunks()
        response = Response(body, status=reply.status, headers=list(headers))
        response.call_on_close(reply.close)
        return response

    def _keeping(self, target: str, headers: Headers, chunks: Iterator[bytes]) -> Iterator[bytes]:
        kept: list[bytes] = []
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size <= LARGEST_FILE:
                kept.append(chunk)
            yield chunk
        if size <= LARGEST_FILE:
            self._cache.keep(target, headers, b"".join(kept))


def target_of(request: Request) -> str:
    """Return path and query exactly as the page asked."""
    raw = request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")
    return "/" + str(raw).lstrip("/")


def _call(request: Request, target: str, client: BusClient, own_origin: str) -> Call:
    headers = {**sent_headers(request), KIOSK_ORIGIN_HEADER: own_origin}
    if request.method not in _REPEATABLE:
        # The guard has seen that the page is ours; to the bus we are its own origin.
        headers["Origin"] = client.origin
        referer = request.headers.get("Referer", own_origin + "/")
        headers["Referer"] = client.origin + referer.removeprefix(own_origin)
    call = Call(request.method, target, None, headers)
    if request.method in _REPEATABLE:
        return call
    return replace(call, body=request.get_data(), is_repeatable=False)


def _from_cache(file: CachedFile, request: Request) -> Response:
    response = Response(file.body, headers=list(file.headers))
    return response.make_conditional(request)
