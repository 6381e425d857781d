"""Which sittings hold, remembered by the process so that a page asks no database."""

import threading
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from common.sql import Database
from lms_server.training import sittings
from lms_server.web.context import database_of

_EXTENSION = "bus_lms.sittings"


class OpenSittings:
    """The open sittings by device; the only process that writes them has to say so."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, frozenset[UUID]] = {}
        self._lock = threading.Lock()
        self._changes = 0

    def find(self, device_id: UUID) -> frozenset[UUID]:
        """Return the ids of the open sittings at a device."""
        known = self._known.get(device_id)
        return self._load(device_id) if known is None else known

    def forget(self) -> None:
        """Drop all, also what another thread reads just now; call after every change."""
        with self._lock:
            self._changes += 1
            self._known.clear()

    def _load(self, device_id: UUID) -> frozenset[UUID]:
        changes = self._changes
        with self._database.read() as db:
            found = frozenset(one.id for one in sittings.list_sitting(db, device_id))
        with self._lock:
            if changes == self._changes:
                self._known[device_id] = found
        return found


def open_sittings() -> OpenSittings:
    """Return the open sittings of the running program."""
    return cast(OpenSittings, current_app.extensions[_EXTENSION])


def provide(app: Flask) -> None:
    """Let ``app`` know who sits where."""
    app.extensions[_EXTENSION] = OpenSittings(database_of(app))
