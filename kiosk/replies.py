"""What the kiosk itself answers its window: never stored, and nothing from elsewhere in it."""

import json

from werkzeug import Response
from werkzeug.utils import redirect

from common.errors import DomainError

OWN_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def own_page(text: str, status: int = 200) -> Response:
    """Return a page; an empty one is a refusal."""
    return Response(text, status, OWN_HEADERS, mimetype="text/html")


def own_redirect(path: str) -> Response:
    """Lead the window to ``path`` by GET."""
    response = redirect(path, 303)
    response.headers.update(OWN_HEADERS)
    return response


def own_json(value: object, status: int = 200) -> Response:
    """Return what a script of a page asked for."""
    return Response(json.dumps(value), status, OWN_HEADERS, mimetype="application/json")


def own_error(error: DomainError) -> Response:
    """Return an error as scripts of pages read it."""
    body = {"code": error.code, "message": error.code, "params": error.params}
    return own_json(body, error.http_status)
