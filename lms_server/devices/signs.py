"""The newest sign of life of every device, in memory; written down once a minute."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy.exc import OperationalError

from common.clock import utc_now
from common.commit_group import TransactionLostError
from common.sql import Database
from lms_server.devices import actions
from lms_server.devices.access import find_device
from lms_server.devices.actions import SignOfLife
from lms_server.devices.models import DeviceKind
from lms_server.devices.queries import ListedDevice
from lms_server.web.context import database_of

_STORE_EVERY = timedelta(seconds=60)
_SIGNS = "bus_lms.signs_of_life"

log = logging.getLogger(__name__)


class SignsOfLife:
    """Forty kiosks speak every five seconds; the disk need not hear each word."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._signs: dict[UUID, SignOfLife] = {}
        self._stored_at: dict[UUID, datetime] = {}
        self._lock = threading.Lock()

    def note(self, device_id: UUID, sign: SignOfLife) -> None:
        """Take a heartbeat."""
        with self._lock:
            self._signs[device_id] = sign
            stored_at = self._stored_at.get(device_id)
            if stored_at is not None and sign.last_seen_at - stored_at < _STORE_EVERY:
                return
            self._stored_at[device_id] = sign.last_seen_at
        try:
            with self._database.write() as db:
                actions.store_sign_of_life(db, device_id, sign)
        except (OperationalError, TransactionLostError):
            log.exception("a sign of life was not stored")

    def freshen(self, devices: Iterable[ListedDevice]) -> list[ListedDevice]:
        """Return the rows with what is known since they were written down."""
        return [self._freshen(device) for device in devices]

    def _freshen(self, device: ListedDevice) -> ListedDevice:
        sign = self._signs.get(device.id)
        if sign is None:
            return device
        return replace(
            device,
            last_seen_at=sign.last_seen_at,
            version=sign.version,
            queue_length=sign.queue_length,
            set_aside=sign.set_aside,
            clock_ahead_s=sign.clock_ahead_s,
        )


def signs_of_life() -> SignsOfLife:
    """Return the signs of life that the running program took."""
    return cast(SignsOfLife, current_app.extensions[_SIGNS])


def install(app: Flask) -> None:
    """Let ``app`` take heartbeats; a browser has none, so each of its pages counts as one."""
    signs = app.extensions[_SIGNS] = SignsOfLife(database_of(app))

    @app.before_request
    def note_browser() -> None:
        device = find_device() if request.path.startswith("/learn") else None
        if device is not None and device.kind is DeviceKind.BROWSER:
            signs.note(device.id, SignOfLife(utc_now(), "", 0, 0, 0))
