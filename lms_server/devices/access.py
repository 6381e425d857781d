"""Which device is asking: by bearer token (kiosks) or by cookie (browsers)."""

import threading
from collections.abc import Iterable
from typing import cast

from flask import Flask, Request, current_app, g, request

from common.sql import Database
from lms_server.devices import queries
from lms_server.devices.actions import hash_token
from lms_server.devices.errors import UnknownDeviceError
from lms_server.devices.queries import DeviceRow
from lms_server.web import principal
from lms_server.web.context import database_of

COOKIE = "bus_device"
_BEARER = "Bearer "
_KNOWN = "bus_lms.devices"


class KnownDevices:
    """Devices by token, remembered so that an answer asks no database who sent it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: dict[bytes, DeviceRow] = {}
        self._lock = threading.Lock()
        self._changes = 0

    def find(self, token: str) -> DeviceRow | None:
        """Return the device of a valid token."""
        return self.recall(token) or self._load(hash_token(token))

    def recall(self, token: str) -> DeviceRow | None:
        """Return the device of a token that was valid lately; asks no database."""
        return self._rows.get(hash_token(token))

    def forget(self) -> None:
        """Drop all, also what another thread reads just now; call after every change."""
        with self._lock:
            self._changes += 1
            self._rows.clear()

    def _load(self, token_hash: bytes) -> DeviceRow | None:
        changes = self._changes
        with self._database.read() as db:
            row = queries.find_by_token(db, token_hash)
        if row is not None:
            with self._lock:
                if changes == self._changes:
                    self._rows[token_hash] = row
        return row


def current_device() -> DeviceRow:
    """Return the device of this request.

    Raises:
        UnknownDeviceError: the request comes from none.
    """
    device = find_device()
    if device is None:
        raise UnknownDeviceError
    return device


def find_device() -> DeviceRow | None:
    """Return the device of this request; None when it comes from none."""
    if "device" not in g:
        token = _token_of(request)
        g.device = known_devices().find(token) if token else None
    return cast("DeviceRow | None", g.device)


def known_devices() -> KnownDevices:
    """Return the devices of the running program."""
    return known_devices_of(current_app)


def known_devices_of(app: Flask) -> KnownDevices:
    """Return the devices of ``app``."""
    return cast(KnownDevices, app.extensions[_KNOWN])


def bearer_token(authorization: str) -> str:
    """Return the token of an Authorization header; empty when it carries none."""
    return authorization[len(_BEARER) :] if authorization.startswith(_BEARER) else ""


def install(app: Flask) -> None:
    """Let ``app`` recognise devices."""
    app.extensions[_KNOWN] = KnownDevices(database_of(app))
    principal.register(app, _find_principals)


def _find_principals(asking: Request) -> Iterable[str]:
    if find_device() is not None:
        yield "device"
    elif "Authorization" in asking.headers:
        raise UnknownDeviceError


def _token_of(asking: Request) -> str | None:
    token = bearer_token(asking.headers.get("Authorization", ""))
    return token or asking.cookies.get(COOKIE)
