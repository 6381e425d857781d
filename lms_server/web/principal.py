"""Who is asking: the names that the access table speaks of.

"public" is everyone; "trainer", "assistant", "officer" and "admin" are signed-in staff;
"device" is a paired kiosk or browser; "learner" is a learner signed in on one.
"""

from collections.abc import Callable, Iterable
from typing import cast

from flask import Flask, Request, current_app, g, request

Loader = Callable[[Request], Iterable[str]]
_LOADERS = "bus_lms.principal_loaders"


def register(app: Flask, loader: Loader) -> None:
    """Let a slice add the principals it knows how to recognise."""
    app.extensions.setdefault(_LOADERS, []).append(loader)


def current_principals() -> frozenset[str]:
    """Return all principals of this request; asked once a request."""
    if "principals" not in g:
        g.principals = frozenset(_find_principals())
    return cast("frozenset[str]", g.principals)


def _find_principals() -> Iterable[str]:
    yield "public"
    for loader in current_app.extensions.get(_LOADERS, ()):
        yield from loader(request)
