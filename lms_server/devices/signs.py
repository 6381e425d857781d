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
    """Forty kiosks speak every four seconds; the disk need not hear each word."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._signs: dict[UUID, SignOfLife] = {}
        self._unstored: set[UUID] = set()
        self._stored_at: datetime | None = None
        self._lock = threading.Lock()

    def note(self, device_id: UUID, sign: SignOfLife) -> None:
        """Take a heartbeat; once a minute one block writes those of all devices down."""
        with self._lock:
            self._signs[device_id] = sign
            self._unstored.add(device_id)
            if self._stored_at is not None:
                age = sign.last_seen_at - self._stored_at
                if timedelta(0) <= age < _STORE_EVERY:
                    return
            self._stored_at = sign.last_seen_at
            told = {one: self._signs[one] for one in self._unstored}
            self._unstored.clear()
        self._store(told)

    def freshen(self, devices: Iterable[ListedDevice]) -> list[ListedDevice]:
        """Return the rows with what is known since they were written down."""
        return [self._freshen(device) for device in devices]

    def forget(self, device_id: UUID) -> None:
        """Drop a device that was removed."""
        with self._lock:
            self._signs.pop(device_id, None)
            self._unstored.discard(device_id)

    def _store(self, told: dict[UUID, SignOfLife]) -> None:
        try:
            with self._database.write() as db:
                actions.store_signs_of_life(db, told)
        except (OperationalError, TransactionLostError):
            log.exception("signs of life were not stored")

    def _freshen(self, device: ListedDevice) -> ListedDevice:
        sign = self._signs.get(device.id)
        return device if sign is None else replace(device, **vars(sign))


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
