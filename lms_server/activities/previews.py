"""Openings by which the staff look at a part; they live in memory and store nothing."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app

from lms_server.activities.queries import Opening

LASTS = timedelta(hours=2)
"""How long the address of a preview works."""
_MOST = 200
_PREVIEWS = "bus_lms.activity_previews"


class Previews:
    """The previews of the running program, by the hash of their secret address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._openings: OrderedDict[bytes, tuple[Opening, datetime]] = OrderedDict()

    def open(self, token_hash: bytes, opening: Opening, *, now: datetime) -> None:
        """Let a secret address in; of too many, the oldest ends."""
        with self._lock:
            self._openings[token_hash] = (opening, now + LASTS)
            while len(self._openings) > _MOST:
                self._openings.popitem(last=False)

    def find(self, token_hash: bytes, *, now: datetime) -> Opening | None:
        """Return what an address shows; None when it is none of a preview, or over."""
        with self._lock:
            opening, expires_at = self._openings.get(token_hash, (None, now))
        return opening if now < expires_at else None


def previews() -> Previews:
    """Return the previews of the running program."""
    return cast(Previews, current_app.extensions[_PREVIEWS])


def install(app: Flask) -> None:
    """Give ``app`` its previews."""
    app.extensions[_PREVIEWS] = Previews()
