"""Which devices wait for help, remembered so that drawing a page asks no database."""

import threading
from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Flask, current_app
from flask_babel import gettext as _

from common.clock import utc_now
from common.sql import Database
from lms_server.assistance import queries
from lms_server.assistance.queries import OpenCall
from lms_server.assistance.rules import is_waiting
from lms_server.devices.access import find_device
from lms_server.training.seat import find_seat, seats_here
from lms_server.web.context import database_of

_BOARD = "bus_lms.help_board"


class HelpBoard:
    """Open calls by device; this process is the only one that writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._calls: dict[UUID, OpenCall] | None = None
        self._changes = 0
        self._lock = threading.Lock()

    def is_waiting(self, device_id: UUID, sitting: Collection[UUID], now: datetime) -> bool:
        """Tell whether a device has called and nobody came yet.

        Args:
            device_id: which device.
            sitting: the enrolments of those who sit there; the call of who left is over.
            now: the server's clock.
        """
        calls = self._calls
        if calls is None:
            calls = self._load()
        call = calls.get(device_id)
        if call is None or not is_waiting(call.called_at, now):
            return False
        return call.enrolment_id is None or call.enrolment_id in sitting

    def forget(self) -> None:
        """Drop all, also what another thread reads just now; call after every change."""
        with self._lock:
            self._changes += 1
            self._calls = None

    def _load(self) -> dict[UUID, OpenCall]:
        changes = self._changes
        with self._database.read() as db:
            calls = queries.open_calls_by_device(db)
        with self._lock:
            if changes == self._changes:
                self._calls = calls
        return calls


def help_board() -> HelpBoard:
    """Return the open calls of the running program."""
    return cast(HelpBoard, current_app.extensions[_BOARD])


def is_help_coming() -> bool | None:
    """Tell whether this device waits for help; None where no device is, so nobody would come."""
    device = find_device()
    if device is None:
        return None
    sitting = [one.enrolment_id for one in seats_here()]
    return help_board().is_waiting(device.id, sitting, utc_now())


def help_words() -> str:
    """Return what calms whoever waits at this device."""
    seat = find_seat()
    if seat is None:
        return str(_("The trainer is coming. Please stay seated."))
    return str(_("The trainer is coming. Please stay seated, %(you)s.", you=seat.you))


def install(app: Flask) -> None:
    """Let the templates of ``app`` ask whether help is coming."""
    app.extensions[_BOARD] = HelpBoard(database_of(app))
    app.jinja_env.globals["is_help_coming"] = is_help_coming
    app.jinja_env.globals["help_words"] = help_words
