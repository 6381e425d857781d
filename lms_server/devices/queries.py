"""Reading devices and the open code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from common.wire.heartbeat import Page
from common.wire.pairing import MAX_FAILURES
from lms_server.devices.errors import DeviceNotFoundError
from lms_server.devices.models import Device, DeviceKind, PairingCode


@dataclass(frozen=True)
class DeviceRow:
    """A paired device as views know it."""

    id: UUID
    name: str
    kind: DeviceKind


@dataclass(frozen=True)
class ListedDevice:
    """A device as the trainer's list shows it."""

    id: UUID
    name: str
    kind: DeviceKind
    seat: str
    paired_at: datetime
    last_seen_at: datetime
    version: str
    queue_length: int
    set_aside: int
    clock_ahead_s: int
    page: Page | None = None
    """Kind of page on the screen; this and the rest is not known before its first heartbeat."""
    idle_s: int | None = None
    battery_percent: int | None = None
    is_charging: bool | None = None


@dataclass(frozen=True)
class OpenCode:
    """The pairing code that may be typed now."""

    id: UUID
    code: str
    opened_by: UUID
    expires_at: datetime
    tries_left: int


def find_by_token(db: Session, token_hash: bytes) -> DeviceRow | None:
    """Return the device of a token that was not withdrawn."""
    row = db.execute(
        select(Device.id, Device.name, Device.kind).where(
            Device.token_hash == token_hash, Device.revoked_at.is_(None)
        )
    ).first()
    return None if row is None else DeviceRow(row.id, row.name, DeviceKind(row.kind))


def list_devices(db: Session) -> list[ListedDevice]:
    """Return the devices that were not revoked, by name."""
    return list(_listed(db))


def get_device(db: Session, device_id: UUID) -> ListedDevice:
    """Return one device.

    Raises:
        DeviceNotFoundError: there is none, or it was revoked.
    """
    device = next(_listed(db, Device.id == device_id), None)
    if device is None:
        raise DeviceNotFoundError
    return device


def _listed(db: Session, *conditions: ColumnElement[bool]) -> Iterator[ListedDevice]:
    rows = db.execute(
        select(
            Device.id,
            Device.name,
            Device.kind,
            Device.seat,
            Device.paired_at,
            Device.last_seen_at,
            Device.version,
            Device.queue_length,
            Device.set_aside,
            Device.clock_ahead_s,
        )
        .where(Device.revoked_at.is_(None), *conditions)
        .order_by(Device.name, Device.paired_at)
    )
    for row in rows:
        yield ListedDevice(row[0], row[1], DeviceKind(row[2]), *row[3:])


def count_devices(db: Session) -> int:
    """Return how many devices were ever paired."""
    return db.scalar(select(func.count()).select_from(Device)) or 0


def find_open_code(db: Session, now: datetime) -> OpenCode | None:
    """Return the code that may be typed now; None when there is none."""
    row = db.execute(
        select(
            PairingCode.id,
            PairingCode.code,
            PairingCode.opened_by,
            PairingCode.expires_at,
            PairingCode.failures,
        ).where(PairingCode.is_open.is_(True), PairingCode.expires_at > now)
    ).first()
    if row is None or row.code is None:
        return None
    return OpenCode(row.id, row.code, row.opened_by, row.expires_at, MAX_FAILURES - row.failures)
