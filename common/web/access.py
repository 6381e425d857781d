"""Deny by default: one table says who may call which endpoint."""

import logging
from collections.abc import Callable, Mapping

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from common.errors import DomainError

AccessTable = Mapping[str, frozenset[str]]
"""Endpoint ("blueprint.view") -> principals of whom one is enough."""
PUBLIC = frozenset({"public"})
API_PREFIX = "/api/"

log = logging.getLogger(__name__)


class SignInNeededError(DomainError):
    """The visitor is not known; signing in or pairing would help."""

    code = "web.sign_in_needed"
    http_status = 401


class NotAllowedError(DomainError):
    """The visitor is known, and this is not theirs to do."""

    code = "web.not_allowed"
    http_status = 403


def install(
    app: Flask,
    table: AccessTable,
    principals: Callable[[], frozenset[str]],
    sign_in_url: Callable[[frozenset[str], frozenset[str]], str | None],
) -> None:
    """Check every request of ``app`` against ``table`` before its view runs.

    Args:
        app: the program.
        table: endpoints and who may call them; an endpoint without a row is closed.
        principals: the names of this request's visitor; always includes "public".
        sign_in_url: given the allowed and the found principals, the page where the visitor
            can become allowed, or None when nothing would help.
    """

    @app.before_request
    def check_access() -> Response | None:
        allowed = table.get(request.endpoint or "")
        if request.endpoint is None or (allowed is not None and "public" in allowed):
            return None  # no such page: the error handler answers
        if allowed is None:
            log.error("endpoint without a row in the access table: %s", request.endpoint)
            raise NotAllowedError
        found = principals()
        if found & allowed:
            return None
        return _refuse(sign_in_url(allowed, found))


def _refuse(url: str | None) -> Response:
    if url is None:
        raise NotAllowedError
    if is_api() or request.method not in ("GET", "HEAD"):
        raise SignInNeededError
    return redirect(url)


def is_api() -> bool:
    """Tell whether this request speaks JSON, not pages."""
    return request.path.startswith(API_PREFIX)
