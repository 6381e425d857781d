"""Telling kiosks apart what belongs to whom: a mark for each learner's turn at a machine."""

import hashlib
import hmac
import json
from typing import cast

from flask import Flask, Response, current_app, request, session

from common.wire.away import TURN_HEADER
from lms_server.preferences.rules import to_values
from lms_server.preferences.shown import shown
from lms_server.training.seat import find_seat
from lms_server.web.sessions import VisitorSession

_PASSING = frozenset({"csrf_token", "_flashes"})
"""What a session holds for a moment; it changes nothing of what pages show."""


def find_turn() -> str | None:
    """Return a mark that changes with the sign-in, the turn and how pages look.

    None when nobody is signed in. It says nothing of the learner to whoever reads it.
    """
    if find_seat() is None:
        return None
    visitor = cast(VisitorSession, session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    lasting = {name: value for name, value in visitor.items() if name not in _PASSING}
    told = json.dumps([visitor.token, lasting, to_values(shown())], sort_keys=True, default=str)
    key = cast(bytes, current_app.secret_key)
    return hmac.new(key, b"turn " + told.encode(), hashlib.sha256).hexdigest()[:32]


def install(app: Flask) -> None:
    """Let ``app`` mark the pages of learners for the kiosk that shows them."""

    @app.after_request
    def mark_turn(response: Response) -> Response:
        if "Authorization" in request.headers and request.path.startswith(("/learn", "/api/")):
            turn = find_turn()
            if turn is not None:
                response.headers[TURN_HEADER] = turn
        return response
