"""The ``flask.session`` of a visitor: on the server once signed in, in the cookie before.

Learners and staff have a cookie each, chosen by the path, so that one person can try both
sides in one browser and a learner's hand-over never signs the trainer out. A visitor who is
not signed in has a small signed cookie (forgery token, messages); it carries no authority.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from common.clock import utc_now
from common.errors import DomainError
from common.uptime import uptime_with_sleep
from lms_server.web.context import database_of
from lms_server.web.session_store import PREFIX, SessionStore

STAFF_COOKIE = "bus_staff"
LEARNER_COOKIE = "bus_session"
_LEARNER_PATHS = ("/learn", "/join", "/api/")
_FILES = ("/static/", "/play/")
_STORE = "bus_lms.sessions"


class SessionEndedError(DomainError):
    """The cookie names a session that was ended or ran out."""

    code = "web.session_ended"
    http_status = 401


class VisitorSession(SecureCookieSession):
    """What the pages keep about one visitor between two requests."""

    def __init__(
        self, values: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> None:
        super().__init__(dict(values or {}))
        self.token = token
        """Of the stored session that this request began with."""
        self.has_ended = False
        """The cookie named a session that is over."""
        self.wish: _Start | None = None
        """Set by :func:`start`."""
        self.is_leaving = False
        """Set by :func:`end`."""


class _Start:
    def __init__(self, owner: str, idle: timedelta, absolute: timedelta) -> None:
        self.owner = owner
        self.idle = idle
        self.absolute = absolute


def start(owner: str, *, idle: timedelta, absolute: timedelta) -> None:
    """Begin a new session for ``owner``, empty and under a new token.

    Args:
        owner: ``account:<uuid>`` or ``device:<uuid>``.
        idle: how long without a request until it ends.
        absolute: when it ends in any case.
    """
    visitor = _current()
    visitor.clear()
    visitor.wish = _Start(owner, idle, absolute)


def end() -> None:
    """End the visitor's session; a copied cookie is worth nothing afterwards."""
    visitor = _current()
    visitor.clear()
    visitor.is_leaving = True


def end_all(owner: str) -> None:
    """End every session of ``owner``, on whatever machine."""
    store().delete_owner(owner)


def has_ended() -> bool:
    """Tell whether this visitor shows a cookie of a session that is over."""
    return _current().has_ended


def store() -> SessionStore:
    """Return the sessions of the running program."""
    return cast(SessionStore, current_app.extensions[_STORE])


def install(app: Flask) -> None:
    """Let ``app`` keep its visitors' sessions on the server."""
    app.extensions[_STORE] = SessionStore(database_of(app))
    app.session_interface = _Interface()


def cookie_name(path: str) -> str:
    """Return the cookie of the side, learners' or staff's, that ``path`` belongs to."""
    is_learner_side = path == "/" or path.startswith(_LEARNER_PATHS)
    return LEARNER_COOKIE if is_learner_side else STAFF_COOKIE


def _current() -> VisitorSession:
    return cast(VisitorSession, session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001


def _shows_page() -> bool:
    """Tell whether a browser opens a page: no form was sent, and no script asks beside it."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html")


class _Interface(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> VisitorSession:
        value = request.cookies.get(cookie_name(request.path))
        if not value or request.path.startswith(_FILES):
            return VisitorSession()  # a file neither asks who looks nor ends a session
        if not value.startswith(PREFIX):
            return self._open_anonymous(app, value)
        found = cast(SessionStore, app.extensions[_STORE]).find(
            value, utc_now(), uptime_with_sleep()
        )
        visitor = VisitorSession(found, token=None if found is None else value)
        visitor.has_ended = found is None
        return visitor

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        visitor = cast(VisitorSession, session)
        if visitor.accessed and not response.cache_control.public:
            response.vary.add("Cookie")  # what everybody may keep is the same for all
        if visitor.wish is not None or visitor.is_leaving:
            self._hand_over(app, visitor, response)
        elif visitor.token is not None:
            if visitor.modified:
                store().save(visitor.token, visitor)
        elif visitor.has_ended and not _shows_page():
            pass  # the browser may have got a newer cookie since it sent this one
        elif visitor.modified or visitor.has_ended:
            self._set_cookie(app, response, self._sign(app, visitor) if visitor else "")

    def _hand_over(self, app: Flask, visitor: VisitorSession, response: Response) -> None:
        if visitor.token is not None:
            store().delete(visitor.token)
        value = ""
        if visitor.wish is not None:
            wish = visitor.wish
            value = store().create(
                wish.owner,
                visitor,
                idle=wish.idle,
                absolute=wish.absolute,
                now=utc_now(),
                uptime=uptime_with_sleep(),
            )
        elif visitor:
            value = self._sign(app, visitor)
        self._set_cookie(app, response, value)

    def _open_anonymous(self, app: Flask, value: str) -> VisitorSession:
        serializer = self.get_signing_serializer(app)
        try:
            return VisitorSession(serializer.loads(value) if serializer else None)
        except BadSignature:
            return VisitorSession()

    def _sign(self, app: Flask, visitor: VisitorSession) -> str:
        serializer = self.get_signing_serializer(app)
        return str(serializer.dumps(dict(visitor))) if serializer else ""

    def _set_cookie(self, app: Flask, response: Response, value: str) -> None:
        """Set the visitor's cookie; an empty value removes it."""
        response.set_cookie(
            cookie_name(request.path),
            value,
            max_age=None if value else 0,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
        response.vary.add("Cookie")
