"""Headers that every answer carries: nothing from outside, nothing inline, nothing kept."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.routing import BaseConverter

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_EVERYWHERE = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
)
_ON_PAGES = (
    # Not "no-referrer": browsers would then send forms with "Origin: null", and the kiosk's
    # gateway looks at the origin of each form.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_FOREVER = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_CODE = (".js", ".mjs", ".css")
_VERSION = "bus_lms.static_version"


class _VersionConverter(BaseConverter):
    """The part of an address that changes when any file does."""

    regex = "v[0-9a-f]{8}"


def install(app: Flask, *, more: Iterable[Path] = ()) -> None:
    """Add the headers to every answer of ``app``.

    Files have addresses such as ``/static/v0a1b2c3d/learn/quiz.js``, so that modules which import
    each other by ``./other.js`` are all of one version, and browsers keep them for ever without
    asking. Without a version, or with another one, code is asked for again each time and the
    rest after a day. All else is never stored by a browser.

    Args:
        app: the program.
        more: folders whose files the version covers beside the static folder; a route with
            ``<version:v>`` sends them.
    """
    version = _static_version([Path(app.static_folder or ""), *more])
    app.url_map.converters["version"] = _VersionConverter
    app.extensions[_VERSION] = version
    app.add_url_rule("/static/<version:v>/<path:filename>", endpoint="static")
    app.view_functions["static"] = _send_static

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "v"):
            values.setdefault("v", version)

    app.after_request(_add_headers)


def _send_static(filename: str, v: str = "") -> Response:  # noqa: ARG001 - for the keeping alone
    return current_app.send_static_file(filename)


def _add_headers(response: Response) -> Response:
    is_file = request.path.startswith("/static/") and response.status_code < 400  # noqa: PLR2004
    for name, value in _EVERYWHERE if is_file else (*_EVERYWHERE, *_ON_PAGES):
        response.headers.setdefault(name, value)
    if is_file:
        response.headers["Cache-Control"] = _keeping()
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _keeping() -> str:
    if (request.view_args or {}).get("v") == current_app.extensions[_VERSION]:
        return _FOREVER
    return "no-cache" if request.path.endswith(_CODE) else _DAY


def _static_version(folders: Iterable[Path]) -> str:
    """Return ``v`` and 8 hex digits that change when a file of ``folders`` does."""
    files = [
        f"{path.relative_to(folder)} {path.stat().st_mtime_ns}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return "v" + hashlib.sha256("\n".join(files).encode()).hexdigest()[:8]
