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
from common.wire.heartbeat import Page, page_at
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
        if not self.note_in_memory(device_id, sign):
            self._store(self._take_due(device_id, sign))

    def note_in_memory(self, device_id: UUID, sign: SignOfLife) -> bool:
        """Take a heartbeat, unless it is time to write: then return False and take nothing."""
        with self._lock:
            if self._is_due(sign.last_seen_at):
                return False
            self._signs[device_id] = sign
            self._unstored.add(device_id)
            return True

    def _is_due(self, now: datetime) -> bool:
        if self._stored_at is None:
            return True
        return not timedelta(0) <= now - self._stored_at < _STORE_EVERY

    def _take_due(self, device_id: UUID, sign: SignOfLife) -> dict[UUID, SignOfLife]:
        with self._lock:
            self._signs[device_id] = sign
            self._stored_at = sign.last_seen_at
            told = {one: self._signs[one] for one in (*self._unstored, device_id)}
            self._unstored.clear()
        return told

    def freshen(self, devices: Iterable[ListedDevice]) -> list[ListedDevice]:
        """Return the rows with what is known since they were written down."""
        return [self._freshen(device) for device in devices]

    def find_page(self, device_id: UUID) -> Page | None:
        """Return what a device showed when it was last heard."""
        sign = self._signs.get(device_id)
        return None if sign is None else sign.page

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
    return signs_of_life_in(current_app)


def signs_of_life_in(app: Flask) -> SignsOfLife:
    """Return the signs of life that ``app`` took."""
    return cast(SignsOfLife, app.extensions[_SIGNS])


def install(app: Flask) -> None:
    """Let ``app`` take heartbeats; a browser has none, so each of its requests counts as one."""
    signs = app.extensions[_SIGNS] = SignsOfLife(database_of(app))

    @app.before_request
    def note_browser() -> None:
        device = find_device() if request.path.startswith("/learn") else None
        if device is not None and device.kind is DeviceKind.BROWSER:
            page = page_at(request.path) if _wants_page() else signs.find_page(device.id)
            signs.note(device.id, SignOfLife(utc_now(), "", 0, 0, 0, page=page))


def _wants_page() -> bool:
    return "text/html" in request.headers.get("Accept", "")
