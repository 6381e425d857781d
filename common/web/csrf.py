"""The forgery guard: forms by Flask-WTF, JSON calls by one decorator."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect, ValidationError, validate_csrf

from common.errors import DomainError

Args = ParamSpec("Args")
HEADER = "X-CSRFToken"
_guard = CSRFProtect()


class ForgedRequestError(DomainError):
    """The form is older than the sign-in, or another site sent it."""

    code = "web.forged_request"
    http_status = 400


def install(app: Flask) -> None:
    """Ask every POST of ``app`` for the token of its session, except :func:`json_api` views."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    # The kiosk's gateway forwards from http to https, so a referrer proves nothing here;
    # cookies are SameSite=Strict instead.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    _guard.init_app(app)


def json_api(view: Callable[Args, ResponseReturnValue]) -> Callable[Args, ResponseReturnValue]:
    """Mark a JSON view: a bearer token needs no further proof, a cookie session needs one.

    No browser adds a bearer token by itself, so no other site can borrow it. A page that
    lives on its cookie sends the token of its ``<meta name="csrf-token">`` as ``X-CSRFToken``.
    """

    @wraps(view)
    def guarded(*args: Args.args, **kwargs: Args.kwargs) -> ResponseReturnValue:
        if request.method not in ("GET", "HEAD") and not _has_bearer():
            _check_token()
        return view(*args, **kwargs)

    _guard.exempt(guarded)
    return guarded


def open_api(view: Callable[Args, ResponseReturnValue]) -> Callable[Args, ResponseReturnValue]:
    """Mark a JSON view that lends nobody's authority, such as the start of a pairing."""
    _guard.exempt(view)
    return view


def _has_bearer() -> bool:
    return request.headers.get("Authorization", "").startswith("Bearer ")


def _check_token() -> None:
    try:
        validate_csrf(request.headers.get(HEADER))
    except ValidationError as error:
        raise ForgedRequestError from error
