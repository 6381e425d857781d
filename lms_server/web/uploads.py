"""Pages that take longer bodies than all others."""

from collections.abc import Mapping

from flask import Flask, request

_MIB = 1024 * 1024
LONG_BODIES: Mapping[str, int] = {
    "/staff/courses/": 32 * _MIB,
    "/staff/banks/": 11 * _MIB,
    "/staff/recordings/pack": 64 * _MIB,
}
"""Path -> bytes of the longest body; everything else has ``MAX_CONTENT_LENGTH``."""


def install(app: Flask) -> None:
    """Let ``app`` read longer bodies on these paths; comes before all that reads forms."""
    app.before_request(_allow_long_body)


def _allow_long_body() -> None:
    if request.path in LONG_BODIES:
        request.max_content_length = LONG_BODIES[request.path]
