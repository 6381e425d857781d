"""What of a request goes on to the bus, and what of its answer comes back to the page."""

import re
from collections.abc import Iterable

from werkzeug import Request, Response

from kiosk.guard import COOKIE
from kiosk.static_cache import Headers

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


def sent_headers(request: Request) -> dict[str, str]:
    """Return the headers of the page's request for the bus; the gateway's secret stays here."""
    headers = {name: value for name, value in request.headers if name.lower() not in _NOT_SENT}
    cookies = cookies_of(request)
    return {**headers, "Cookie": cookies} if cookies else headers


def cookies_of(request: Request) -> str:
    """Return the cookies of the bus, as one line."""
    pairs = [pair.strip() for pair in request.headers.get("Cookie", "").split(";")]
    return "; ".join(pair for pair in pairs if pair and pair.split("=", 1)[0] != COOKIE)


def drop_cookies(response: Response, cookies: str) -> None:
    """Let the window forget the cookies of the bus.

    Args:
        response: what the window gets.
        cookies: as :func:`cookies_of` returns them.
    """
    for pair in filter(None, cookies.split("; ")):
        response.delete_cookie(pair.split("=", 1)[0], httponly=True, samesite="Strict")


def answer_headers(headers: Iterable[tuple[str, str]], bus_origin: str) -> Headers:
    """Return the headers of the bus's answer as they hold for the window."""
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
