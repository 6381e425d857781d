"""Reads about buses and officers' keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.buses.errors import BusNotFoundError
from registry.buses.models import Bus, BusStatus, LastGoodHead, OfficerKey
from sync.chain import Head, Stream


@dataclass(frozen=True)
class BusRow:
    """One bus."""

    code: str
    name: str
    public_key: bytes
    certificate_id: str
    certificate: str
    status: BusStatus


@dataclass(frozen=True)
class OfficerKeyRow:
    """One officer's key."""

    key_id: str
    bus_code: str
    public_key: bytes
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


def find_bus(db: Session, code: str) -> BusRow | None:
    """Return the bus of this code, or None."""
    bus = db.get(Bus, code)
    if bus is None:
        return None
    return BusRow(
        code=bus.code,
        name=bus.name,
        public_key=bus.public_key,
        certificate_id=bus.certificate_id,
        certificate=bus.certificate,
        status=BusStatus(bus.status),
    )


def get_bus(db: Session, code: str) -> BusRow:
    """Return the bus of this code.

    Raises:
        BusNotFoundError: there is none.
    """
    bus = find_bus(db, code)
    if bus is None:
        raise BusNotFoundError(bus=code)
    return bus


def list_officer_keys(db: Session) -> list[OfficerKeyRow]:
    """Return every officer's key the province ever listed."""
    query = select(
        OfficerKey.key_id,
        OfficerKey.bus_code,
        OfficerKey.public_key,
        OfficerKey.valid_from,
        OfficerKey.valid_until,
        OfficerKey.revoked_at,
    ).order_by(OfficerKey.key_id)
    return [OfficerKeyRow(*row) for row in db.execute(query)]


def list_last_good_heads(db: Session, bus_code: str) -> list[Head]:
    """Return where the trustworthy part of each chain of a revoked bus ends."""
    query = select(LastGoodHead).where(LastGoodHead.bus_code == bus_code)
    return [Head(row.epoch, Stream(row.stream), row.seq, row.hash) for row in db.scalars(query)]
