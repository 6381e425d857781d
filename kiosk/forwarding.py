"""Passing the page's requests on to the bus, and the bus's answers back to the page."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from werkzeug import Request, Response

from common.wire.discovery import KIOSK_ORIGIN_HEADER
from kiosk.bus_client import BusAwayError, BusClient, Call, Reply
from kiosk.guard import COOKIE
from kiosk.static_cache import LARGEST_FILE, CachedFile, StaticCache, freshness

MOST_BODY = 2 * 1024 * 1024
"""Bytes of one request of the page; nothing a learner sends is larger."""

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_NOT_SENT = _HOP_BY_HOP | {"host", "content-length", "authorization", "cookie", "origin", "referer"}
_NOT_ANSWERED = _HOP_BY_HOP | {"server", "date", "referrer-policy", "strict-transport-security"}
_SECURE = re.compile(r";\s*secure(?=\s*(;|$))", re.IGNORECASE)
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})

Headers = tuple[tuple[str, str], ...]


class Forwarder:
    """The bus's pages behind the gateway."""

    def __init__(
        self,
        find_client: Callable[[], BusClient | None],
        suspect_bus: Callable[[], None],
        cache: StaticCache,
    ) -> None:
        self._find_client = find_client
        self._suspect_bus = suspect_bus
        self._cache = cache

    def forward(self, request: Request, *, own_origin: str) -> Response:
        """Answer ``request`` with what the bus answers, as it comes.

        Raises:
            BusAwayError: the bus cannot be reached and there is no copy either.
        """
        target = target_of(request)
        fresh = self._cache.find_fresh(target) if request.method == "GET" else None
        if fresh is not None:
            return _from_cache(fresh, request)
        try:
            client = self._require_client()
            reply = client.send(_call(request, target, client, own_origin))
        except BusAwayError:
            self._suspect_bus()
            old = self._cache.find_any(target) if request.method == "GET" else None
            if old is None:
                raise
            return _from_cache(old, request)
        if reply.status == 401:  # noqa: PLR2004
            self._suspect_bus()  # the next heartbeat tells whether we were removed
        return self._answer(request, target, client, reply)

    def _require_client(self) -> BusClient:
        client = self._find_client()
        if client is None:
            raise BusAwayError
        return client

    def _answer(self, request: Request, target: str, client: BusClient, reply: Reply) -> Response:
        headers = _answer_headers(reply.headers, client.origin)
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
    headers = {name: value for name, value in request.headers if name.lower() not in _NOT_SENT}
    headers[KIOSK_ORIGIN_HEADER] = own_origin
    cookies = _other_cookies(request.headers.get("Cookie", ""))
    if cookies:
        headers["Cookie"] = cookies
    if request.method not in _REPEATABLE:
        # The guard has seen that the page is ours; to the bus we are its own origin.
        headers["Origin"] = client.origin
        referer = request.headers.get("Referer", own_origin + "/")
        headers["Referer"] = client.origin + referer.removeprefix(own_origin)
    call = Call(request.method, target, None, headers)
    if request.method in _REPEATABLE:
        return call
    return replace(call, body=request.get_data(), is_repeatable=False)


def _other_cookies(line: str) -> str:
    """Return the cookies of the bus; the gateway's own secret stays here."""
    pairs = [pair.strip() for pair in line.split(";")]
    return "; ".join(pair for pair in pairs if pair and pair.split("=", 1)[0] != COOKIE)


def _answer_headers(headers: Iterable[tuple[str, str]], bus_origin: str) -> Headers:
    kept = []
    for name, value in headers:
        match name.lower():
            case lower if lower in _NOT_ANSWERED:
                continue
            case "set-cookie":
                kept.append((name, _SECURE.sub("", value)))
            case "location":
                kept.append((name, value.removeprefix(bus_origin) or "/"))
            case _:
                kept.append((name, value))
    # So that the window names its origin when it posts a form.
    kept.append(("Referrer-Policy", "same-origin"))
    return tuple(kept)


def _from_cache(file: CachedFile, request: Request) -> Response:
    response = Response(file.body, headers=list(file.headers))
    return response.make_conditional(request)
