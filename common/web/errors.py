"""One handler for every refusal and failure: JSON for calls, a page for people.

The text of a :class:`DomainError` is looked up in the catalogues by its code: an entry
``msgid "quizzes.attempt_not_found"`` with the sentence as ``msgstr``, which may use the
error's ``params`` as named placeholders. Without an entry the first line of the class's
docstring is shown.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from common.commit_group import TransactionLostError
from common.errors import DomainError
from common.web.access import is_api
from common.web.csrf import ForgedRequestError

log = logging.getLogger(__name__)


class StorageError(DomainError):
    """The disk is full or broken; nothing of this request was stored."""

    code = "common.storage"
    http_status = 503


class RefusedError(DomainError):
    """The request cannot be answered."""

    code = "web.refused"


class PageNotFoundError(DomainError):
    """There is no such address."""

    code = "web.not_found"
    http_status = 404


class WrongMethodError(DomainError):
    """The address exists, but not for this kind of request."""

    code = "web.wrong_method"
    http_status = 405


class TooLargeError(DomainError):
    """The body is larger than the server takes."""

    code = "web.too_large"
    http_status = 413


class BrokenError(DomainError):
    """The server failed; what was stored before is still there."""

    code = "web.broken"
    http_status = 500


_STORAGE_FAILED = (OperationalError, TransactionLostError)
_BY_STATUS = {
    error.http_status: error.code
    for error in (PageNotFoundError, WrongMethodError, TooLargeError, BrokenError)
}


def install(app: Flask) -> None:
    """Answer every error of ``app`` in the visitor's language, without a traceback."""
    app.register_error_handler(DomainError, _answer_domain_error)
    app.register_error_handler(CSRFError, _answer_forgery)
    for failure in _STORAGE_FAILED:
        app.register_error_handler(failure, _answer_storage)
    app.register_error_handler(HTTPException, _answer_http)


def error_text(error: DomainError) -> str:
    """Return the sentence of ``error`` in the visitor's language."""
    text: str = gettext(error.code)
    if text == error.code:
        return (type(error).__doc__ or error.code).partition("\n")[0]
    return text % _Values(error.params) if "%(" in text else text


class _Values(dict[str, object]):
    """The params of an error; a catalogue that names another one must not break the page."""

    def __missing__(self, name: str) -> str:
        return "?"


def _answer_domain_error(error: DomainError) -> ResponseReturnValue:
    return answer(error.code, error_text(error), status=error.http_status, params=error.params)


def _answer_forgery(_error: CSRFError) -> ResponseReturnValue:
    return _answer_domain_error(ForgedRequestError())


def _answer_storage(error: Exception) -> ResponseReturnValue:
    log.error("storage failed", exc_info=error)
    return _answer_domain_error(StorageError())


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect of the router
        return error
    if isinstance(error, InternalServerError):
        cause = error.original_exception or error
        if isinstance(cause, _STORAGE_FAILED):  # while the answer was leaving
            return _answer_storage(cause)
        log.error("request failed", exc_info=cause)
    code = _BY_STATUS.get(status, RefusedError.code)
    return answer(code, gettext(code), status=status, params={})


def answer(code: str, message: str, *, status: int, params: dict[str, Any]) -> ResponseReturnValue:
    """Return the JSON or the page that tells a person or a program about a refusal."""
    if is_api():
        values = {name: str(value) for name, value in params.items()}
        return jsonify(code=code, message=message, params=values), status
    page = render_template(
        "error.html",
        code=code,
        message=message,
        status=status,
        path=request.path,
        way_back=_way_back(),
    )
    return page, status


def _way_back() -> str | None:
    """Return the address on this server from which the visitor came; None when there is none.

    Of the referrer only the path counts: a kiosk's gateway stands between, under another host.
    """
    before = urlsplit(request.referrer or "")
    path = "/" + before.path.lstrip("/")
    if path in ("/", request.path):
        return None
    return f"{path}?{before.query}" if before.query else path
