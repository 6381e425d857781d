"""Writing devices and codes; each change leaves a record in the audit stream."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from common.ids import new_id
from common.wire.heartbeat import Page
from common.wire.pairing import MAX_FAILURES
from lms_server.accounts.actions import actor_of
from lms_server.devices.errors import (
    DeviceNotFoundError,
    NameTakenError,
    NoOpenCodeError,
    SeatTakenError,
)
from lms_server.devices.forms import Placing
from lms_server.devices.models import Closing, Device, DeviceKind, PairingCode
from lms_server.devices.rules import CODE_LIFE, free_name
from lms_server.journal.actions import append
from sync.chain import Stream


@dataclass(frozen=True)
class SignOfLife:
    """The newest state of a device, as its heartbeats told it."""

    last_seen_at: datetime
    version: str
    queue_length: int
    set_aside: int
    clock_ahead_s: int
    """The device's clock minus the server's."""
    page: Page | None = None
    """This and the rest stays in memory: the next heartbeat tells it again."""
    idle_s: int | None = None
    battery_percent: int | None = None
    is_charging: bool | None = None


def hash_token(token: str) -> bytes:
    """Return what is stored of a device token."""
    return hashlib.sha256(token.encode()).digest()


def open_code(db: Session, *, code: str, account_id: UUID, now: datetime) -> UUID:
    """Open a pairing code and close the one before."""
    _close(db, PairingCode.expires_at <= now, Closing.EXPIRED, now)
    _close(db, PairingCode.expires_at > now, Closing.REPLACED, now)
    code_id = new_id()
    db.add(
        PairingCode(
            id=code_id,
            code=code,
            is_open=True,
            opened_at=now,
            opened_by=account_id,
            expires_at=now + CODE_LIFE,
            failures=0,
            closed_at=None,
            closing=None,
        )
    )
    return code_id


def count_failure(db: Session, code_id: UUID, *, now: datetime) -> None:
    """Count a wrong try at a code; the last one that is allowed closes it."""
    is_it = (PairingCode.id == code_id, PairingCode.is_open.is_(True))
    db.execute(update(PairingCode).where(*is_it).values(failures=PairingCode.failures + 1))
    failures = db.scalar(select(PairingCode.failures).where(*is_it))
    if failures is not None and failures >= MAX_FAILURES:
        _close(db, PairingCode.id == code_id, Closing.FAILURES, now)
        append(
            db,
            stream=Stream.A,
            kind="device.code_closed",
            data={"pairing_code_id": str(code_id), "failures": failures},
            actor="system",
            now=now,
        )


def pair_device(  # noqa: PLR0913
    db: Session, *, code_id: UUID, name: str, kind: DeviceKind, token_hash: bytes, now: datetime
) -> UUID:
    """Use up a code and store the device that knew it; return the device's id.

    A name that another device has gets a number behind it.

    Raises:
        NoOpenCodeError: the code was closed in the meantime.
    """
    opened_by = db.scalar(
        select(PairingCode.opened_by).where(
            PairingCode.id == code_id,
            PairingCode.is_open.is_(True),
            PairingCode.expires_at > now,
        )
    )
    if opened_by is None:
        raise NoOpenCodeError
    _close(db, PairingCode.id == code_id, Closing.USED, now)
    device_id = new_id()
    db.add(
        Device(
            id=device_id,
            name=free_name(name, list(db.scalars(_names()))),
            kind=kind.value,
            token_hash=token_hash,
            paired_at=now,
            paired_by=opened_by,
            last_seen_at=now,
            revoked_at=None,
        )
    )
    _note(db, "device.paired", device_id, actor=actor_of(opened_by), now=now)
    return device_id


def place_device(
    db: Session, device_id: UUID, placing: Placing, *, account_id: UUID, now: datetime
) -> None:
    """Give a device another name and seat.

    Raises:
        DeviceNotFoundError: there is none, or it was revoked.
        NameTakenError: another device has this name, in small or large letters.
        SeatTakenError: another device stands there.
    """
    others = Device.id != device_id
    if placing.name.casefold() in {one.casefold() for one in db.scalars(_names(others))}:
        raise NameTakenError
    seats = select(Device.seat).where(others, Device.revoked_at.is_(None), Device.seat != "")
    if placing.seat.casefold() in {one.casefold() for one in db.scalars(seats)}:
        raise SeatTakenError
    _change(db, device_id, name=placing.name, seat=placing.seat)
    _note(db, "device.renamed", device_id, actor=actor_of(account_id), now=now)


def revoke_device(db: Session, device_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """Withdraw a device's token; its answers so far stay.

    Raises:
        DeviceNotFoundError: there is none, or it was revoked before.
    """
    _change(db, device_id, revoked_at=now)
    _note(db, "device.revoked", device_id, actor=actor_of(account_id), now=now)


def note_new_pin(db: Session, *, account_id: UUID, now: datetime) -> None:
    """Put on record who makes another PIN for leaving the kiosks; never the PIN itself."""
    append(
        db,
        stream=Stream.A,
        kind="device.staff_pin_renewed",
        data={},
        actor=actor_of(account_id),
        now=now,
    )


def store_signs_of_life(db: Session, signs: Mapping[UUID, SignOfLife]) -> None:
    """Keep the newest states of devices over a restart."""
    for device_id, sign in signs.items():
        db.execute(
            update(Device)
            .where(Device.id == device_id)
            .values(
                last_seen_at=sign.last_seen_at,
                version=sign.version,
                queue_length=sign.queue_length,
                set_aside=sign.set_aside,
                clock_ahead_s=sign.clock_ahead_s,
            )
        )


def _names(*conditions: ColumnElement[bool]) -> Select[str]:
    return select(Device.name).where(Device.revoked_at.is_(None), *conditions)


def _change(db: Session, device_id: UUID, **values: object) -> None:
    is_it = (Device.id == device_id, Device.revoked_at.is_(None))
    if db.scalar(select(Device.id).where(*is_it)) is None:
        raise DeviceNotFoundError
    db.execute(update(Device).where(*is_it).values(**values))


def _close(db: Session, which: ColumnElement[bool], closing: Closing, now: datetime) -> None:
    db.execute(
        update(PairingCode)
        .where(which, PairingCode.is_open.is_(True))
        .values(is_open=None, code=None, closed_at=now, closing=closing.value)
    )


def _note(db: Session, kind: str, device_id: UUID, *, actor: str, now: datetime) -> None:
    data = {"device_id": str(device_id)}
    append(db, stream=Stream.A, kind=kind, data=data, actor=actor, now=now)
