"""Headers that every answer carries: nothing from outside, nothing inline, nothing kept."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_FIXED = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # Not "no-referrer": browsers would then send forms with "Origin: null", and the kiosk's
    # gateway looks at the origin of each form.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_YEAR_S = 31_536_000
_DAY_S = 86_400
_CODE = (".js", ".mjs", ".css")


def install(app: Flask) -> None:
    """Add the headers to every answer of ``app``.

    Files under ``/static/`` may be kept: for a year when their address carries a version
    (``?v=``), for a day when not. Code without a version is asked for again each time: modules
    import each other by plain names, and old ones must not meet new ones after an update.
    All else is never stored by a browser.
    """
    version = _static_version(Path(app.static_folder or ""))

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("v", version)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        for name, value in _FIXED:
            headers.setdefault(name, value)
        if request.path.startswith("/static/"):
            if response.status_code < 400:  # noqa: PLR2004
                headers["Cache-Control"] = _keeping()
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response


def _keeping() -> str:
    if "v" in request.args:
        return f"public, max-age={_YEAR_S}"
    return "no-cache" if request.path.endswith(_CODE) else f"public, max-age={_DAY_S}"


def _static_version(folder: Path) -> str:
    """Return 8 hex digits that change when a file of ``folder`` does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    marks = [f"{path.relative_to(folder)} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:8]
